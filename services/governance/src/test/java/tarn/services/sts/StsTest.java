package tarn.services.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.Governance.TRUST_ACCOUNT;
import static tarn.services.Governance.refused;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.iam.model.VirtualMFADevice;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Tag;
import tarn.kernel.Caller;
import tarn.kernel.testing.TestPlatform;
import tarn.mfa.OneTimeCode;
import tarn.services.Governance;

class StsTest {

    private static final String ETL = "arn:aws:iam::123456789012:role/etl";

    @RegisterExtension
    final Governance governance = new Governance();

    private StsClient sts() {
        return governance.sts();
    }

    private void role(String name, String trust) {
        governance.iam().createRole(r -> r.roleName(name).assumeRolePolicyDocument(trust));
    }

    private Caller user(String name) {
        governance.iam().createUser(u -> u.userName(name));
        var key = governance.iam().createAccessKey(k -> k.userName(name)).accessKey();
        return governance.holder(key.accessKeyId());
    }

    @Test
    void whoAsksIsTold() {
        var identity = sts().getCallerIdentity();

        assertThat(identity.account()).isEqualTo(TestPlatform.ACCOUNT);
        assertThat(identity.arn()).isEqualTo("arn:aws:iam::123456789012:root");
        var ann = user("ann").call(() -> sts().getCallerIdentity());
        assertThat(ann.arn()).isEqualTo("arn:aws:iam::123456789012:user/ann");
        assertThat(ann.userId()).startsWith("AIDA");
    }

    @Test
    void anAssumedRoleHasCredentialsThatEnd() {
        role("etl", TRUST_ACCOUNT);

        var session = user("ann")
                .call(() -> sts().assumeRole(
                                a -> a.roleArn(ETL).roleSessionName("night").durationSeconds(900)));

        assertThat(session.assumedRoleUser().arn()).isEqualTo("arn:aws:sts::123456789012:assumed-role/etl/night");
        var key = governance.key(session.credentials().accessKeyId());
        assertThat(key.id()).matches("ASIA[A-Z2-7]{16}");
        assertThat(key.sessionToken()).isEqualTo(session.credentials().sessionToken());
        assertThat(key.expires()).isEqualTo(TestPlatform.START.plusSeconds(900));
        assertThat(governance
                        .holder(key.id())
                        .call(() -> sts().getCallerIdentity())
                        .arn())
                .isEqualTo("arn:aws:sts::123456789012:assumed-role/etl/night");
    }

    @Test
    void credentialsAreForgottenADayAfterTheirEnd() {
        role("etl", TRUST_ACCOUNT);
        var id = sts().assumeRole(a -> a.roleArn(ETL).roleSessionName("night"))
                .credentials()
                .accessKeyId();

        governance.platform().clock().advance(Duration.ofHours(2));
        assertThat(governance.platform().accessKeys().find(id)).isPresent();
        governance.platform().clock().advance(Duration.ofDays(1));
        assertThat(governance.platform().accessKeys().find(id)).isEmpty();
    }

    @Test
    void whomARoleDoesNotTrustIsDeniedAsIfItDidNotExist() {
        role("etl", Governance.trust("\"Service\": \"glue.amazonaws.com\""));
        user("ann").run(() -> {
            for (var role : new String[] {"etl", "nothing"}) {
                var arn = "arn:aws:iam::123456789012:role/" + role;
                refused(
                        403,
                        "AccessDenied",
                        "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: sts:AssumeRole on"
                                + " resource: " + arn,
                        () -> sts().assumeRole(a -> a.roleArn(arn).roleSessionName("night")));
            }
        });
    }

    @Test
    void anExternalIdMustMatch() {
        role("etl", """
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
                 "Principal": {"AWS": "123456789012"},
                 "Condition": {"StringEquals": {"sts:ExternalId": "secret"}}}}""");
        user("ann").run(() -> {
            refused(
                    403,
                    "AccessDenied",
                    "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: sts:AssumeRole on resource: "
                            + ETL,
                    () -> sts().assumeRole(a -> a.roleArn(ETL).roleSessionName("night")));
            assertThat(sts().assumeRole(
                                    a -> a.roleArn(ETL).roleSessionName("night").externalId("secret"))
                            .credentials())
                    .isNotNull();
        });
    }

