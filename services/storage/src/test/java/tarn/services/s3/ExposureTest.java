package tarn.services.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.s3.InProcess.BUCKET;
import static tarn.services.s3.InProcess.refused;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.Grant;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import tarn.kernel.testing.TestPlatform;

/** Who may be let into a bucket: its public access block, its ownership controls, its ACL. */
class ExposureTest {

    @RegisterExtension
    final InProcess tarn = new InProcess();

    private static final String OTHER = "0123456789abcdef".repeat(4);

    private PublicAccessBlockConfiguration block() {
        return tarn.s3().getPublicAccessBlock(request -> request.bucket(BUCKET)).publicAccessBlockConfiguration();
    }

    private void own(ObjectOwnership ownership) {
        var rule = OwnershipControlsRule.builder().objectOwnership(ownership).build();
        tarn.s3()
                .putBucketOwnershipControls(
                        request -> request.bucket(BUCKET).ownershipControls(controls -> controls.rules(rule)));
    }

    @Test
    void aNewBucketBlocksEverythingPublicUntilThatIsTakenAway() {
        assertThat(block().blockPublicPolicy()).isTrue();
        tarn.s3()
                .putPublicAccessBlock(request ->
                        request.bucket(BUCKET).publicAccessBlockConfiguration(next -> next.blockPublicAcls(true)));
        assertThat(block().blockPublicAcls()).isTrue();
        assertThat(block().restrictPublicBuckets()).isFalse();
        tarn.s3().deletePublicAccessBlock(request -> request.bucket(BUCKET));
        refused(404, "NoSuchPublicAccessBlockConfiguration", this::block);
    }

    @Test
    void aNewBucketsObjectsBelongToItsOwner() {
        assertThat(tarn.s3()
                        .getBucketOwnershipControls(request -> request.bucket(BUCKET))
                        .ownershipControls()
                        .rules()
                        .getFirst()
                        .objectOwnership())
                .isEqualTo(ObjectOwnership.BUCKET_OWNER_ENFORCED);
        refused(
                400,
                "AccessControlListNotSupported",
                () -> tarn.s3().putBucketAcl(request -> request.bucket(BUCKET).acl(BucketCannedACL.PRIVATE)));
        tarn.s3().deleteBucketOwnershipControls(request -> request.bucket(BUCKET));
        refused(
                404,
                "OwnershipControlsNotFoundError",
                () -> tarn.s3().getBucketOwnershipControls(request -> request.bucket(BUCKET)));
        tarn.s3().putBucketAcl(request -> request.bucket(BUCKET).acl(BucketCannedACL.PRIVATE));
    }

    @Test
    void aPublicAclNeedsTheBlockToBeTakenAway() {
        own(ObjectOwnership.OBJECT_WRITER);
        refused(
                403,
                "AccessDenied",
                () -> tarn.s3().putBucketAcl(request -> request.bucket(BUCKET).acl(BucketCannedACL.PUBLIC_READ)));
        tarn.s3().deletePublicAccessBlock(request -> request.bucket(BUCKET));
        tarn.s3().putBucketAcl(request -> request.bucket(BUCKET).acl(BucketCannedACL.PUBLIC_READ));
        var grants = tarn.s3().getBucketAcl(request -> request.bucket(BUCKET)).grants();
        assertThat(grants).extracting(Grant::permission).containsExactly(Permission.FULL_CONTROL, Permission.READ);
        assertThat(grants.getLast().grantee().uri()).isEqualTo("http://acs.amazonaws.com/groups/global/AllUsers");
        refused(400, "InvalidBucketAclWithObjectOwnership", () -> own(ObjectOwnership.BUCKET_OWNER_ENFORCED));
    }

    @Test
    void grantsAreReadFromHeaders() {
        own(ObjectOwnership.BUCKET_OWNER_PREFERRED);
        tarn.s3()
                .putBucketAcl(request -> request.bucket(BUCKET)
                        .grantRead("id=\"" + OTHER + "\", uri=http://acs.amazonaws.com/groups/s3/LogDelivery"));
        var grants = tarn.s3().getBucketAcl(request -> request.bucket(BUCKET)).grants();
        assertThat(grants).hasSize(2);
        assertThat(grants.getFirst().grantee().id()).isEqualTo(OTHER);
        refused(
                400,
                "InvalidArgument",
                () -> tarn.s3().putBucketAcl(request -> request.bucket(BUCKET).grantRead("id=nobody")));
        refused(
                400,
                "InvalidArgument",
                () -> tarn.s3().putBucketAcl(request -> request.bucket(BUCKET).grantWrite("uri=http://example.com")));
        refused(
                400,
                "UnresolvableGrantByEmailAddress",
                () -> tarn.s3()
                        .putBucketAcl(request -> request.bucket(BUCKET).grantRead("emailAddress=a@example.com")));
        refused(
                400,
                "InvalidRequest",
                () -> tarn.s3()
                        .putBucketAcl(request -> request.bucket(BUCKET)
                                .acl(BucketCannedACL.PRIVATE)
                                .grantRead("id=" + OTHER)));
    }

    @Test
    void anAclIsSpelledOutInABody() {
        own(ObjectOwnership.OBJECT_WRITER);
        var owner = tarn.s3().getBucketAcl(request -> request.bucket(BUCKET)).owner();
        var grant = AccessList.toUser(OTHER, Permission.READ_ACP);
        tarn.s3()
                .putBucketAcl(request -> request.bucket(BUCKET)
                        .accessControlPolicy(policy -> policy.owner(owner).grants(grant)));
        assertThat(tarn.s3().getBucketAcl(request -> request.bucket(BUCKET)).grants())
                .containsExactly(grant);
        refused(
                400,
                "MalformedACLError",
                () -> tarn.s3()
                        .putBucketAcl(
                                request -> request.bucket(BUCKET).accessControlPolicy(policy -> policy.grants(grant))));
        refused(
                403,
                "AccessDenied",
                () -> tarn.s3()
                        .putBucketAcl(request -> request.bucket(BUCKET)
                                .accessControlPolicy(policy ->
                                        policy.owner(other -> other.id(OTHER)).grants(grant))));
        refused(400, "MissingSecurityHeader", () -> tarn.s3().putBucketAcl(request -> request.bucket(BUCKET)));
    }

    @Test
    void aBucketIsCreatedWithAnAclOnlyIfItsOwnershipAllowsIt() {
        refused(
                400,
                "InvalidBucketAclWithObjectOwnership",
                () -> tarn.s3().createBucket(request -> request.bucket("shared").grantRead("id=" + OTHER)));
        refused(
                400,
                "InvalidBucketAclWithBlockPublicAccessError",
                () -> tarn.s3()
                        .createBucket(request -> request.bucket("shared")
                                .objectOwnership(ObjectOwnership.OBJECT_WRITER)
                                .acl(BucketCannedACL.PUBLIC_READ)));
        tarn.s3()
                .createBucket(request -> request.bucket("shared")
                        .objectOwnership(ObjectOwnership.OBJECT_WRITER)
                        .grantRead("id=" + OTHER));
        assertThat(tarn.s3().getBucketAcl(request -> request.bucket("shared")).grants())
                .containsExactly(AccessList.toUser(OTHER, Permission.READ));
        assertThat(tarn.s3()
                        .getBucketAcl(request -> request.bucket(BUCKET))
                        .owner()
                        .id())
                .isEqualTo(Owners.id(TestPlatform.ACCOUNT));
    }
}
