package tarn.engines.sql;

import java.io.Serial;

/** A change of an Iceberg table that its rules do not allow. */
public final class IcebergRefusal extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    /** Why it is refused. */
    public enum Kind {
        /** The table is not what the change was made for. */
        CONFLICT,
        /** The change can never be. */
        INVALID
    }

    private final Kind kind;

    public IcebergRefusal(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
