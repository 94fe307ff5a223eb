package tarn.services.s3;

import static tarn.services.s3.LockFaults.lockKeepsVersioning;
import static tarn.services.s3.ReplicationFaults.keepsVersioning;
import static tarn.services.s3.S3Faults.illegalVersioning;
import static tarn.services.s3.S3Faults.mfaDeleteNotAllowed;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.MFADelete;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningResponse;
import tarn.kernel.Part;

/**
 * Whether a bucket keeps versions. It holds for every write that is answered after it; AWS asks for fifteen minutes.
 *
 * <p>MFA delete is refused as AWS refuses it of whoever sends no code of a root user's device, since there are none.
 */
final class BucketVersioning implements S3Client, Part {

    private final Holdings holdings;

    BucketVersioning(Holdings holdings) {
        this.holdings = holdings;
    }

    @Override
    public PutBucketVersioningResponse putBucketVersioning(PutBucketVersioningRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var asked = request.versioningConfiguration();
        if (asked.mfaDelete() == MFADelete.ENABLED || request.mfa() != null) {
            throw mfaDeleteNotAllowed();
        }
        var next = next(asked.status());
        holdings.change(request.bucket(), bucket -> {
            if (bucket.lock() != null && next != Versioning.ENABLED) {
                throw lockKeepsVersioning();
            }
            if (next != Versioning.ENABLED && holdings.replications().configured(bucket.name())) {
                throw keepsVersioning();
            }
            return bucket.withVersioning(next);
        });
        return PutBucketVersioningResponse.builder().build();
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
        return GetBucketVersioningResponse.builder()
                .status(bucket.versioning().status())
                .build();
    }
}