    @Test
    void aDenyOutweighsAnAllow() {
        role("etl", """
                {"Version": "2012-10-17", "Statement": [
                 {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}},
                 {"Effect": "Deny", "Action": "sts:*",
                  "Principal": {"AWS": "arn:aws:iam::123456789012:user/ann"}}]}""");

        user("ann")
                .run(() -> refused(
                        403,
                        "AccessDenied",
                        "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: sts:AssumeRole on resource: "
                                + ETL,
                        () -> sts().assumeRole(a -> a.roleArn(ETL).roleSessionName("night"))));
        assertThat(user("bob").call(() -> sts().assumeRole(a -> a.roleArn(ETL).roleSessionName("night"))))
                .isNotNull();
    }

    @Test
    void sessionsLastNoLongerThanTheRoleAllowsAndChainedOnesAnHour() {
        role("etl", TRUST_ACCOUNT);
        refused(
                400,
                "ValidationError",
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
                () -> sts().assumeRole(
                                a -> a.roleArn(ETL).roleSessionName("night").durationSeconds(3_601)));
        governance.iam().updateRole(r -> r.roleName("etl").maxSessionDuration(43_200));
        var first = sts().assumeRole(a -> a.roleArn(ETL).roleSessionName("one").durationSeconds(43_200));

        governance
                .holder(first.credentials().accessKeyId())
                .run(() -> refused(
                        400,
                        "ValidationError",
                        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role"
                                + " chaining",
                        () -> sts().assumeRole(a ->
                                a.roleArn(ETL).roleSessionName("two").durationSeconds(3_601))));
    }

    @Test
    void transitiveTagsGoOnAndCannotBeSetAnew() {
        role("etl", TRUST_ACCOUNT.replace("\"sts:AssumeRole\"", "\"sts:*\""));
        var first = sts().assumeRole(a -> a.roleArn(ETL)
                .roleSessionName("one")
                .sourceIdentity("ann")
                .tags(Tag.builder().key("team").value("lake").build())
                .transitiveTagKeys("team"));
        assertThat(first.packedPolicySize()).isPositive();

        governance.holder(first.credentials().accessKeyId()).run(() -> {
            var second = sts().assumeRole(a -> a.roleArn(ETL).roleSessionName("two"));
            assertThat(second.sourceIdentity()).isEqualTo("ann");
            refused(
                    400,
                    "ValidationError",
                    "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag"
                            + " key from the calling session.",
                    () -> sts().assumeRole(a -> a.roleArn(ETL)
                            .roleSessionName("two")
                            .tags(Tag.builder().key("team").value("other").build())));
        });
    }

    @Test
    void anotherAccountsRoleActsInThatAccount() {
        var other = Caller.root("999999999999", "us-east-1", "r");
        other.run(() -> role("etl", Governance.trust("\"AWS\": \"arn:aws:iam::123456789012:user/ann\"")));

        var session = user("ann")
                .call(() -> sts().assumeRole(a ->
                        a.roleArn("arn:aws:iam::999999999999:role/etl").roleSessionName("visit")));

        assertThat(governance.key(session.credentials().accessKeyId()).account())
                .isEqualTo("999999999999");
    }

    @Test
    void aSessionTokenActsAsTheUserAndMakesNoFurtherOnes() {
        var credentials = user("ann").call(() -> sts().getSessionToken()).credentials();
        var key = governance.key(credentials.accessKeyId());

        assertThat(key.principal()).isEqualTo("arn:aws:iam::123456789012:user/ann");
        assertThat(key.expires()).isEqualTo(TestPlatform.START.plus(Duration.ofHours(12)));
        governance
                .holder(key.id())
                .run(() -> refused(
                        403,
                        "AccessDenied",
                        "Cannot call GetSessionToken with session credentials",
                        () -> sts().getSessionToken()));
        assertThat(sts().getSessionToken().credentials().expiration())
                .as("root has an hour at most")
                .isEqualTo(TestPlatform.START.plus(Duration.ofHours(1)));
    }

    @Test
    void aFederatedUserHasANameOfItsOwn() {
        var token = user("ann").call(() -> sts().getFederationToken(f -> f.name("guest")));

        assertThat(token.federatedUser().arn()).isEqualTo("arn:aws:sts::123456789012:federated-user/guest");
        assertThat(governance.key(token.credentials().accessKeyId()).userId()).isEqualTo("123456789012:guest");
    }

    @Test
    void aKeyTellsItsAccount() {
        var key = user("ann").accessKey();

        assertThat(sts().getAccessKeyInfo(k -> k.accessKeyId(key)).account()).isEqualTo(TestPlatform.ACCOUNT);
        refused(
                400,
                "ValidationError",
                "The access key id AKIAAAAAAAAAAAAAAAAA is not valid",
                () -> sts().getAccessKeyInfo(k -> k.accessKeyId("AKIAAAAAAAAAAAAAAAAA")));
    }

