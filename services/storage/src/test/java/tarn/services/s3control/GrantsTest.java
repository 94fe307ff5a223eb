package tarn.services.s3control;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.s3control.Control.BUCKET;
import static tarn.services.s3control.Control.refused;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3control.model.CreateAccessGrantResponse;
import software.amazon.awssdk.services.s3control.model.Permission;
import tarn.kernel.testing.TestPlatform;

/** Access grants: what is registered, what is granted, and in which order it goes again. */
class GrantsTest {

    private static final String ROLE = "arn:aws:iam::" + TestPlatform.ACCOUNT + ":role/data";
    private static final String ANN = "arn:aws:iam::" + TestPlatform.ACCOUNT + ":user/ann";

    @RegisterExtension
    final Control tarn = new Control();

    private String location(String scope) {
        return tarn.control()
                .createAccessGrantsLocation(request -> request.accountId(TestPlatform.ACCOUNT)
                        .locationScope(scope)
                        .iamRoleArn(ROLE))
                .accessGrantsLocationId();
    }

    private CreateAccessGrantResponse grant(String location, String part) {
        return tarn.control()
                .createAccessGrant(request -> request.accountId(TestPlatform.ACCOUNT)
                        .accessGrantsLocationId(location)
                        .accessGrantsLocationConfiguration(to -> to.s3SubPrefix(part))
                        .grantee(to -> to.granteeType("IAM").granteeIdentifier(ANN))
                        .permission(Permission.READ));
    }

    private void begin() {
        tarn.control().createAccessGrantsInstance(request -> request.accountId(TestPlatform.ACCOUNT));
    }

    @Test
    void anInstanceIsOneAndGoesWhenItIsEmpty() {
        refused("AccessGrantsInstanceNotExistsError", () -> location("s3://"));
        begin();
        refused("AccessGrantsInstanceAlreadyExists", this::begin);
        var location = location("s3://" + BUCKET);
        refused("AccessGrantsLocationAlreadyExistsError", () -> location("s3://" + BUCKET));
        refused("NoSuchBucket", () -> location("s3://there-is-none"));
        var grant = grant(location, "in/*");
        refused(
                "AccessGrantsInstanceNotEmptyError",
                () -> tarn.control().deleteAccessGrantsInstance(request -> request.accountId(TestPlatform.ACCOUNT)));
        refused(
                "AccessGrantsLocationNotEmptyError",
                () -> tarn.control()
                        .deleteAccessGrantsLocation(request ->
                                request.accountId(TestPlatform.ACCOUNT).accessGrantsLocationId(location)));
        tarn.control()
                .deleteAccessGrant(
                        request -> request.accountId(TestPlatform.ACCOUNT).accessGrantId(grant.accessGrantId()));
        tarn.control()
                .deleteAccessGrantsLocation(
                        request -> request.accountId(TestPlatform.ACCOUNT).accessGrantsLocationId(location));
        tarn.control().deleteAccessGrantsInstance(request -> request.accountId(TestPlatform.ACCOUNT));
        assertThat(tarn.control()
                        .listAccessGrantsInstances(request -> request.accountId(TestPlatform.ACCOUNT))
                        .accessGrantsInstancesList())
                .isEmpty();
    }

    @Test
    void aGrantCoversAPrefixOrAnObject() {
        begin();
        var all = location("s3://");
        var bucket = location("s3://" + BUCKET + "/in/");
        assertThat(all).isEqualTo("default");
        assertThat(grant(all, BUCKET + "/a/*").grantScope()).isEqualTo("s3://" + BUCKET + "/a/*");
        assertThat(grant(bucket, "b*").grantScope()).isEqualTo("s3://" + BUCKET + "/in/b*");
        refused("AccessGrantAlreadyExists", () -> grant(bucket, "b*"));
        refused("InvalidAccessGrant", () -> grant(bucket, "object"));
        refused("InvalidAccessGrant", () -> grant(bucket, "a*b*"));
        refused("InvalidAccessGrant", () -> grant(bucket, "${aws:username}/*"));
        refused("NoSuchAccessGrantsLocationError", () -> grant("none", "a*"));
        assertThat(tarn.control()
                        .listAccessGrants(request ->
                                request.accountId(TestPlatform.ACCOUNT).granteeIdentifier(ANN))
                        .accessGrantsList())
                .hasSize(2);
    }

    @Test
    void aSessionOfARoleIsWhoTheRoleIs() {
        var grant = new Grant("id", "arn", "l", null, "s3://b/*", ROLE, Permission.READ, Instant.EPOCH);
        assertThat(grant.isFor("arn:aws:sts::" + TestPlatform.ACCOUNT + ":assumed-role/data/session"))
                .isTrue();
        assertThat(grant.isFor("arn:aws:sts::210987654321:assumed-role/data/session"))
                .isFalse();
        assertThat(grant.isFor("arn:aws:sts::" + TestPlatform.ACCOUNT + ":assumed-role/other/data"))
                .isFalse();
        assertThat(grant.gives(Permission.WRITE, "s3://b/k")).isFalse();
        assertThat(grant.gives(Permission.READ, "s3://b/k")).isTrue();
        assertThat(grant.gives(Permission.READ, "s3://bb/k")).isFalse();
    }
}
