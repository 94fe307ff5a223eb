package tarn.services.s3;

import static tarn.services.s3.S3Faults.accessDenied;
import static tarn.services.s3.S3Faults.aclsAreOff;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetBucketAclRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAclResponse;
import software.amazon.awssdk.services.s3.model.PutBucketAclRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAclResponse;
import tarn.kernel.Part;

/** The ACLs of buckets, where their ownership controls let them have any. */
final class BucketAcls implements S3Client, Part {

    private final Holdings holdings;
    private final Exposure exposure;
    private final Configurations<AccessList> acls;

    BucketAcls(Holdings holdings, Exposure exposure, Configurations<AccessList> acls) {
        this.holdings = holdings;
        this.exposure = exposure;
        this.acls = acls;
    }

    @Override
    public PutBucketAclResponse putBucketAcl(PutBucketAclRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        if (!exposure.hasAcls(bucket.name())) {
            throw aclsAreOff();
        }
        var owner = Owners.id(bucket.owner());
        var asked = AskedAcl.of(
                request.aclAsString(),
                request.grantFullControl(),
                request.grantRead(),
                request.grantWrite(),
                request.grantReadACP(),
                request.grantWriteACP());
        var next = asked.list(owner, owner, request.accessControlPolicy());
        if (next.isPublic() && exposure.blocksPublicAcls(bucket.name())) {
            throw accessDenied();
        }
        acls.put(bucket.name(), next);
        return PutBucketAclResponse.builder().build();
    }

    @Override
    public GetBucketAclResponse getBucketAcl(GetBucketAclRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var list = acls.find(bucket.name()).orElseGet(() -> AccessList.ofAccount(bucket.owner()));
        return GetBucketAclResponse.builder()
                .owner(list.shownOwner())
                .grants(list.grants())
                .build();
    }
}
