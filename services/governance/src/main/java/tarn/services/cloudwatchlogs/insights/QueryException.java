package tarn.services.cloudwatchlogs.insights;

/** A query cannot be read, or is too large to run. */
public final class QueryException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int position;

    QueryException(String message, int position) {
        super(message);
        this.position = position;
    }

    /** Where in the text. */
    public int position() {
        return position;
    }
}
