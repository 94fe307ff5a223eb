package tarn.services.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.Governance.refused;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.EdDSAParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.KeyAgreementAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.KeyLastUsageTrackingOperation;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.MacAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.MessageType;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;
import tarn.services.Governance;

/** Signatures and MACs hold by the JDK's own rules, and for what was signed only. */
class SigningTest {

    private static final SdkBytes MESSAGE = SdkBytes.fromUtf8String("ship order 42");

    @RegisterExtension
    final Governance governance = new Governance();

    private KmsClient kms() {
        return governance.kms();
    }

    private String key(KeySpec spec, KeyUsageType usage) {
        return kms().createKey(k -> k.keySpec(spec).keyUsage(usage))
                .keyMetadata()
                .keyId();
    }

    private byte[] publicKey(String keyId) {
        return kms().getPublicKey(k -> k.keyId(keyId)).publicKey().asByteArray();
    }

    private static SdkBytes digest(String algorithm) throws GeneralSecurityException {
        return SdkBytes.fromByteArray(MessageDigest.getInstance(algorithm).digest(MESSAGE.asByteArray()));
    }

    private void signsBothWays(String keyId, SigningAlgorithmSpec algorithm, @Nullable String hash) throws Exception {
        var signature = kms().sign(s -> s.keyId(keyId).message(MESSAGE).signingAlgorithm(algorithm))
                .signature();
        assertThat(kms().verify(v -> v.keyId(keyId)
                                .message(MESSAGE)
                                .signature(signature)
                                .signingAlgorithm(algorithm))
                        .signatureValid())
                .isTrue();
        if (hash != null) {
            var digest = digest(hash);
            var ofDigest = kms().sign(s -> s.keyId(keyId)
                            .message(digest)
                            .messageType(MessageType.DIGEST)
                            .signingAlgorithm(algorithm))
                    .signature();
            // What was signed as a digest is verified as a message.
            assertThat(kms().verify(v -> v.keyId(keyId)
                                    .message(MESSAGE)
                                    .signature(ofDigest)
                                    .signingAlgorithm(algorithm))
                            .signatureValid())
                    .isTrue();
        }
        var changed = signature.asByteArray();
        changed[changed.length / 2] ^= 1;
        for (var wrong : List.of(SdkBytes.fromByteArray(changed), SdkBytes.fromUtf8String("x"))) {
            refused(
                    400,
                    "KMSInvalidSignatureException",
                    "",
                    () -> kms().verify(v ->
                            v.keyId(keyId).message(MESSAGE).signature(wrong).signingAlgorithm(algorithm)));
        }
    }

    @Test
    void rsaSignsByAllItsAlgorithms() throws Exception {
        var keyId = key(KeySpec.RSA_2048, KeyUsageType.SIGN_VERIFY);
        signsBothWays(keyId, SigningAlgorithmSpec.RSASSA_PKCS1_V1_5_SHA_256, "SHA-256");
        signsBothWays(keyId, SigningAlgorithmSpec.RSASSA_PKCS1_V1_5_SHA_384, "SHA-384");
        signsBothWays(keyId, SigningAlgorithmSpec.RSASSA_PKCS1_V1_5_SHA_512, "SHA-512");
        signsBothWays(keyId, SigningAlgorithmSpec.RSASSA_PSS_SHA_256, "SHA-256");
        signsBothWays(keyId, SigningAlgorithmSpec.RSASSA_PSS_SHA_384, "SHA-384");
        signsBothWays(keyId, SigningAlgorithmSpec.RSASSA_PSS_SHA_512, "SHA-512");
    }

    @Test
    void ellipticCurvesSign() throws Exception {
        signsBothWays(
                key(KeySpec.ECC_NIST_P256, KeyUsageType.SIGN_VERIFY), SigningAlgorithmSpec.ECDSA_SHA_256, "SHA-256");
        signsBothWays(
                key(KeySpec.ECC_NIST_P384, KeyUsageType.SIGN_VERIFY), SigningAlgorithmSpec.ECDSA_SHA_384, "SHA-384");
        signsBothWays(
                key(KeySpec.ECC_NIST_P521, KeyUsageType.SIGN_VERIFY), SigningAlgorithmSpec.ECDSA_SHA_512, "SHA-512");
        signsBothWays(
                key(KeySpec.ECC_SECG_P256_K1, KeyUsageType.SIGN_VERIFY), SigningAlgorithmSpec.ECDSA_SHA_256, "SHA-256");
        signsBothWays(
                key(KeySpec.ECC_NIST_EDWARDS25519, KeyUsageType.SIGN_VERIFY),
                SigningAlgorithmSpec.ED25519_SHA_512,
                null);
    }

