package tarn.services.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.Governance.refused;

import java.security.KeyFactory;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.AlgorithmSpec;
import software.amazon.awssdk.services.kms.model.CreateGrantRequest;
import software.amazon.awssdk.services.kms.model.ExpirationModelType;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.kms.model.ImportKeyMaterialRequest;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.MultiRegionKeyType;
import software.amazon.awssdk.services.kms.model.OriginType;
import software.amazon.awssdk.services.kms.model.RotationType;
import software.amazon.awssdk.services.kms.model.RotationsListEntry;
import software.amazon.awssdk.services.kms.model.WrappingKeySpec;
import tarn.kernel.testing.TestPlatform;
import tarn.services.Governance;

/** Material that changes, that users bring, and that lies in several regions. */
class MaterialTest {

    private static final SdkBytes SECRET = SdkBytes.fromUtf8String("the password of the warehouse");

    @RegisterExtension
    final Governance governance = new Governance();

    private KmsClient kms() {
        return governance.kms();
    }

    private String key() {
        return kms().createKey().keyMetadata().keyId();
    }

    private SdkBytes encrypted(String keyId) {
        return kms().encrypt(e -> e.keyId(keyId).plaintext(SECRET)).ciphertextBlob();
    }

    private void opens(SdkBytes blob) {
        assertThat(kms().decrypt(d -> d.ciphertextBlob(blob)).plaintext()).isEqualTo(SECRET);
    }

    @Test
    void aRotatedKeyReadsWhatItEncryptedBefore() {
        var keyId = key();
        var before = encrypted(keyId);
        kms().rotateKeyOnDemand(r -> r.keyId(keyId));
        var after = encrypted(keyId);

        opens(before);
        opens(after);
        assertThat(kms().decrypt(d -> d.ciphertextBlob(before)).keyMaterialId())
                .isNotEqualTo(kms().decrypt(d -> d.ciphertextBlob(after)).keyMaterialId());
        assertThat(kms().listKeyRotations(r -> r.keyId(keyId)).rotations())
                .singleElement()
                .satisfies(rotation -> {
                    assertThat(rotation.rotationType()).isEqualTo(RotationType.ON_DEMAND);
                    assertThat(rotation.rotationDate()).isEqualTo(TestPlatform.START);
                });
    }

    @Test
    void aKeyRotatesByTheClock() {
        var keyId = key();
        assertThat(kms().getKeyRotationStatus(k -> k.keyId(keyId)).keyRotationEnabled())
                .isFalse();
        kms().enableKeyRotation(k -> k.keyId(keyId).rotationPeriodInDays(90));
        var status = kms().getKeyRotationStatus(k -> k.keyId(keyId));
        assertThat(status.keyRotationEnabled()).isTrue();
        assertThat(status.nextRotationDate()).isEqualTo(TestPlatform.START.plus(Duration.ofDays(90)));
        var before = encrypted(keyId);

        governance.platform().clock().advance(Duration.ofDays(200));

        assertThat(kms().listKeyRotations(k -> k.keyId(keyId)).rotations())
                .extracting(RotationsListEntry::rotationType)
                .containsExactly(RotationType.AUTOMATIC, RotationType.AUTOMATIC);
        opens(before);
        kms().disableKeyRotation(k -> k.keyId(keyId));
        governance.platform().clock().advance(Duration.ofDays(400));
        assertThat(kms().listKeyRotations(k -> k.keyId(keyId)).rotations()).hasSize(2);
        refused(
                400,
                "ValidationException",
                "RotationPeriodInDays must be from 90 to 2560",
                () -> kms().enableKeyRotation(k -> k.keyId(keyId).rotationPeriodInDays(89)));
    }

    private String external() {
        var key = kms().createKey(k -> k.origin(OriginType.EXTERNAL)).keyMetadata();
        assertThat(key.keyState()).isEqualTo(KeyState.PENDING_IMPORT);
        return key.keyId();
    }

    private ImportKeyMaterialRequest.Builder imported(String keyId, byte[] material) throws Exception {
        var parameters = kms().getParametersForImport(p -> p.keyId(keyId)
                .wrappingAlgorithm(AlgorithmSpec.RSAES_OAEP_SHA_256)
                .wrappingKeySpec(WrappingKeySpec.RSA_2048));
        var cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                KeyFactory.getInstance("RSA")
                        .generatePublic(
                                new X509EncodedKeySpec(parameters.publicKey().asByteArray())),
                new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
        return ImportKeyMaterialRequest.builder()
                .keyId(keyId)
                .importToken(parameters.importToken())
                .encryptedKeyMaterial(SdkBytes.fromByteArray(cipher.doFinal(material)));
    }

