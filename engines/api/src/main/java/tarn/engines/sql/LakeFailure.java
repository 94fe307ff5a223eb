package tarn.engines.sql;

import org.jspecify.annotations.Nullable;

/** Why a lake refuses. The message reaches the user, so it names what is meant. */
public final class LakeFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Kind kind;

    public LakeFailure(Kind kind, String message) {
        this(kind, message, null);
    }

    public LakeFailure(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What stands in the way. */
    public enum Kind {
        NOT_FOUND,
        ALREADY_EXISTS,
        ACCESS_DENIED,
        /** Someone else changed it meanwhile. */
        CONFLICT,
        /** What the catalog says of a table makes no sense. */
        INVALID,
        /** The table asks of its readers what the statement does not say. */
        CONSTRAINT,
        UNAVAILABLE
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
