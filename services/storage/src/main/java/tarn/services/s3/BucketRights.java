package tarn.services.s3;

import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.model.Permission;

/**
 * The actions that an ACL's permissions stand for.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#permissions">ACL permissions</a>
 */
final class BucketRights {

    private static final List<String> READ =
            List.of("s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads");
    private static final List<String> READ_ACP = List.of("s3:GetBucketAcl");
    private static final List<String> WRITE_ACP = List.of("s3:PutBucketAcl");
    private static final List<String> WRITE = List.of("s3:PutObject");
    private static final List<String> OBJECT_READ = List.of("s3:GetObject", "s3:GetObjectVersion");
    private static final List<String> OBJECT_READ_ACP = List.of("s3:GetObjectAcl", "s3:GetObjectVersionAcl");
    private static final List<String> OBJECT_WRITE_ACP = List.of("s3:PutObjectAcl", "s3:PutObjectVersionAcl");

    /** What a permission in a bucket's ACL allows on the bucket. */
    static List<String> of(Permission permission) {
        return switch (permission) {
            case READ -> READ;
            case READ_ACP -> READ_ACP;
            case WRITE_ACP -> WRITE_ACP;
            case FULL_CONTROL -> all(READ, READ_ACP, WRITE_ACP);
            case WRITE, UNKNOWN_TO_SDK_VERSION -> List.of();
        };
    }

    /** What a permission in a bucket's ACL allows on the objects inside. */
    static List<String> inside(Permission permission) {
        return switch (permission) {
            case WRITE, FULL_CONTROL -> WRITE;
            case READ, READ_ACP, WRITE_ACP, UNKNOWN_TO_SDK_VERSION -> List.of();
        };
    }

    /** What a permission in an object's ACL allows on the object. */
    static List<String> onObject(Permission permission) {
        return switch (permission) {
            case READ -> OBJECT_READ;
            case READ_ACP -> OBJECT_READ_ACP;
            case WRITE_ACP -> OBJECT_WRITE_ACP;
            case FULL_CONTROL -> all(OBJECT_READ, OBJECT_READ_ACP, OBJECT_WRITE_ACP);
            case WRITE, UNKNOWN_TO_SDK_VERSION -> List.of();
        };
    }

    private static List<String> all(List<String> read, List<String> readAcp, List<String> writeAcp) {
        return Stream.of(read, readAcp, writeAcp).flatMap(List::stream).toList();
    }

    private BucketRights() {}
}
