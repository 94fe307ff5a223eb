package tarn.services.s3;

import static tarn.services.s3.S3Faults.aclsAreOffAtCreation;
import static tarn.services.s3.S3Faults.malformedXml;
import static tarn.services.s3.SettingFaults.noOwnershipControls;
import static tarn.services.s3.SettingFaults.noPublicAccessBlock;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketOwnershipControlsResponse;
import software.amazon.awssdk.services.s3.model.DeletePublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.DeletePublicAccessBlockResponse;
import software.amazon.awssdk.services.s3.model.GetBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.GetBucketOwnershipControlsResponse;
import software.amazon.awssdk.services.s3.model.GetPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.GetPublicAccessBlockResponse;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.PutBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketOwnershipControlsResponse;
import software.amazon.awssdk.services.s3.model.PutPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.PutPublicAccessBlockResponse;
import tarn.kernel.Part;

/** A bucket's public access block and its ownership controls. */
final class Exposing implements S3Client, Part {

    private final Holdings holdings;
    private final Exposure exposure;
    private final Configurations<AccessList> acls;

    Exposing(Holdings holdings, Exposure exposure, Configurations<AccessList> acls) {
        this.holdings = holdings;
        this.exposure = exposure;
        this.acls = acls;
    }

    @Override
    public PutPublicAccessBlockResponse putPublicAccessBlock(PutPublicAccessBlockRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        exposure.block(request.bucket(), request.publicAccessBlockConfiguration());
        return PutPublicAccessBlockResponse.builder().build();
    }

    @Override
    public GetPublicAccessBlockResponse getPublicAccessBlock(GetPublicAccessBlockRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        return GetPublicAccessBlockResponse.builder()
                .publicAccessBlockConfiguration(
                        exposure.block(request.bucket()).orElseThrow(() -> noPublicAccessBlock(request.bucket())))
                .build();
    }

    @Override
    public DeletePublicAccessBlockResponse deletePublicAccessBlock(DeletePublicAccessBlockRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        exposure.unblock(request.bucket());
        return DeletePublicAccessBlockResponse.builder().build();
    }

    @Override
    public PutBucketOwnershipControlsResponse putBucketOwnershipControls(PutBucketOwnershipControlsRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var rules = request.ownershipControls().rules();
        var next = rules.size() == 1 ? rules.getFirst().objectOwnership() : null;
        if (next == null || next == ObjectOwnership.UNKNOWN_TO_SDK_VERSION) {
            throw malformedXml();
        }
        if (next == ObjectOwnership.BUCKET_OWNER_ENFORCED && admitsOthers(request.bucket())) {
            throw aclsAreOffAtCreation();
        }
        exposure.own(request.bucket(), next);
        return PutBucketOwnershipControlsResponse.builder().build();
    }

    @Override
    public GetBucketOwnershipControlsResponse getBucketOwnershipControls(GetBucketOwnershipControlsRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var ownership = exposure.ownership(request.bucket()).orElseThrow(() -> noOwnershipControls(request.bucket()));
        return GetBucketOwnershipControlsResponse.builder()
                .ownershipControls(controls -> controls.rules(OwnershipControlsRule.builder()
                        .objectOwnership(ownership)
                        .build()))
                .build();
    }

    @Override
    public DeleteBucketOwnershipControlsResponse deleteBucketOwnershipControls(
            DeleteBucketOwnershipControlsRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        exposure.disown(request.bucket());
        return DeleteBucketOwnershipControlsResponse.builder().build();
    }

    private boolean admitsOthers(String bucket) {
        return acls.find(bucket).filter(AccessList::admitsOthers).isPresent();
    }
}
