package tarn.services.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.Governance.refused;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EncodingType;
import software.amazon.awssdk.services.iam.model.StatusType;
import tarn.kernel.testing.TestPlatform;
import tarn.services.Governance;

class CredentialsTest {

    @RegisterExtension
    final Governance governance = new Governance();

    private IamClient iam() {
        return governance.iam();
    }

    @BeforeEach
    void aUser() {
        TestPlatform.CALLER.run(() -> iam().createUser(u -> u.userName("ann")));
    }

    private static String file(String name) {
        try (var in = Objects.requireNonNull(Governance.class.getResourceAsStream("pem/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aServerCertificateComesWithItsOwnKeyInAnyForm() {
        refused(
                400,
                "KeyPairMismatch",
                "The private key does not match the public key of the certificate.",
                () -> iam().uploadServerCertificate(u -> u.serverCertificateName("site")
                        .certificateBody(file("rsa.pem"))
                        .privateKey(file("other.key"))));
        refused(
                400,
                "MalformedCertificate",
                "Unable to parse certificate. Please ensure the certificate is in PEM format.",
                () -> iam().uploadServerCertificate(u ->
                        u.serverCertificateName("site").certificateBody("x").privateKey(file("rsa.key"))));

        for (var pair : new String[][] {{"rsa.pem", "rsa.key"}, {"rsa.pem", "rsa.pkcs1"}, {"ec.pem", "ec.sec1"}}) {
            iam().uploadServerCertificate(u -> u.serverCertificateName(pair[1])
                    .path("/sites/")
                    .certificateBody(file(pair[0]))
                    .privateKey(file(pair[1])));
        }

        var kept = iam().getServerCertificate(g -> g.serverCertificateName("rsa.key"))
                .serverCertificate();
        assertThat(kept.certificateBody()).isEqualTo(file("rsa.pem"));
        assertThat(kept.serverCertificateMetadata().arn())
                .isEqualTo("arn:aws:iam::123456789012:server-certificate/sites/rsa.key");
        assertThat(kept.serverCertificateMetadata().expiration()).isEqualTo("2045-01-01T00:00:00Z");
        assertThat(iam().listServerCertificates(l -> l.pathPrefix("/sites/")).serverCertificateMetadataList())
                .hasSize(3);
        iam().updateServerCertificate(u -> u.serverCertificateName("rsa.key")
                .newServerCertificateName("new")
                .newPath("/"));
        refused(
                409,
                "EntityAlreadyExists",
                "The Server Certificate with name new already exists.",
                () -> iam().updateServerCertificate(
                                u -> u.serverCertificateName("ec.sec1").newServerCertificateName("new")));
        iam().deleteServerCertificate(d -> d.serverCertificateName("new"));
        refused(
                404,
                "NoSuchEntity",
                "The Server Certificate with name new cannot be found.",
                () -> iam().getServerCertificate(g -> g.serverCertificateName("new")));
    }

    @Test
    void aUserHasTwoSigningCertificatesAndNoneTwice() {
        var id = iam().uploadSigningCertificate(u -> u.userName("ann").certificateBody(file("rsa.pem")))
                .certificate()
                .certificateId();
        refused(
                409,
                "DuplicateCertificate",
                "The certificate is already associated with the user.",
                () -> iam().uploadSigningCertificate(u -> u.userName("ann").certificateBody(file("rsa.pem"))));
        iam().uploadSigningCertificate(u -> u.userName("ann").certificateBody(file("ec.pem")));
        refused(
                409,
                "LimitExceeded",
                "Cannot exceed quota for CertificatesPerUser: 2",
                () -> iam().uploadSigningCertificate(u -> u.userName("ann").certificateBody(file("other.pem"))));

        iam().updateSigningCertificate(u -> u.userName("ann").certificateId(id).status(StatusType.INACTIVE));
        assertThat(iam().listSigningCertificates(l -> l.userName("ann")).certificates())
                .hasSize(2)
                .anySatisfy(one -> assertThat(one.status()).isEqualTo(StatusType.INACTIVE));
        refused(
                409,
                "DeleteConflict",
                "Cannot delete entity, must delete signing certificates first.",
                () -> iam().deleteUser(d -> d.userName("ann")));
        iam().deleteSigningCertificate(d -> d.userName("ann").certificateId(id));
        refused(
                404,
                "NoSuchEntity",
                "The Certificate with id " + id + " cannot be found.",
                () -> iam().deleteSigningCertificate(d -> d.userName("ann").certificateId(id)));
    }

    @Test
    void anSshKeyIsGivenBackInBothEncodings() {
        var body = file("rsa.pub").strip();
        var key = iam().uploadSSHPublicKey(u -> u.userName("ann").sshPublicKeyBody(body))
                .sshPublicKey();

        assertThat(key.sshPublicKeyId()).startsWith("APKA");
        assertThat(key.fingerprint()).isEqualTo("93:de:64:16:40:a1:9a:a1:10:69:f4:f8:24:01:ea:23");
        var pem = iam().getSSHPublicKey(g ->
                        g.userName("ann").sshPublicKeyId(key.sshPublicKeyId()).encoding(EncodingType.PEM))
                .sshPublicKey()
                .sshPublicKeyBody();
        assertThat(pem).startsWith("-----BEGIN PUBLIC KEY-----\n");
        refused(
                400,
                "DuplicateSSHPublicKey",
                "The public key is already associated with the user.",
                () -> iam().uploadSSHPublicKey(u -> u.userName("ann").sshPublicKeyBody(pem)));
        refused(
                400,
                "UnrecognizedPublicKeyEncoding",
                "The public key is not in SSH or PEM encoding.",
                () -> iam().uploadSSHPublicKey(u -> u.userName("ann").sshPublicKeyBody("ssh-ed25519 AAAA")));
        refused(
                400,
                "InvalidPublicKey",
                "The public key is not valid.",
                () -> iam().uploadSSHPublicKey(u -> u.userName("ann").sshPublicKeyBody("ssh-rsa AAAA")));
        assertThat(iam().getSSHPublicKey(g -> g.userName("ann")
                                .sshPublicKeyId(key.sshPublicKeyId())
                                .encoding(EncodingType.SSH))
                        .sshPublicKey()
                        .sshPublicKeyBody())
                .isEqualTo(body);
    }

    @Test
    void aCredentialForAServiceShowsItsPasswordOnce() {
        var first = iam().createServiceSpecificCredential(
                        c -> c.userName("ann").serviceName("codecommit.amazonaws.com"))
                .serviceSpecificCredential();

        assertThat(first.serviceUserName()).isEqualTo("ann-at-123456789012");
        assertThat(first.servicePassword()).hasSizeGreaterThan(40);
        assertThat(iam().listServiceSpecificCredentials(l -> l.userName("ann")).serviceSpecificCredentials())
                .singleElement()
                .satisfies(one ->
                        assertThat(one.serviceSpecificCredentialId()).isEqualTo(first.serviceSpecificCredentialId()));
        var again = iam().resetServiceSpecificCredential(
                        r -> r.userName("ann").serviceSpecificCredentialId(first.serviceSpecificCredentialId()))
                .serviceSpecificCredential();
        assertThat(again.servicePassword()).isNotEqualTo(first.servicePassword());
        refused(
                404,
                "NotSupportedService",
                "Service s3.amazonaws.com is not supported for this operation",
                () -> iam().createServiceSpecificCredential(
                                c -> c.userName("ann").serviceName("s3.amazonaws.com")));
    }
}