    @Test
    void importedMaterialExpiresAndMayBeImportedAgain() throws Exception {
        var keyId = external();
        var arn = "arn:aws:kms:us-east-1:123456789012:key/" + keyId;
        refused(400, "KMSInvalidStateException", arn + " is pending import.", () -> encrypted(keyId));
        var material = governance.platform().ids().bytes(32);
        kms().importKeyMaterial(imported(keyId, material)
                .validTo(TestPlatform.START.plus(Duration.ofDays(3)))
                .build());
        var blob = encrypted(keyId);
        opens(blob);

        governance.platform().clock().advance(Duration.ofDays(3));
        refused(
                400,
                "KMSInvalidStateException",
                arn + " is pending import.",
                () -> kms().decrypt(d -> d.ciphertextBlob(blob)));

        var wrong = imported(keyId, new byte[32])
                .expirationModel(ExpirationModelType.KEY_MATERIAL_DOES_NOT_EXPIRE)
                .build();
        refused(
                400,
                "IncorrectKeyMaterialException",
                "The key material is not the one that was imported first",
                () -> kms().importKeyMaterial(wrong));
        kms().importKeyMaterial(imported(keyId, material)
                .expirationModel(ExpirationModelType.KEY_MATERIAL_DOES_NOT_EXPIRE)
                .build());
        opens(blob);
        kms().deleteImportedKeyMaterial(k -> k.keyId(keyId));
        refused(400, "KMSInvalidStateException", arn + " is pending import.", () -> encrypted(keyId));
    }

    @Test
    void anImportTokenHoldsForADayAndItsKey() throws Exception {
        var keyId = external();
        var request = imported(keyId, new byte[32])
                .expirationModel(ExpirationModelType.KEY_MATERIAL_DOES_NOT_EXPIRE)
                .build();
        var other = external();
        refused(
                400,
                "InvalidImportTokenException",
                "",
                () -> kms().importKeyMaterial(request.copy(r -> r.keyId(other))));
        refused(
                400,
                "InvalidImportTokenException",
                "",
                () -> kms().importKeyMaterial(request.copy(r -> r.importToken(SECRET))));
        governance.platform().clock().advance(Duration.ofHours(24));
        refused(400, "ExpiredImportTokenException", "", () -> kms().importKeyMaterial(request));
    }

    @Test
    void aMultiRegionKeyReadsInEachOfItsRegions() {
        var key = kms().createKey(k -> k.multiRegion(true)).keyMetadata();
        assertThat(key.keyId()).matches("mrk-[0-9a-f]{32}");
        var blob = encrypted(key.keyId());

        var replica = kms().replicateKey(r -> r.keyId(key.keyId()).replicaRegion("eu-west-1"))
                .replicaKeyMetadata();
        assertThat(replica.arn()).isEqualTo("arn:aws:kms:eu-west-1:123456789012:key/" + key.keyId());
        assertThat(replica.multiRegionConfiguration().multiRegionKeyType()).isEqualTo(MultiRegionKeyType.REPLICA);
        kms().rotateKeyOnDemand(r -> r.keyId(key.keyId()));
        var newer = encrypted(key.keyId());
        var there = TestPlatform.CALLER.in("eu-west-1");
        there.run(() -> {
            opens(blob);
            opens(newer);
        });
        var arn = "arn:aws:kms:eu-west-1:123456789012:key/" + key.keyId();
        refused(
                400,
                "AlreadyExistsException",
                arn + " already exists.",
                () -> kms().replicateKey(r -> r.keyId(key.keyId()).replicaRegion("eu-west-1")));

        assertThat(kms().scheduleKeyDeletion(k -> k.keyId(key.keyId()).pendingWindowInDays(7))
                        .keyState())
                .isEqualTo(KeyState.PENDING_REPLICA_DELETION);
        there.run(() -> kms().scheduleKeyDeletion(k -> k.keyId(key.keyId()).pendingWindowInDays(7)));
        governance.platform().clock().advance(Duration.ofDays(7));
        assertThat(kms().describeKey(k -> k.keyId(key.keyId())).keyMetadata().keyState())
                .isEqualTo(KeyState.PENDING_DELETION);
        governance.platform().clock().advance(Duration.ofDays(7));
        assertThat(kms().listKeys().keys()).isEmpty();
    }

