package tarn.services.cloudwatchlogs.pattern;

/** A filter pattern cannot be read. */
public final class PatternException extends RuntimeException {

    private static final long serialVersionUID = 1;

    PatternException(String message) {
        super(message);
    }
}
