package tarn.engines.trino;

import io.trino.execution.ExecutionFailureInfo;
import io.trino.filesystem.TrinoFileSystemException;
import io.trino.spi.ErrorCode;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tarn.engines.sql.LakeFailure;
import tarn.engines.sql.SqlFailure;

/** Failures of the lake as Trino's, and Trino's as ours. */
final class Failures {

    /** What a refusal of the catalog is to Trino. */
    static TrinoException ofCatalog(LakeFailure failure) {
        var code = switch (failure.kind()) {
            case NOT_FOUND -> StandardErrorCode.NOT_FOUND;
            case ALREADY_EXISTS -> StandardErrorCode.ALREADY_EXISTS;
            case ACCESS_DENIED -> StandardErrorCode.PERMISSION_DENIED;
            case CONFLICT -> StandardErrorCode.TRANSACTION_CONFLICT;
            case INVALID -> StandardErrorCode.INVALID_TABLE_PROPERTY;
            case CONSTRAINT -> StandardErrorCode.CONSTRAINT_VIOLATION;
            case UNAVAILABLE -> StandardErrorCode.GENERIC_INTERNAL_ERROR;
        };
        return new TrinoException(code, failure.getMessage(), failure);
    }

    /**
     * What a refusal of the files is to Trino: an {@link IOException} where it reads on, an error of its own where it
     * must not.
     */
    static IOException ofFiles(LakeFailure failure) {
        return switch (failure.kind()) {
            case NOT_FOUND -> caused(new FileNotFoundException(failure.getMessage()), failure);
            case ALREADY_EXISTS -> caused(new FileAlreadyExistsException(failure.getMessage()), failure);
            case ACCESS_DENIED ->
                throw new TrinoException(StandardErrorCode.PERMISSION_DENIED, failure.getMessage(), failure);
            case CONFLICT, INVALID, CONSTRAINT, UNAVAILABLE ->
                new TrinoFileSystemException(failure.getMessage(), failure);
        };
    }

    private static IOException caused(IOException exception, LakeFailure failure) {
        exception.initCause(failure);
        return exception;
    }

    /** The failure a query ended with, as to where in the user's own text. */
    static SqlFailure of(ExecutionFailureInfo info, ErrorCode code, CreateTableText text) {
        var position = Optional.ofNullable(info.errorLocation())
                .map(at -> new SqlFailure.Position(at.getLineNumber(), at.getColumnNumber()));
        var message = Optional.ofNullable(info.message())
                .orElse(code.getName())
                .replace(Coordinator.ICEBERG_CATALOG, Coordinator.CATALOG);
        if (position.isPresent()) {
            message = message.replace(place(position.get()), place(text.given(position.get())));
        }
        return of(code, message, position.map(text::given), info.toException());
    }

    private static String place(SqlFailure.Position at) {
        return "line " + at.line() + ":" + at.column() + ":";
    }

    static SqlFailure of(
            ErrorCode code, String message, Optional<SqlFailure.Position> position, @Nullable Throwable cause) {
        var kind = switch (code.getType()) {
            case USER_ERROR -> SqlFailure.Kind.USER_ERROR;
            case INTERNAL_ERROR -> SqlFailure.Kind.INTERNAL_ERROR;
            case INSUFFICIENT_RESOURCES -> SqlFailure.Kind.INSUFFICIENT_RESOURCES;
            case EXTERNAL -> SqlFailure.Kind.EXTERNAL;
        };
        return new SqlFailure(code.getName(), code.getCode(), kind, message, position, cause);
    }

    /** What goes wrong in the engine itself, such as its start. */
    static SqlFailure internal(Throwable cause) {
        var message = Optional.ofNullable(cause.getMessage()).orElse(cause.toString());
        return of(StandardErrorCode.GENERIC_INTERNAL_ERROR.toErrorCode(), message, Optional.empty(), cause);
    }

    private Failures() {}
}
