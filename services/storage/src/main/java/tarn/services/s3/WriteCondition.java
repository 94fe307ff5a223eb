package tarn.services.s3;

import static tarn.services.s3.S3Faults.noSuchKey;
import static tarn.services.s3.S3Faults.notImplemented;
import static tarn.services.s3.S3Faults.preconditionFailed;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of the present object for a write to happen.
 *
 * @param absent whether there must be none
 * @param etag the entity tag it must have; null if any will do
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">Conditional writes</a>
 */
record WriteCondition(boolean absent, @Nullable String etag) {

    static final WriteCondition NONE = new WriteCondition(false, null);

    static WriteCondition of(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
        if (ifNoneMatch != null && !ifNoneMatch.equals("*")) {
            throw notImplemented("If-None-Match");
        }
        if (ifMatch != null && ifNoneMatch != null) {
            throw notImplemented("If-Match,If-None-Match");
        }
        return new WriteCondition(ifNoneMatch != null, ifMatch);
    }

    /** Refuses the write if the condition does not hold. Under the mark of a deletion there is no object. */
    void check(String key, Optional<Version> current) {
        var present = current.filter(StoredObject.class::isInstance).map(StoredObject.class::cast);
        if (absent && present.isPresent()) {
            throw preconditionFailed("If-None-Match");
        }
        if (etag != null) {
            var object = present.orElseThrow(() -> noSuchKey(key));
            if (!EntityTags.match(etag, object.etag())) {
                throw preconditionFailed("If-Match");
            }
        }
    }
}
