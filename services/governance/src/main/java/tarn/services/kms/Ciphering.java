package tarn.services.kms;

import static tarn.services.kms.KmsFaults.algorithmIncompatible;
import static tarn.services.kms.KmsFaults.dryRun;
import static tarn.services.kms.KmsFaults.incorrectKey;
import static tarn.services.kms.KmsFaults.invalid;
import static tarn.services.kms.KmsFaults.keyNotFound;
import static tarn.services.kms.KmsFaults.unsupported;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.EncryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.KeyLastUsageTrackingOperation;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.ReEncryptRequest;
import software.amazon.awssdk.services.kms.model.ReEncryptResponse;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;

/** Encryption and decryption of small data, by symmetric keys and by RSA keys. */
final class Ciphering implements KmsClient, Part {

    private final Platform platform;
    private final Keys keys;
    private final ManagedKeys managed;
    private final GrantTokens tokens;
    private final Uses uses;

    Ciphering(Platform platform, Keys keys, ManagedKeys managed, GrantTokens tokens, Uses uses) {
        this.platform = platform;
        this.keys = keys;
        this.managed = managed;
        this.tokens = tokens;
        this.uses = uses;
    }

    @Override
    public EncryptResponse encrypt(EncryptRequest request) {
        tokens.check(request.grantTokens());
        var key = keys.forUse(managed.present(request.keyId()), KeyUsageType.ENCRYPT_DECRYPT, "Encrypt");
        var algorithm = algorithm(key, request.encryptionAlgorithm());
        refuseContextForRsa(algorithm, request.encryptionContext());
        refuseDryRun(request.dryRun());
        var encrypted = encrypted(
                key, algorithm, request.encryptionContext(), request.plaintext().asByteArrayUnsafe());
        uses.note(key, KeyLastUsageTrackingOperation.ENCRYPT);
        return EncryptResponse.builder()
                .keyId(key.arn())
                .encryptionAlgorithm(algorithm)
                .ciphertextBlob(SdkBytes.fromByteArrayUnsafe(encrypted))
                .build();
    }

    @Override
    public DecryptResponse decrypt(DecryptRequest request) {
        tokens.check(request.grantTokens());
        if (request.recipient() != null) {
            throw unsupported("Recipients, which are Nitro enclaves, are not supported");
        }
        var opened = open(
                "Decrypt",
                request.ciphertextBlob().asByteArrayUnsafe(),
                request.keyId(),
                request.encryptionAlgorithm(),
                request.encryptionContext());
        refuseDryRun(request.dryRun());
        uses.note(opened.key, KeyLastUsageTrackingOperation.DECRYPT);
        return DecryptResponse.builder()
                .keyId(opened.key.arn())
                .encryptionAlgorithm(opened.algorithm)
                .plaintext(SdkBytes.fromByteArrayUnsafe(opened.plaintext))
                .keyMaterialId(opened.materialId)
                .build();
    }

    @Override
    public ReEncryptResponse reEncrypt(ReEncryptRequest request) {
        tokens.check(request.grantTokens());
        var opened = open(
                "ReEncrypt",
                request.ciphertextBlob().asByteArrayUnsafe(),
                request.sourceKeyId(),
                request.sourceEncryptionAlgorithm(),
                request.sourceEncryptionContext());
        var target =
                keys.forUse(managed.present(request.destinationKeyId()), KeyUsageType.ENCRYPT_DECRYPT, "ReEncrypt");
        var algorithm = algorithm(target, request.destinationEncryptionAlgorithm());
        refuseContextForRsa(algorithm, request.destinationEncryptionContext());
        refuseDryRun(request.dryRun());
        var encrypted = encrypted(target, algorithm, request.destinationEncryptionContext(), opened.plaintext);
        uses.note(opened.key, KeyLastUsageTrackingOperation.RE_ENCRYPT);
        uses.note(target, KeyLastUsageTrackingOperation.RE_ENCRYPT);
        return ReEncryptResponse.builder()
                .ciphertextBlob(SdkBytes.fromByteArrayUnsafe(encrypted))
                .sourceKeyId(opened.key.arn())
                .sourceEncryptionAlgorithm(opened.algorithm)
                .sourceKeyMaterialId(opened.materialId)
                .keyId(target.arn())
                .destinationEncryptionAlgorithm(algorithm)
                .destinationKeyMaterialId(
                        target.isSymmetric() ? target.current().id() : null)
                .build();
    }

