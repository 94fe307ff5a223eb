package tarn.services.s3;

import static tarn.services.s3.S3Faults.invalidArgument;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.model.Grant;
import software.amazon.awssdk.services.s3.model.Permission;

/**
 * ACLs by name.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl">Canned ACLs</a>
 */
enum CannedAcl {
    PRIVATE("private"),
    PUBLIC_READ("public-read", AccessList.toGroup(AccessList.EVERYBODY, Permission.READ)),
    PUBLIC_READ_WRITE(
            "public-read-write",
            AccessList.toGroup(AccessList.EVERYBODY, Permission.READ),
            AccessList.toGroup(AccessList.EVERYBODY, Permission.WRITE)),
    AUTHENTICATED_READ("authenticated-read", AccessList.toGroup(AccessList.EVERYBODY_SIGNED, Permission.READ)),
    AWS_EXEC_READ("aws-exec-read", AccessList.toUser(CannedAcl.EC2, Permission.READ)),
    BUCKET_OWNER_READ("bucket-owner-read"),
    BUCKET_OWNER_FULL_CONTROL("bucket-owner-full-control"),
    LOG_DELIVERY_WRITE(
            "log-delivery-write",
            AccessList.toGroup(AccessList.LOG_DELIVERY, Permission.WRITE),
            AccessList.toGroup(AccessList.LOG_DELIVERY, Permission.READ_ACP));

    /** The canonical id as which EC2 reads the images it starts. */
    private static final String EC2 = "6aa5a366c34c1cbe25dc49211496e913e0351eb0e8c37aa3477e40942ec6b97c";

    private final String label;

    @SuppressWarnings("ImmutableEnumChecker") // nobody changes it, nor the grants in it
    private final List<Grant> grants;

    CannedAcl(String label, Grant... grants) {
        this.label = label;
        this.grants = List.of(grants);
    }

    /** The ACL that {@code x-amz-acl} names. */
    static CannedAcl of(String label) {
        return Stream.of(values())
                .filter(acl -> acl.label.equals(label))
                .findFirst()
                .orElseThrow(() -> invalidArgument("", "x-amz-acl", label));
    }

    /**
     * The ACL of something.
     *
     * @param owner the canonical id of its owner
     * @param bucketOwner that of the owner of the bucket it lies in, or is
     */
    AccessList list(String owner, String bucketOwner) {
        var list = new ArrayList<Grant>();
        list.add(AccessList.toUser(owner, Permission.FULL_CONTROL));
        for (var grant : grants) {
            list.add(grant);
        }
        if (!owner.equals(bucketOwner)) {
            switch (this) {
                case BUCKET_OWNER_READ -> list.add(AccessList.toUser(bucketOwner, Permission.READ));
                case BUCKET_OWNER_FULL_CONTROL -> list.add(AccessList.toUser(bucketOwner, Permission.FULL_CONTROL));
                case PRIVATE,
                        PUBLIC_READ,
                        PUBLIC_READ_WRITE,
                        AUTHENTICATED_READ,
                        AWS_EXEC_READ,
                        LOG_DELIVERY_WRITE -> {}
            }
        }
        return new AccessList(owner, List.copyOf(list));
    }
}
