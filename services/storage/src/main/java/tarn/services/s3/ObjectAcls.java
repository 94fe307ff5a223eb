package tarn.services.s3;

import static tarn.services.s3.S3Faults.aclsAreOff;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectAclRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAclResponse;
import software.amazon.awssdk.services.s3.model.PutObjectAclRequest;
import software.amazon.awssdk.services.s3.model.PutObjectAclResponse;
import tarn.kernel.Part;

/**
 * The ACLs of objects, where the bucket's ownership controls let them have any.
 *
 * <p>Where we differ from AWS: an object belongs to the bucket's owner, whoever wrote it.
 */
final class ObjectAcls implements S3Client, Part {

    private final Holdings holdings;
    private final Exposure exposure;
    private final ObjectGrants grants;

    ObjectAcls(Holdings holdings, Exposure exposure, ObjectGrants grants) {
        this.holdings = holdings;
        this.exposure = exposure;
        this.grants = grants;
    }

    @Override
    public PutObjectAclResponse putObjectAcl(PutObjectAclRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        if (!exposure.hasAcls(bucket.name())) {
            throw aclsAreOff();
        }
        var object = holdings.versions().object(request.bucket(), request.key(), request.versionId());
        var owner = Owners.id(bucket.owner());
        var asked = AskedAcl.of(
                request.aclAsString(),
                request.grantFullControl(),
                request.grantRead(),
                request.grantWrite(),
                request.grantReadACP(),
                request.grantWriteACP());
        var next = asked.list(owner, owner, request.accessControlPolicy());
        grants.check(bucket, next);
        grants.keep(
                bucket.name(),
                request.key(),
                object,
                next,
                batch -> holdings.notices().add(batch, bucket, request.key(), object, Happening.ACL));
        return PutObjectAclResponse.builder().build();
    }

    @Override
    public GetObjectAclResponse getObjectAcl(GetObjectAclRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var object = holdings.versions().object(request.bucket(), request.key(), request.versionId());
        var list = grants.find(bucket.name(), request.key(), object)
                .filter(own -> exposure.hasAcls(bucket.name()))
                .orElseGet(() -> AccessList.ofAccount(bucket.owner()));
        return GetObjectAclResponse.builder()
                .owner(list.shownOwner())
                .grants(list.grants())
                .build();
    }
}
