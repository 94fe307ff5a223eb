package tarn.services.s3;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/** Whether a bucket keeps what is overwritten or deleted. */
enum Versioning {
    /** It never did, and versions are not spoken of. */
    NEVER(0, null),
    /** It does. */
    ENABLED(1, BucketVersioningStatus.ENABLED),
    /** It did: older versions stay, and what is written is the {@code null} version. */
    SUSPENDED(2, BucketVersioningStatus.SUSPENDED);

    private final int code;
    private final @Nullable BucketVersioningStatus status;

    Versioning(int code, @Nullable BucketVersioningStatus status) {
        this.code = code;
        this.status = status;
    }

    /** Its number in records. */
    int code() {
        return code;
    }

    static Versioning ofCode(int code) {
        return switch (code) {
            case 0 -> NEVER;
            case 1 -> ENABLED;
            case 2 -> SUSPENDED;
            default -> throw new IllegalStateException("No versioning " + code);
        };
    }

    /** As AWS calls it. */
    @Nullable
    BucketVersioningStatus status() {
        return status;
    }
}
