package tarn.services.s3;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectAclRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAclResponse;
import software.amazon.awssdk.services.s3.model.Grant;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.Type;
import tarn.kernel.Part;

/**
 * What is true of every bucket and object as long as it cannot be set otherwise: the state of a new bucket on AWS.
 */
final class Defaults implements S3Client, Part {

    private final Holdings holdings;

    Defaults(Holdings holdings) {
        this.holdings = holdings;
    }

    @Override
    public GetObjectAclResponse getObjectAcl(GetObjectAclRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        holdings.versions().object(request.bucket(), request.key(), request.versionId());
        return GetObjectAclResponse.builder()
                .owner(Owners.canonical(bucket.owner()))
                .grants(fullControl(bucket))
                .build();
    }

    private static Grant fullControl(OwnedBucket bucket) {
        return Grant.builder()
                .permission(Permission.FULL_CONTROL)
                .grantee(grantee -> grantee.type(Type.CANONICAL_USER).id(Owners.id(bucket.owner())))
                .build();
    }
}
