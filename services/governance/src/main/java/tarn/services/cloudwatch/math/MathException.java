package tarn.services.cloudwatch.math;

/** An expression cannot be read or worked out. */
public final class MathException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public MathException(String message) {
        super(message);
    }
}
