package tarn.services.s3;

import static tarn.services.s3.LifecycleFaults.mfaForbidsLifecycle;
import static tarn.services.s3.LifecycleFaults.noLifecycle;
import static tarn.services.s3.LifecycleFaults.unknownMinimum;
import static tarn.services.s3.S3Faults.malformedXml;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteBucketLifecycleRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketLifecycleResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketLifecycleConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.TransitionDefaultMinimumObjectSize;
import tarn.kernel.Ids;
import tarn.kernel.Part;

/** The rules of a bucket's life cycle, which {@link Sweep} carries out. */
final class LifecycleRules implements S3Client, Part {

    private static final int ID_LENGTH = 12;
    private static final String ID_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";

    private final Holdings holdings;
    private final Sweep sweep;
    private final Ids ids;

    LifecycleRules(Holdings holdings, Sweep sweep, Ids ids) {
        this.holdings = holdings;
        this.sweep = sweep;
        this.ids = ids;
    }

    @Override
    public PutBucketLifecycleConfigurationResponse putBucketLifecycleConfiguration(
            PutBucketLifecycleConfigurationRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        if (request.lifecycleConfiguration() == null) {
            throw malformedXml();
        }
        var minimum = minimum(request);
        var rules = LifecycleCheck.checked(request.lifecycleConfiguration().rules(), ids);
        var lifecycle = new Lifecycle(rules, minimum.toString());
        var id = ids.random(ID_ALPHABET, ID_LENGTH);
        holdings.change(bucket.name(), present -> governed(present, id), batch -> {
            holdings.lifecycles().kept().put(batch, bucket.name(), lifecycle);
            sweep.plan(batch, bucket);
        });
        return PutBucketLifecycleConfigurationResponse.builder()
                .transitionDefaultMinimumObjectSize(minimum)
                .build();
    }

    private static OwnedBucket governed(OwnedBucket bucket, String lifecycle) {
        if (bucket.needsCode()) {
            throw mfaForbidsLifecycle();
        }
        return bucket.withLifecycle(lifecycle);
    }

    private static TransitionDefaultMinimumObjectSize minimum(PutBucketLifecycleConfigurationRequest request) {
        var given = request.transitionDefaultMinimumObjectSize();
        if (given == TransitionDefaultMinimumObjectSize.UNKNOWN_TO_SDK_VERSION) {
            throw unknownMinimum(request.transitionDefaultMinimumObjectSizeAsString());
        }
        return given == null ? TransitionDefaultMinimumObjectSize.ALL_STORAGE_CLASSES_128_K : given;
    }

    @Override
    public GetBucketLifecycleConfigurationResponse getBucketLifecycleConfiguration(
            GetBucketLifecycleConfigurationRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var lifecycle = holdings.lifecycles().kept().find(bucket.name()).orElseThrow(() -> noLifecycle(bucket.name()));
        return GetBucketLifecycleConfigurationResponse.builder()
                .rules(lifecycle.rules())
                .transitionDefaultMinimumObjectSize(lifecycle.minimumSize())
                .build();
    }

    @Override
    public DeleteBucketLifecycleResponse deleteBucketLifecycle(DeleteBucketLifecycleRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        holdings.change(bucket.name(), present -> present.withLifecycle(null), batch -> {
            holdings.lifecycles().kept().delete(batch, bucket.name());
            sweep.cancel(batch, bucket);
        });
        return DeleteBucketLifecycleResponse.builder().build();
    }
}