    @Test
    void aReplicaBecomesThePrimary() {
        var keyId = kms().createKey(k -> k.multiRegion(true)).keyMetadata().keyId();
        kms().replicateKey(r -> r.keyId(keyId).replicaRegion("eu-west-1"));
        kms().updatePrimaryRegion(u -> u.keyId(keyId).primaryRegion("eu-west-1"));
        var here = kms().describeKey(k -> k.keyId(keyId)).keyMetadata().multiRegionConfiguration();
        assertThat(here.multiRegionKeyType()).isEqualTo(MultiRegionKeyType.REPLICA);
        assertThat(here.primaryKey().region()).isEqualTo("eu-west-1");
        refused(
                400,
                "UnsupportedOperationException",
                "arn:aws:kms:us-east-1:123456789012:key/" + keyId
                        + " is a replica key: its rotation is that of the primary key",
                () -> kms().rotateKeyOnDemand(r -> r.keyId(keyId)));
    }

    @Test
    void aPolicyIsPutUnlessItLocksOutWhoPutsIt() {
        var keyId = key();
        assertThat(kms().getKeyPolicy(p -> p.keyId(keyId)).policy())
                .contains("arn:aws:iam::123456789012:root")
                .contains("kms:*");
        var locked = """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                 "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "kms:Decrypt", "Resource": "*"}]}""";
        refused(
                400,
                "MalformedPolicyDocumentException",
                "The new key policy will not allow you to update the key policy in the future.",
                () -> kms().putKeyPolicy(p -> p.keyId(keyId).policy(locked)));
        kms().putKeyPolicy(p -> p.keyId(keyId).policy(locked).bypassPolicyLockoutSafetyCheck(true));
        assertThat(kms().getKeyPolicy(p -> p.keyId(keyId)).policy()).isEqualTo(locked);
        assertThat(kms().listKeyPolicies(p -> p.keyId(keyId)).policyNames()).containsExactly("default");
        refused(
                400,
                "NotFoundException",
                "No such policy exists: other",
                () -> kms().getKeyPolicy(p -> p.keyId(keyId).policyName("other")));
    }

    @Test
    void grantsAreMadeOnceListedAndEnded() {
        var keyId = key();
        var somebody = "arn:aws:iam::123456789012:role/etl";
        CreateGrantRequest request = CreateGrantRequest.builder()
                .keyId(keyId)
                .granteePrincipal(somebody)
                .retiringPrincipal(somebody)
                .operations(GrantOperation.DECRYPT, GrantOperation.ENCRYPT)
                .constraints(c -> c.encryptionContextSubset(Map.of("team", "lake")))
                .name("etl")
                .build();
        var grant = kms().createGrant(request);
        assertThat(kms().createGrant(request)).isEqualTo(grant);
        assertThat(kms().listGrants(l -> l.keyId(keyId)).grants())
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.grantId()).isEqualTo(grant.grantId());
                    assertThat(entry.operations()).containsExactly(GrantOperation.DECRYPT, GrantOperation.ENCRYPT);
                    assertThat(entry.constraints().encryptionContextSubset()).containsEntry("team", "lake");
                });
        assertThat(kms().listRetirableGrants(l -> l.retiringPrincipal(somebody)).grants())
                .hasSize(1);
        kms().encrypt(e -> e.keyId(keyId).plaintext(SECRET).grantTokens(grant.grantToken()));
        kms().retireGrant(r -> r.grantToken(grant.grantToken()));
        refused(
                400,
                "NotFoundException",
                "Grant ID " + grant.grantId() + " not found",
                () -> kms().revokeGrant(r -> r.keyId(keyId).grantId(grant.grantId())));
        refused(
                400,
                "ValidationException",
                "Grant operation Sign is not valid for key arn:aws:kms:us-east-1:123456789012:key/" + keyId
                        + " with key usage ENCRYPT_DECRYPT",
                () -> kms().createGrant(
                                g -> g.keyId(keyId).granteePrincipal(somebody).operations(GrantOperation.SIGN)));
    }
}
