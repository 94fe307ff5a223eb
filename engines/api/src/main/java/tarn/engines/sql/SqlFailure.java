package tarn.engines.sql;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a statement failed. The message is the engine's, such as {@code line 1:8: Column 'x' cannot be resolved}. */
public final class SqlFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String name;
    private final int code;
    private final Kind kind;
    private final transient @Nullable Position position;

    /**
     * @param name the engine's name of the error, such as {@code COLUMN_NOT_FOUND}
     * @param code the engine's number of it
     */
    public SqlFailure(
            String name, int code, Kind kind, String message, Optional<Position> position, @Nullable Throwable cause) {
        super(message, cause);
        this.name = name;
        this.code = code;
        this.kind = kind;
        this.position = position.orElse(null);
    }

    /** Whose fault it is. */
    public enum Kind {
        USER_ERROR,
        INTERNAL_ERROR,
        INSUFFICIENT_RESOURCES,
        EXTERNAL
    }

    /** Where in the text; both count from 1. */
    public record Position(int line, int column) {}

    public String name() {
        return name;
    }

    public int code() {
        return code;
    }

    public Kind kind() {
        return kind;
    }

    public Optional<Position> position() {
        return Optional.ofNullable(position);
    }

    /** The message; never null. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
