package tarn.services.s3;

import static tarn.services.s3.S3Faults.notModified;
import static tarn.services.s3.S3Faults.preconditionFailed;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of an object for a read to be answered with it.
 *
 * <p>As RFC 9110 orders them: a given {@code If-Match} makes {@code If-Unmodified-Since} moot, a given
 * {@code If-None-Match} makes {@code If-Modified-Since} moot. HTTP's dates are whole seconds.
 */
record ReadCondition(
        @Nullable String ifMatch,
        @Nullable String ifNoneMatch,
        @Nullable Instant ifModifiedSince,
        @Nullable Instant ifUnmodifiedSince) {

    /** Refuses to read with 412 or 304. */
    void check(StoredObject object) {
        if (changed(object)) {
            throw preconditionFailed(ifMatch == null ? "If-Unmodified-Since" : "If-Match");
        }
        if (unchanged(object)) {
            throw notModified();
        }
    }

    /** Refuses to copy from it: always with 412. */
    void checkSource(StoredObject object) {
        if (changed(object)) {
            throw preconditionFailed(
                    ifMatch == null ? "x-amz-copy-source-If-Unmodified-Since" : "x-amz-copy-source-If-Match");
        }
        if (unchanged(object)) {
            throw preconditionFailed(
                    ifNoneMatch == null ? "x-amz-copy-source-If-Modified-Since" : "x-amz-copy-source-If-None-Match");
        }
    }

    private boolean changed(StoredObject object) {
        if (ifMatch != null) {
            return !EntityTags.match(ifMatch, object.etag());
        }
        return ifUnmodifiedSince != null && seconds(object.modified()).isAfter(seconds(ifUnmodifiedSince));
    }

    private boolean unchanged(StoredObject object) {
        if (ifNoneMatch != null) {
            return EntityTags.match(ifNoneMatch, object.etag());
        }
        return ifModifiedSince != null && !seconds(object.modified()).isAfter(seconds(ifModifiedSince));
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
