package tarn.services.s3;

import static tarn.services.s3.LockFaults.locked;
import static tarn.services.s3.S3Faults.malformedXml;
import static tarn.services.s3.S3Faults.noSuchKey;
import static tarn.services.s3.S3Faults.preconditionFailed;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;
import tarn.kernel.Part;

/**
 * Deleting objects: for good where a bucket has no versions or a version is named, else by a mark.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html">Conditional deletes</a>
 */
final class Deleting implements S3Client, Part {

    private static final int DELETED_AT_ONCE_MAX = 1000;

    private final Holdings holdings;
    private final MfaDelete mfaDelete;

    Deleting(Holdings holdings, MfaDelete mfaDelete) {
        this.holdings = holdings;
        this.mfaDelete = mfaDelete;
    }

    /** What must hold of the current object for a deletion; each may be null, if it need not. */
    private record Condition(
            String key,
            @Nullable String etag,
            @Nullable Instant modified,
            @Nullable Long sizeBytes) {

        void check(Optional<Version> now) {
            if (etag == null && modified == null && sizeBytes == null) {
                return;
            }
            var object = now.filter(StoredObject.class::isInstance)
                    .map(StoredObject.class::cast)
                    .orElseThrow(() -> noSuchKey(key));
            var holds = (etag == null || EntityTags.match(etag, object.etag()))
                    && (modified == null || seconds(object.modified()).equals(seconds(modified)))
                    && (sizeBytes == null || sizeBytes == object.sizeBytes());
            if (!holds) {
                throw preconditionFailed("If-Match");
            }
        }

        private static Instant seconds(Instant time) {
            return time.truncatedTo(ChronoUnit.SECONDS);
        }
    }

    @Override
    public DeleteObjectResponse deleteObject(DeleteObjectRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        if (bucket.needsCode() && request.versionId() != null) {
            mfaDelete.check(bucket, request.mfa());
        }
        var condition = new Condition(
                request.key(), request.ifMatch(), request.ifMatchLastModifiedTime(), request.ifMatchSize());
        var bypass = Boolean.TRUE.equals(request.bypassGovernanceRetention());
        var deleted = delete(bucket, request.versionId(), condition, bypass);
        return DeleteObjectResponse.builder()
                .versionId(deleted.version())
                .deleteMarker(deleted.marker() ? true : null)
                .build();
    }

    /**
     * Deletes each object by itself, as AWS does: one that is refused does not keep the others. The answer names them
     * in the order they were asked for. Where a code is needed for any of them and is not right, all are refused.
     */
    @Override
    public DeleteObjectsResponse deleteObjects(DeleteObjectsRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var bypass = Boolean.TRUE.equals(request.bypassGovernanceRetention());
        var asked = request.delete().objects();
        if (asked.isEmpty() || asked.size() > DELETED_AT_ONCE_MAX) {
            throw malformedXml();
        }
        if (bucket.needsCode()
                && (request.mfa() != null || asked.stream().anyMatch(object -> object.versionId() != null))) {
            mfaDelete.check(bucket, request.mfa());
        }
        var done = new ArrayList<DeletedObject>();
        var errors = new ArrayList<S3Error>();
        for (var object : asked) {
            try {
                var condition = new Condition(object.key(), object.eTag(), object.lastModifiedTime(), object.size());
                done.add(told(object, delete(bucket, object.versionId(), condition, bypass)));
            } catch (S3Exception refused) {
                errors.add(error(object, refused));
            }
        }
        var answer = DeleteObjectsResponse.builder().errors(errors);
        if (!Boolean.TRUE.equals(request.delete().quiet())) {
            answer.deleted(done);
        }
        return answer.build();
    }

    private Versions.Deleted delete(
            OwnedBucket bucket, @Nullable String version, Condition condition, boolean bypassGovernance) {
        Versions.DeleteCheck check = (now, going) -> {
            condition.check(now);
            going.ifPresent(one -> checkLock(one, bypassGovernance));
        };
        return version == null
                ? holdings.versions().delete(bucket, condition.key, check)
                : holdings.versions().delete(bucket, condition.key, version, check);
    }

    private void checkLock(Version going, boolean bypassGovernance) {
        if (going instanceof StoredObject object
                && object.protection().forbidsDeletion(holdings.now(), bypassGovernance)) {
            throw locked();
        }
    }

    private static DeletedObject told(ObjectIdentifier asked, Versions.Deleted deleted) {
        return DeletedObject.builder()
                .key(asked.key())
                .versionId(asked.versionId())
                .deleteMarker(deleted.marker() ? true : null)
                .deleteMarkerVersionId(deleted.marker() ? deleted.version() : null)
                .build();
    }

    private static S3Error error(ObjectIdentifier object, S3Exception refused) {
        return S3Error.builder()
                .key(object.key())
                .versionId(object.versionId())
                .code(refused.awsErrorDetails().errorCode())
                .message(refused.awsErrorDetails().errorMessage())
                .build();
    }
}
