package tarn.engines.functions;

/** Why an environment could not be made. */
public final class FunctionFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Kind kind;

    public FunctionFailure(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public FunctionFailure(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What is in the way. */
    public enum Kind {
        /** The runtime is not installed, or unknown. */
        NO_RUNTIME,
        /** The archive is none, is too large, or leads out of its folder. */
        BAD_CODE,
        /** The machine has no room for another environment. */
        MACHINE_FULL,
        /** Anything else. */
        MACHINE
    }

    public Kind kind() {
        return kind;
    }

    /** The message; never null. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
