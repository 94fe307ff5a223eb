package tarn.services.s3;

import static tarn.services.s3.LifecycleFaults.lifecycleForbidsMfa;
import static tarn.services.s3.LockFaults.lockKeepsVersioning;
import static tarn.services.s3.ReplicationFaults.keepsVersioning;
import static tarn.services.s3.S3Faults.illegalVersioning;
import static tarn.services.s3.S3Faults.malformedXml;
import static tarn.services.s3.S3Faults.mfaMissing;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.MFADelete;
import software.amazon.awssdk.services.s3.model.MFADeleteStatus;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningResponse;
import tarn.kernel.Part;

/**
 * Whether a bucket keeps versions. It holds for every write that is answered after it; AWS asks for fifteen minutes.
 *
 * <p>Where versions are deleted for good only with a code, nothing here is changed without one either.
 */
final class BucketVersioning implements S3Client, Part {

    private final Holdings holdings;
    private final MfaDelete mfaDelete;

    BucketVersioning(Holdings holdings, MfaDelete mfaDelete) {
        this.holdings = holdings;
        this.mfaDelete = mfaDelete;
    }

    @Override
    public PutBucketVersioningResponse putBucketVersioning(PutBucketVersioningRequest request) {
        var seen = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var asked = request.versioningConfiguration();
        var next = next(asked.status());
        boolean withCode = coded(seen, asked.mfaDelete());
        if (withCode) {
            mfaDelete.check(seen, request.mfa());
        }
        holdings.change(request.bucket(), bucket -> {
            if (bucket.lock() != null && next != Versioning.ENABLED) {
                throw lockKeepsVersioning();
            }
            if (next != Versioning.ENABLED && holdings.replications().configured(bucket.name())) {
                throw keepsVersioning();
            }
            if (!withCode && bucket.needsCode()) {
                throw mfaMissing();
            }
            return withMfaDelete(bucket.withVersioning(next), asked.mfaDelete());
        });
        return PutBucketVersioningResponse.builder().build();
    }

    private static boolean coded(OwnedBucket bucket, @Nullable MFADelete asked) {
        return switch (asked) {
            case UNKNOWN_TO_SDK_VERSION -> throw malformedXml();
            case ENABLED -> true;
            case DISABLED -> bucket.needsCode();
            case null -> bucket.needsCode();
        };
    }

    private static OwnedBucket withMfaDelete(OwnedBucket bucket, @Nullable MFADelete asked) {
        if (asked == null) {
            return bucket;
        }
        if (asked == MFADelete.ENABLED && bucket.lifecycle() != null) {
            throw lifecycleForbidsMfa();
        }
        return bucket.withMfaDelete(asked == MFADelete.ENABLED);
    }

    private static Versioning next(BucketVersioningStatus asked) {
        return switch (asked) {
            case ENABLED -> Versioning.ENABLED;
            case SUSPENDED -> Versioning.SUSPENDED;
            case UNKNOWN_TO_SDK_VERSION -> throw illegalVersioning();
            case null -> throw illegalVersioning();
        };
    }

    @Override
    public GetBucketVersioningResponse getBucketVersioning(GetBucketVersioningRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var answer =
                GetBucketVersioningResponse.builder().status(bucket.versioning().status());
        if (bucket.mfaDelete() != null) {
            answer.mfaDelete(bucket.needsCode() ? MFADeleteStatus.ENABLED : MFADeleteStatus.DISABLED);
        }
        return answer.build();
    }
}
