package tarn.blobs;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What lies on disk is not what was written, or is read with another key than it was written under. */
public final class DamagedBlobException extends IOException {
    private static final long serialVersionUID = 1;

    DamagedBlobException(String message) {
        this(message, null);
    }

    DamagedBlobException(String message, @Nullable Throwable cause) {
        super("A blob is damaged: " + message, cause);
    }
}
