package tarn.services.kms;

import static tarn.services.kms.KmsFaults.algorithmIncompatible;
import static tarn.services.kms.KmsFaults.invalid;
import static tarn.services.kms.KmsFaults.macInvalid;
import static tarn.services.kms.KmsFaults.signatureInvalid;
import static tarn.services.kms.KmsFaults.unsupported;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DeriveSharedSecretRequest;
import software.amazon.awssdk.services.kms.model.DeriveSharedSecretResponse;
import software.amazon.awssdk.services.kms.model.GenerateMacRequest;
import software.amazon.awssdk.services.kms.model.GenerateMacResponse;
import software.amazon.awssdk.services.kms.model.GetPublicKeyRequest;
import software.amazon.awssdk.services.kms.model.GetPublicKeyResponse;
import software.amazon.awssdk.services.kms.model.KeyAgreementAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.KeyLastUsageTrackingOperation;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.MacAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.MessageType;
import software.amazon.awssdk.services.kms.model.SignRequest;
import software.amazon.awssdk.services.kms.model.SignResponse;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.VerifyMacRequest;
import software.amazon.awssdk.services.kms.model.VerifyMacResponse;
import software.amazon.awssdk.services.kms.model.VerifyRequest;
import software.amazon.awssdk.services.kms.model.VerifyResponse;
import tarn.kernel.Part;

/** Signatures by private keys, MACs, public keys, and secrets that two key pairs share. */
final class Signing implements KmsClient, Part {

    private static final int MESSAGE_BYTES_MAX = 4096;

    private final Keys keys;
    private final GrantTokens tokens;
    private final Uses uses;

    Signing(Keys keys, GrantTokens tokens, Uses uses) {
        this.keys = keys;
        this.tokens = tokens;
        this.uses = uses;
    }

    @Override
    public SignResponse sign(SignRequest request) {
        tokens.check(request.grantTokens());
        var key = keys.forUse(request.keyId(), KeyUsageType.SIGN_VERIFY, "Sign");
        var scheme = scheme(key, request.signingAlgorithm());
        var message = message(request.message());
        Ciphering.refuseDryRun(request.dryRun());
        var signature = scheme.sign(keys.material(key), type(request.messageType()), message);
        uses.note(key, KeyLastUsageTrackingOperation.SIGN);
        return SignResponse.builder()
                .keyId(key.arn())
                .signingAlgorithm(request.signingAlgorithm())
                .signature(SdkBytes.fromByteArrayUnsafe(signature))
                .build();
    }

    @Override
    public VerifyResponse verify(VerifyRequest request) {
        tokens.check(request.grantTokens());
        var key = keys.forUse(request.keyId(), KeyUsageType.SIGN_VERIFY, "Verify");
        var scheme = scheme(key, request.signingAlgorithm());
        var message = message(request.message());
        Ciphering.refuseDryRun(request.dryRun());
        if (!scheme.verify(
                keys.material(key),
                type(request.messageType()),
                message,
                request.signature().asByteArrayUnsafe())) {
            throw signatureInvalid();
        }
        uses.note(key, KeyLastUsageTrackingOperation.VERIFY);
        return VerifyResponse.builder()
                .keyId(key.arn())
                .signingAlgorithm(request.signingAlgorithm())
                .signatureValid(true)
                .build();
    }

    private static Scheme scheme(StoredKey key, SigningAlgorithmSpec algorithm) {
        if (!Suite.of(key.spec()).signing().contains(algorithm)) {
            throw algorithmIncompatible(algorithm.toString(), key.spec().toString());
        }
        return Scheme.of(algorithm);
    }

    private static byte[] message(SdkBytes message) {
        var bytes = message.asByteArrayUnsafe();
        if (bytes.length > MESSAGE_BYTES_MAX) {
            throw invalid(
                    "A message has at most " + MESSAGE_BYTES_MAX + " bytes; hash larger ones and sign the digest");
        }
        return bytes;
    }

    private static MessageType type(@Nullable MessageType asked) {
        return asked == null ? MessageType.RAW : asked;
    }

    @Override
    public GenerateMacResponse generateMac(GenerateMacRequest request) {
        tokens.check(request.grantTokens());
        var key = keys.forUse(request.keyId(), KeyUsageType.GENERATE_VERIFY_MAC, "GenerateMac");
        var mac = mac(key, request.macAlgorithm(), request.message());
        Ciphering.refuseDryRun(request.dryRun());
        uses.note(key, KeyLastUsageTrackingOperation.GENERATE_MAC);
        return GenerateMacResponse.builder()
                .keyId(key.arn())
                .macAlgorithm(request.macAlgorithm())
                .mac(SdkBytes.fromByteArrayUnsafe(mac))
                .build();
    }

