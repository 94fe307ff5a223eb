package tarn.services.s3;

import static tarn.services.s3.S3Faults.aclsAreOff;
import static tarn.services.s3.S3Faults.notImplemented;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** What a write may ask for and does not get: said plainly, rather than an object kept that is not what was asked. */
final class Refusals {

    static void check(PutObjectRequest request) {
        if (request.writeOffsetBytes() != null) {
            throw notImplemented("x-amz-write-offset-bytes");
        }
    }

    static void check(CreateMultipartUploadRequest request) {
        acl(
                request.acl(),
                request.grantFullControl(),
                request.grantRead(),
                request.grantReadACP(),
                request.grantWriteACP());
    }

    static void check(CopyObjectRequest request) {
        acl(
                request.acl(),
                request.grantFullControl(),
                request.grantRead(),
                request.grantReadACP(),
                request.grantWriteACP());
    }

    private static void acl(@Nullable ObjectCannedACL acl, @Nullable String... grants) {
        var owners = acl == null || acl == ObjectCannedACL.PRIVATE || acl == ObjectCannedACL.BUCKET_OWNER_FULL_CONTROL;
        if (!owners || Stream.of(grants).anyMatch(grant -> grant != null)) {
            throw aclsAreOff();
        }
    }

    private Refusals() {}
}