    @Test
    void aPrehashedEdwardsSignatureIsOfTheDigest() throws Exception {
        var keyId = key(KeySpec.ECC_NIST_EDWARDS25519, KeyUsageType.SIGN_VERIFY);
        var digest = digest("SHA-512");
        var signature = kms().sign(s -> s.keyId(keyId)
                        .message(digest)
                        .messageType(MessageType.DIGEST)
                        .signingAlgorithm(SigningAlgorithmSpec.ED25519_PH_SHA_512))
                .signature();

        var jdk = Signature.getInstance("Ed25519");
        jdk.setParameter(new EdDSAParameterSpec(true));
        jdk.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(publicKey(keyId))));
        jdk.update(MESSAGE.asByteArray());
        assertThat(jdk.verify(signature.asByteArray())).isTrue();
        refused(
                400,
                "ValidationException",
                "Message type RAW is not valid for algorithm ED25519_PH_SHA_512.",
                () -> kms().sign(s ->
                        s.keyId(keyId).message(MESSAGE).signingAlgorithm(SigningAlgorithmSpec.ED25519_PH_SHA_512)));
    }

    @Test
    void latticesSign() throws Exception {
        signsBothWays(key(KeySpec.ML_DSA_65, KeyUsageType.SIGN_VERIFY), SigningAlgorithmSpec.ML_DSA_SHAKE_256, null);
    }

    @Test
    void aMessageRepresentativeIsSignedAsItsMessage() throws Exception {
        var keyId = key(KeySpec.ML_DSA_65, KeyUsageType.SIGN_VERIFY);
        // μ of FIPS 204, 6.2 with an empty context: SHAKE256(SHAKE256(public key, 64) || 0 || 0 || message, 64).
        var encoded = publicKey(keyId);
        var raw = Arrays.copyOfRange(encoded, encoded.length - 1952, encoded.length);
        var shake = new SHAKEDigest(256);
        var tr = new byte[64];
        shake.update(raw, 0, raw.length);
        shake.doFinal(tr, 0, tr.length);
        var mu = new byte[64];
        shake.update(tr, 0, tr.length);
        shake.update(new byte[2], 0, 2);
        shake.update(MESSAGE.asByteArray(), 0, MESSAGE.asByteArray().length);
        shake.doFinal(mu, 0, mu.length);
        var algorithm = SigningAlgorithmSpec.ML_DSA_SHAKE_256;

        var signature = kms().sign(s -> s.keyId(keyId)
                        .message(SdkBytes.fromByteArray(mu))
                        .messageType(MessageType.EXTERNAL_MU)
                        .signingAlgorithm(algorithm))
                .signature();
        assertThat(kms().verify(v -> v.keyId(keyId)
                                .message(MESSAGE)
                                .signature(signature)
                                .signingAlgorithm(algorithm))
                        .signatureValid())
                .isTrue();
        var plain = kms().sign(s -> s.keyId(keyId).message(MESSAGE).signingAlgorithm(algorithm))
                .signature();
        assertThat(kms().verify(v -> v.keyId(keyId)
                                .message(SdkBytes.fromByteArray(mu))
                                .messageType(MessageType.EXTERNAL_MU)
                                .signature(plain)
                                .signingAlgorithm(algorithm))
                        .signatureValid())
                .isTrue();
        refused(
                400,
                "ValidationException",
                "A message of type EXTERNAL_MU has 64 bytes.",
                () -> kms().sign(s -> s.keyId(keyId)
                        .message(MESSAGE)
                        .messageType(MessageType.EXTERNAL_MU)
                        .signingAlgorithm(algorithm)));
    }

    @Test
    void aKeyTellsWhatItWasLastUsedFor() {
        var keyId = key(KeySpec.HMAC_256, KeyUsageType.GENERATE_VERIFY_MAC);
        var unused = kms().getKeyLastUsage(k -> k.keyId(keyId));
        assertThat(unused.keyLastUsage().operation()).isNull();
        assertThat(unused.trackingStartDate()).isEqualTo(unused.keyCreationDate());
        refused(
                400,
                "DryRunOperationException",
                "The request would have succeeded, but the DryRun option is set.",
                () -> kms().generateMac(m -> m.keyId(keyId)
                        .message(MESSAGE)
                        .macAlgorithm(MacAlgorithmSpec.HMAC_SHA_256)
                        .dryRun(true)));
        assertThat(kms().getKeyLastUsage(k -> k.keyId(keyId)).keyLastUsage().operation())
                .isNull();
        kms().generateMac(m -> m.keyId(keyId).message(MESSAGE).macAlgorithm(MacAlgorithmSpec.HMAC_SHA_256));
        var used = kms().getKeyLastUsage(k -> k.keyId(keyId)).keyLastUsage();
        assertThat(used.operation()).isEqualTo(KeyLastUsageTrackingOperation.GENERATE_MAC);
        assertThat(used.timestamp()).isEqualTo(governance.platform().clock().instant());
        assertThat(used.kmsRequestId()).isEqualTo("test-request");
    }

    @Test
    void aDigestOfAnotherLengthAndAnAlgorithmOfAnotherKindAreRefused() {
        var keyId = key(KeySpec.ECC_NIST_P256, KeyUsageType.SIGN_VERIFY);
        refused(
                400,
                "InvalidKeyUsageException",
                "Algorithm ECDSA_SHA_384 is incompatible with key spec ECC_NIST_P256.",
                () -> kms().sign(s ->
                        s.keyId(keyId).message(MESSAGE).signingAlgorithm(SigningAlgorithmSpec.ECDSA_SHA_384)));
        refused(
                400,
                "ValidationException",
                "Digest is invalid length for algorithm ECDSA_SHA_256.",
                () -> kms().sign(s -> s.keyId(keyId)
                        .message(MESSAGE)
                        .messageType(MessageType.DIGEST)
                        .signingAlgorithm(SigningAlgorithmSpec.ECDSA_SHA_256)));
        refused(
                400,
                "InvalidKeyUsageException",
                "arn:aws:kms:us-east-1:123456789012:key/" + keyId
                        + " key usage is SIGN_VERIFY which is not valid for Encrypt.",
                () -> kms().encrypt(e -> e.keyId(keyId).plaintext(MESSAGE)));
    }

    @Test
    void macsAreTheStandardsOwn() throws Exception {
        var keyId = key(KeySpec.HMAC_384, KeyUsageType.GENERATE_VERIFY_MAC);
        var mac = kms().generateMac(m -> m.keyId(keyId).message(MESSAGE).macAlgorithm(MacAlgorithmSpec.HMAC_SHA_384))
                .mac();
        assertThat(mac.asByteArray()).hasSize(48);
        assertThat(kms().verifyMac(m ->
                                m.keyId(keyId).message(MESSAGE).mac(mac).macAlgorithm(MacAlgorithmSpec.HMAC_SHA_384))
                        .macValid())
                .isTrue();
        refused(
                400,
                "KMSInvalidMacException",
                "",
                () -> kms().verifyMac(m -> m.keyId(keyId)
                        .message(SdkBytes.fromUtf8String("another"))
                        .mac(mac)
                        .macAlgorithm(MacAlgorithmSpec.HMAC_SHA_384)));
    }

    @Test
    void whoHoldsThePublicRsaKeyEncryptsForTheKey() throws Exception {
        var keyId = key(KeySpec.RSA_2048, KeyUsageType.ENCRYPT_DECRYPT);
        var cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(publicKey(keyId))),
                new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
        var blob = SdkBytes.fromByteArray(cipher.doFinal(MESSAGE.asByteArray()));
        assertThat(kms().decrypt(d -> d.keyId(keyId)
                                .ciphertextBlob(blob)
                                .encryptionAlgorithm(EncryptionAlgorithmSpec.RSAES_OAEP_SHA_256))
                        .plaintext())
                .isEqualTo(MESSAGE);
        refused(
                400,
                "InvalidCiphertextException",
                "",
                () -> kms().decrypt(d -> d.keyId(keyId)
                        .ciphertextBlob(blob)
                        .encryptionAlgorithm(EncryptionAlgorithmSpec.RSAES_OAEP_SHA_1)));
        refused(
                400,
                "ValidationException",
                "Algorithm RSAES_OAEP_SHA_256 and key spec RSA_2048 cannot encrypt data larger than 190 bytes.",
                () -> kms().encrypt(e -> e.keyId(keyId)
                        .plaintext(SdkBytes.fromByteArray(new byte[191]))
                        .encryptionAlgorithm(EncryptionAlgorithmSpec.RSAES_OAEP_SHA_256)));
    }

    @Test
    void twoKeysShareASecret() {
        var one = key(KeySpec.ECC_NIST_P256, KeyUsageType.KEY_AGREEMENT);
        var two = key(KeySpec.ECC_NIST_P256, KeyUsageType.KEY_AGREEMENT);
        var here = kms().deriveSharedSecret(d -> d.keyId(one)
                .publicKey(SdkBytes.fromByteArray(publicKey(two)))
                .keyAgreementAlgorithm(KeyAgreementAlgorithmSpec.ECDH));
        var there = kms().deriveSharedSecret(d -> d.keyId(two)
                .publicKey(SdkBytes.fromByteArray(publicKey(one)))
                .keyAgreementAlgorithm(KeyAgreementAlgorithmSpec.ECDH));
        assertThat(here.sharedSecret()).isEqualTo(there.sharedSecret());
        assertThat(here.sharedSecret().asByteArray()).hasSize(32);
        var other = key(KeySpec.ECC_NIST_P384, KeyUsageType.KEY_AGREEMENT);
        refused(
                400,
                "ValidationException",
                "The public key is not a valid key of the elliptic curve of ECC_NIST_P256",
                () -> kms().deriveSharedSecret(d -> d.keyId(one)
                        .publicKey(SdkBytes.fromByteArray(publicKey(other)))
                        .keyAgreementAlgorithm(KeyAgreementAlgorithmSpec.ECDH)));
    }
}