    @Override
    public VerifyMacResponse verifyMac(VerifyMacRequest request) {
        tokens.check(request.grantTokens());
        var key = keys.forUse(request.keyId(), KeyUsageType.GENERATE_VERIFY_MAC, "VerifyMac");
        var mac = mac(key, request.macAlgorithm(), request.message());
        Ciphering.refuseDryRun(request.dryRun());
        if (!MessageDigest.isEqual(mac, request.mac().asByteArrayUnsafe())) {
            throw macInvalid();
        }
        uses.note(key, KeyLastUsageTrackingOperation.VERIFY_MAC);
        return VerifyMacResponse.builder()
                .keyId(key.arn())
                .macAlgorithm(request.macAlgorithm())
                .macValid(true)
                .build();
    }

    private byte[] mac(StoredKey key, MacAlgorithmSpec algorithm, SdkBytes message) {
        if (!Suite.of(key.spec()).macs().contains(algorithm)) {
            throw algorithmIncompatible(algorithm.toString(), key.spec().toString());
        }
        // HMAC_SHA_256 is the JDK's HmacSHA256.
        var name = algorithm.toString().replace("HMAC_SHA_", "HmacSHA");
        try {
            var mac = Mac.getInstance(name);
            mac.init(new SecretKeySpec(keys.material(key).secretBytes(), name));
            return mac.doFinal(message(message));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + name, e);
        }
    }

    @Override
    @SuppressWarnings("deprecation") // older clients read CustomerMasterKeySpec
    public GetPublicKeyResponse getPublicKey(GetPublicKeyRequest request) {
        tokens.check(request.grantTokens());
        var key = Keys.usable(keys.named(request.keyId()));
        if (key.isSymmetric() || key.usage() == KeyUsageType.GENERATE_VERIFY_MAC) {
            throw unsupported(key.arn() + " is a symmetric key: it has no public key");
        }
        var suite = Suite.of(key.spec());
        var response = GetPublicKeyResponse.builder()
                .keyId(key.arn())
                .keySpec(key.spec())
                .customerMasterKeySpec(key.spec().toString())
                .keyUsage(key.usage())
                .publicKey(SdkBytes.fromByteArrayUnsafe(keys.material(key).publicBytes()));
        switch (key.usage()) {
            case ENCRYPT_DECRYPT -> response.encryptionAlgorithms(suite.encryption());
            case SIGN_VERIFY -> response.signingAlgorithms(suite.signing());
            case KEY_AGREEMENT -> response.keyAgreementAlgorithms(KeyAgreementAlgorithmSpec.ECDH);
            case GENERATE_VERIFY_MAC, UNKNOWN_TO_SDK_VERSION -> {}
        }
        return response.build();
    }

    @Override
    public DeriveSharedSecretResponse deriveSharedSecret(DeriveSharedSecretRequest request) {
        tokens.check(request.grantTokens());
        if (request.recipient() != null) {
            throw unsupported("Recipients, which are Nitro enclaves, are not supported");
        }
        var key = keys.forUse(request.keyId(), KeyUsageType.KEY_AGREEMENT, "DeriveSharedSecret");
        var secret = shared(key, request.publicKey().asByteArrayUnsafe());
        Ciphering.refuseDryRun(request.dryRun());
        uses.note(key, KeyLastUsageTrackingOperation.DERIVE_SHARED_SECRET);
        return DeriveSharedSecretResponse.builder()
                .keyId(key.arn())
                .sharedSecret(SdkBytes.fromByteArrayUnsafe(secret))
                .keyAgreementAlgorithm(KeyAgreementAlgorithmSpec.ECDH)
                .keyOrigin(key.origin())
                .build();
    }

    private byte[] shared(StoredKey key, byte[] peer) {
        try {
            var factory = KeyFactory.getInstance("EC");
            var agreement = KeyAgreement.getInstance("ECDH");
            agreement.init(factory.generatePrivate(
                    new PKCS8EncodedKeySpec(keys.material(key).secretBytes())));
            agreement.doPhase(factory.generatePublic(new X509EncodedKeySpec(peer)), true);
            return agreement.generateSecret();
        } catch (InvalidKeySpecException | InvalidKeyException e) {
            throw invalid("The public key is not a valid key of the elliptic curve of " + key.spec());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has ECDH", e);
        }
    }
}