    /** What was encrypted, and by which key and material. */
    private static final class Opened {
        final StoredKey key;
        final EncryptionAlgorithmSpec algorithm;
        final @Nullable String materialId;
        final byte[] plaintext;

        Opened(StoredKey key, EncryptionAlgorithmSpec algorithm, @Nullable String materialId, byte[] plaintext) {
            this.key = key;
            this.algorithm = algorithm;
            this.materialId = materialId;
            this.plaintext = plaintext;
        }
    }

    private Opened open(
            String operation,
            byte[] blob,
            @Nullable String keyId,
            @Nullable EncryptionAlgorithmSpec asked,
            Map<String, String> context) {
        if (asked != null && asked != EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT) {
            return openRsa(operation, blob, keyId, asked, context);
        }
        var ciphertext = Ciphertext.read(blob).orElseThrow(KmsFaults::ciphertextInvalid);
        var named = keyId == null ? null : keys.forUse(keyId, KeyUsageType.ENCRYPT_DECRYPT, operation);
        if (named != null && !named.isSymmetric()) {
            throw algorithmIncompatible("SYMMETRIC_DEFAULT", named.spec().toString());
        }
        if (named != null && !named.id().equals(ciphertext.keyId())) {
            throw incorrectKey();
        }
        if (!ciphertext.account().equals(Caller.current().account())) {
            throw keyNotFound("arn:aws:kms:" + Caller.current().region() + ":" + ciphertext.account() + ":key/"
                    + ciphertext.keyId());
        }
        var key = named != null ? named : keys.forUse(ciphertext.keyId(), KeyUsageType.ENCRYPT_DECRYPT, operation);
        var material = keys.material(key, ciphertext.materialId()).orElseThrow(KmsFaults::ciphertextInvalid);
        var plaintext = ciphertext.decrypt(material, context).orElseThrow(KmsFaults::ciphertextInvalid);
        return new Opened(key, EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT, ciphertext.materialId(), plaintext);
    }

    private Opened openRsa(
            String operation,
            byte[] blob,
            @Nullable String keyId,
            EncryptionAlgorithmSpec algorithm,
            Map<String, String> context) {
        if (keyId == null) {
            throw invalid("KeyId is required for asymmetric decryption");
        }
        refuseContextForRsa(algorithm, context);
        var key = keys.forUse(keyId, KeyUsageType.ENCRYPT_DECRYPT, operation);
        algorithm(key, algorithm);
        var plaintext = Rsa.decrypt(algorithm, keys.material(key), blob).orElseThrow(KmsFaults::ciphertextInvalid);
        return new Opened(key, algorithm, null, plaintext);
    }

    private byte[] encrypted(
            StoredKey key, EncryptionAlgorithmSpec algorithm, Map<String, String> context, byte[] plaintext) {
        return algorithm == EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT
                ? Ciphertext.encrypt(key, keys.material(key), Ciphertext.nonce(platform.ids()), context, plaintext)
                : Rsa.encrypt(key.spec(), algorithm, keys.material(key), plaintext);
    }

    /** The algorithm that is asked for, or the symmetric one; refuses what the key cannot do. */
    private static EncryptionAlgorithmSpec algorithm(StoredKey key, @Nullable EncryptionAlgorithmSpec asked) {
        var algorithm = asked == null ? EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT : asked;
        if (!Suite.of(key.spec()).encryption().contains(algorithm)) {
            throw algorithmIncompatible(algorithm.toString(), key.spec().toString());
        }
        return algorithm;
    }

    private static void refuseContextForRsa(EncryptionAlgorithmSpec algorithm, Map<String, String> context) {
        if (algorithm != EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT && !context.isEmpty()) {
            throw invalid("Encryption context is not supported for asymmetric encryption algorithm " + algorithm);
        }
    }

    static void refuseDryRun(@Nullable Boolean dryRun) {
        if (Boolean.TRUE.equals(dryRun)) {
            throw dryRun();
        }
    }
}
