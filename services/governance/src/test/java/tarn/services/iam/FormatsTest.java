package tarn.services.iam;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tarn.kernel.LastUses;
import tarn.kernel.testing.Golden;
import tarn.mfa.MfaDevice;
import tarn.services.iam.UserEntity.Login;
import tarn.services.iam.UserEntity.UserKey;
import tarn.store.Formats;

/** What is on users' disks stays readable. */
class FormatsTest {

    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final Map<String, String> TAGS = Map.of("team", "lake");
    private static final Grants GRANTS =
            new Grants(List.of("arn:aws:iam::aws:policy/AmazonS3FullAccess"), Map.of("read", "{}"));

    @Test
    void usersReadAsTheyWereWritten() {
        var user = new UserEntity(
                "ann",
                "/lake/",
                "AIDAAAAAAAAAAAAAAAAAA",
                TIME,
                TAGS,
                GRANTS,
                "arn:aws:iam::aws:policy/ReadOnlyAccess",
                List.of("team"),
                List.of(new UserKey("AKIAAAAAAAAAAAAAAAAA", true, TIME)),
                new Login("c2FsdA==", "aGFzaA==", true, TIME, null, List.of()));
        Golden.check("iam/users", UserEntity.FORMAT, user);
    }

    @Test
    void groupsReadAsTheyWereWritten() {
        var group = new GroupEntity("team", "/", "AGPAAAAAAAAAAAAAAAAAA", TIME, GRANTS);
        Golden.check("iam/groups", Formats.record(GroupEntity.class), group);
    }

    @Test
    void rolesReadAsTheyWereWritten() {
        var role =
                new RoleEntity("etl", "/", "AROAAAAAAAAAAAAAAAAAA", TIME, TAGS, GRANTS, null, "{}", "nightly", 3_600);
        Golden.check("iam/roles", Formats.record(RoleEntity.class), role);
    }

    @Test
    void instanceProfilesReadAsTheyWereWritten() {
        var profile = new ProfileEntity("node", "/", "AIPAAAAAAAAAAAAAAAAAA", TIME, TAGS, "etl");
        Golden.check("iam/instance-profiles", Formats.record(ProfileEntity.class), profile);
    }

    @Test
    void policiesReadAsTheyWereWritten() {
        var policy = PolicyEntity.create("read", "/", "ANPAAAAAAAAAAAAAAAAAA", TIME, TAGS, "reads", "{}")
                .plus("{\"Version\": \"2012-10-17\"}", true, TIME);
        Golden.check("iam/policies", Formats.record(PolicyEntity.class), policy);
    }

    @Test
    void aliasesReadAsTheyWereWritten() {
        Golden.check("iam/aliases", Formats.record(Account.AliasOwner.class), new Account.AliasOwner("123456789012"));
    }

    @Test
    void providersReadAsTheyWereWritten() {
        var saml = new SamlEntity("corp", "9c2e", TIME, TAGS, "<md/>", TIME);
        Golden.check("iam/saml-providers", Formats.record(SamlEntity.class), saml);
        var oidc = new OidcEntity("accounts.example.com", TIME, TAGS, List.of("client"), List.of("9e99"));
        Golden.check("iam/oidc-providers", Formats.record(OidcEntity.class), oidc);
    }

    @Test
    void certificatesAndKeysReadAsTheyWereWritten() {
        var server = new CertificateEntity("site", "/", "ASCAAAAAAAAAAAAAAAAAA", TIME, TAGS, "pem", "chain", TIME);
        Golden.check("iam/server-certificates", Formats.record(CertificateEntity.class), server);
        var signing = new SigningCertificates.Certificate("ID", "pem", true, TIME);
        Golden.check("iam/signing-certificates", Formats.record(SigningCertificates.Certificate.class), signing);
        var ssh = new SshKeys.PublicKey("APKAAAAAAAAAAAAAAAAA", "ssh-rsa AAAA", false, TIME);
        Golden.check("iam/ssh-keys", Formats.record(SshKeys.PublicKey.class), ssh);
        var service = new ServiceCredentials.Credential(
                "ACCAAAAAAAAAAAAAAAAA",
                "codecommit.amazonaws.com",
                "ann-at-123456789012",
                "c2FsdA==",
                "aGFzaA==",
                true,
                TIME,
                null);
        Golden.check("iam/service-credentials", Formats.record(ServiceCredentials.Credential.class), service);
    }

    @Test
    void devicesReadAsTheyWereWritten() {
        var device = new MfaDevice(
                "arn:aws:iam::123456789012:mfa/phone", "/", "phone", "ABCD", TIME, TAGS, "AIDA", TIME, 1, 2, 3, TIME);
        Golden.check("iam/mfa-devices", Formats.record(MfaDevice.class), device);
    }

    @Test
    void rulesAndDeletionsReadAsTheyWereWritten() {
        Golden.check("iam/password-policy", Formats.record(PasswordRules.class), PasswordRules.DEFAULT);
        Golden.check(
                "iam/role-deletions",
                Formats.record(LinkedRoles.Deletion.class),
                new LinkedRoles.Deletion("AWSServiceRoleForRDS", TIME));
    }

    @Test
    void reportsReadAsTheyWereWritten() {
        Golden.check(
                "iam/access-reports",
                Formats.record(AccessReports.Job.class),
                new AccessReports.Job("arn:aws:iam::123456789012:user/ann", TIME, null));
        Golden.check(
                "iam/credential-reports",
                Formats.record(CredentialReports.Report.class),
                new CredentialReports.Report("user,arn", TIME));
        Golden.check("iam/key-uses", Formats.record(LastUses.Use.class), new LastUses.Use(TIME, "s3", "us-east-1"));
    }
}
