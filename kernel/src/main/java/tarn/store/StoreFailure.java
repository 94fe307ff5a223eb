package tarn.store;

import java.io.Serial;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The store could not do what it was asked: the disk is full, a file is unreadable, the data were written by a newer
 * Tarn. The message says which, and what a user can do. When a write fails with it, nothing was changed.
 */
public final class StoreFailure extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    /** A failure without another behind it. */
    public StoreFailure(String message) {
        super(message);
    }

    /** A failure caused by another. */
    public StoreFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNullElse(super.getMessage(), "");
    }
}