    @Test
    void aCodeOfADeviceIsTakenOnceAndMarksTheSession() {
        var ann = user("ann");
        var seed = governance
                .iam()
                .createVirtualMFADevice(d -> d.virtualMFADeviceName("phone"))
                .virtualMFADevice();
        governance
                .iam()
                .enableMFADevice(e -> e.userName("ann")
                        .serialNumber(seed.serialNumber())
                        .authenticationCode1(code(seed, -1))
                        .authenticationCode2(code(seed, 0)));
        role("careful", """
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
                 "Principal": {"AWS": "123456789012"},
                 "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}}""");
        var careful = "arn:aws:iam::123456789012:role/careful";
        var wrong = "MultiFactorAuthentication failed with invalid MFA one time pass code.";

        ann.run(() -> {
            refused(
                    403,
                    "AccessDenied",
                    wrong,
                    () -> sts().getSessionToken(
                                    t -> t.serialNumber(seed.serialNumber()).tokenCode(code(seed, 0))));
            refused(403, "AccessDenied", wrong, () -> sts().getSessionToken(t -> t.tokenCode("123456")));
            refused(
                    403,
                    "AccessDenied",
                    "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: sts:AssumeRole on resource: "
                            + careful,
                    () -> sts().assumeRole(a -> a.roleArn(careful).roleSessionName("night")));
            var token = sts().getSessionToken(
                            t -> t.serialNumber(seed.serialNumber()).tokenCode(code(seed, 1)))
                    .credentials();
            var key = governance.key(token.accessKeyId());
            assertThat(governance.session(key.id()).mfa()).isEqualTo(TestPlatform.START);
            governance
                    .holder(key.id())
                    .run(() -> assertThat(
                                    sts().assumeRole(a -> a.roleArn(careful).roleSessionName("night"))
                                            .credentials())
                            .isNotNull());
        });
        governance.platform().clock().advance(Duration.ofMinutes(5));
        ann.run(() -> assertThat(sts().assumeRole(a -> a.roleArn(careful)
                                .roleSessionName("night")
                                .serialNumber(seed.serialNumber())
                                .tokenCode(code(seed, 0)))
                        .credentials())
                .isNotNull());
    }

    private String code(VirtualMFADevice device, int steps) {
        var now = governance.platform().clock().instant();
        return OneTimeCode.at(device.base32StringSeed().asUtf8String(), now.plusSeconds(30L * steps));
    }

    @Test
    void tagsAndSourceIdentityNeedTheRolesTrust() {
        role("etl", TRUST_ACCOUNT);
        user("ann").run(() -> {
            refused(
                    403,
                    "AccessDenied",
                    "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: sts:TagSession on resource: "
                            + ETL,
                    () -> sts().assumeRole(a -> a.roleArn(ETL)
                            .roleSessionName("night")
                            .tags(Tag.builder().key("team").value("lake").build())));
            refused(
                    403,
                    "AccessDenied",
                    "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: sts:SetSourceIdentity on"
                            + " resource: " + ETL,
                    () -> sts().assumeRole(
                                    a -> a.roleArn(ETL).roleSessionName("night").sourceIdentity("ann")));
        });
    }

    @Test
    void aServiceIsHeldToTheTrustPolicyToo() {
        role("etl", Governance.trust("\"Service\": \"glue.amazonaws.com\""));

        TestPlatform.CALLER
                .via("glue.amazonaws.com")
                .run(() -> assertThat(sts().assumeRole(a -> a.roleArn(ETL).roleSessionName("job"))
                                .credentials())
                        .isNotNull());
        TestPlatform.CALLER
                .via("lambda.amazonaws.com")
                .run(() -> refused(
                        403,
                        "AccessDenied",
                        "User: arn:aws:iam::123456789012:root is not authorized to perform: sts:AssumeRole on resource: "
                                + ETL,
                        () -> sts().assumeRole(a -> a.roleArn(ETL).roleSessionName("job"))));
    }

    @Test
    void rootSessionsNeedAnOrganisationAndAreDenied() {
        refused(
                403,
                "AccessDenied",
                "User: arn:aws:iam::123456789012:root is not authorized to perform: sts:AssumeRoot on resource:"
                        + " arn:aws:iam::999999999999:root",
                () -> sts().assumeRoot(a -> a.targetPrincipal("999999999999")
                        .taskPolicyArn(p -> p.arn("arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"))));
    }
}
