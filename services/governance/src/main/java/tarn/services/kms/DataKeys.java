package tarn.services.kms;

import static tarn.services.kms.KmsFaults.invalid;
import static tarn.services.kms.KmsFaults.keyStoreNotFound;
import static tarn.services.kms.KmsFaults.unsupported;
import static tarn.services.kms.KmsFaults.usageInvalid;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeyPairSpec;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyPairRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyPairResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyPairWithoutPlaintextRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyPairWithoutPlaintextResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextResponse;
import software.amazon.awssdk.services.kms.model.GenerateRandomRequest;
import software.amazon.awssdk.services.kms.model.GenerateRandomResponse;
import software.amazon.awssdk.services.kms.model.KeyLastUsageTrackingOperation;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.RecipientInfo;
import tarn.kernel.Part;
import tarn.kernel.Platform;

/** Data keys and data key pairs, in clear and under a key; random bytes. */
final class DataKeys implements KmsClient, Part {

    private static final int RANDOM_BYTES_MAX = 1024;

    private final Platform platform;
    private final Keys keys;
    private final ManagedKeys managed;
    private final GrantTokens tokens;
    private final Uses uses;

    DataKeys(Platform platform, Keys keys, ManagedKeys managed, GrantTokens tokens, Uses uses) {
        this.platform = platform;
        this.keys = keys;
        this.managed = managed;
        this.tokens = tokens;
        this.uses = uses;
    }

    @Override
    public GenerateDataKeyResponse generateDataKey(GenerateDataKeyRequest request) {
        refuseEnclave(request.recipient());
        tokens.check(request.grantTokens());
        var key = wrapping(request.keyId(), "GenerateDataKey");
        var plaintext = platform.ids().bytes(length(request.keySpec(), request.numberOfBytes()));
        Ciphering.refuseDryRun(request.dryRun());
        uses.note(key, KeyLastUsageTrackingOperation.GENERATE_DATA_KEY);
        return GenerateDataKeyResponse.builder()
                .keyId(key.arn())
                .plaintext(SdkBytes.fromByteArrayUnsafe(plaintext))
                .ciphertextBlob(wrapped(key, request.encryptionContext(), plaintext))
                .keyMaterialId(key.current().id())
                .build();
    }

    @Override
    public GenerateDataKeyWithoutPlaintextResponse generateDataKeyWithoutPlaintext(
            GenerateDataKeyWithoutPlaintextRequest request) {
        tokens.check(request.grantTokens());
        var key = wrapping(request.keyId(), "GenerateDataKeyWithoutPlaintext");
        var plaintext = platform.ids().bytes(length(request.keySpec(), request.numberOfBytes()));
        Ciphering.refuseDryRun(request.dryRun());
        uses.note(key, KeyLastUsageTrackingOperation.GENERATE_DATA_KEY_WITHOUT_PLAINTEXT);
        return GenerateDataKeyWithoutPlaintextResponse.builder()
                .keyId(key.arn())
                .ciphertextBlob(wrapped(key, request.encryptionContext(), plaintext))
                .keyMaterialId(key.current().id())
                .build();
    }

    @Override
    public GenerateDataKeyPairResponse generateDataKeyPair(GenerateDataKeyPairRequest request) {
        refuseEnclave(request.recipient());
        tokens.check(request.grantTokens());
        var key = wrapping(request.keyId(), "GenerateDataKeyPair");
        var pair = pair(request.keyPairSpec());
        Ciphering.refuseDryRun(request.dryRun());
        uses.note(key, KeyLastUsageTrackingOperation.GENERATE_DATA_KEY_PAIR);
        return GenerateDataKeyPairResponse.builder()
                .keyId(key.arn())
                .keyPairSpec(request.keyPairSpec())
                .privateKeyPlaintext(SdkBytes.fromByteArrayUnsafe(pair.secretBytes()))
                .privateKeyCiphertextBlob(wrapped(key, request.encryptionContext(), pair.secretBytes()))
                .publicKey(SdkBytes.fromByteArrayUnsafe(pair.publicBytes()))
                .keyMaterialId(key.current().id())
                .build();
    }

    @Override
    public GenerateDataKeyPairWithoutPlaintextResponse generateDataKeyPairWithoutPlaintext(
            GenerateDataKeyPairWithoutPlaintextRequest request) {
        tokens.check(request.grantTokens());
        var key = wrapping(request.keyId(), "GenerateDataKeyPairWithoutPlaintext");
        var pair = pair(request.keyPairSpec());
        Ciphering.refuseDryRun(request.dryRun());
        uses.note(key, KeyLastUsageTrackingOperation.GENERATE_DATA_KEY_PAIR_WITHOUT_PLAINTEXT);
        return GenerateDataKeyPairWithoutPlaintextResponse.builder()
                .keyId(key.arn())
                .keyPairSpec(request.keyPairSpec())
                .privateKeyCiphertextBlob(wrapped(key, request.encryptionContext(), pair.secretBytes()))
                .publicKey(SdkBytes.fromByteArrayUnsafe(pair.publicBytes()))
                .keyMaterialId(key.current().id())
                .build();
    }

    @Override
    public GenerateRandomResponse generateRandom(GenerateRandomRequest request) {
        refuseEnclave(request.recipient());
        if (request.customKeyStoreId() != null) {
            throw keyStoreNotFound(request.customKeyStoreId());
        }
        if (request.numberOfBytes() == null) {
            throw invalid("NumberOfBytes is required.");
        }
        if (request.numberOfBytes() < 1 || request.numberOfBytes() > RANDOM_BYTES_MAX) {
            throw invalid("NumberOfBytes must be from 1 to " + RANDOM_BYTES_MAX);
        }
        return GenerateRandomResponse.builder()
                .plaintext(SdkBytes.fromByteArrayUnsafe(platform.ids().bytes(request.numberOfBytes())))
                .build();
    }

    private static void refuseEnclave(@Nullable RecipientInfo recipient) {
        if (recipient != null) {
            throw unsupported("Recipients, which are Nitro enclaves, are not supported");
        }
    }

    private StoredKey wrapping(String reference, String operation) {
        var key = keys.forUse(managed.present(reference), KeyUsageType.ENCRYPT_DECRYPT, operation);
        if (!key.isSymmetric()) {
            throw usageInvalid(key.arn(), key.spec().toString(), operation);
        }
        return key;
    }

    private SdkBytes wrapped(StoredKey key, Map<String, String> context, byte[] plaintext) {
        return SdkBytes.fromByteArrayUnsafe(
                Ciphertext.encrypt(key, keys.material(key), Ciphertext.nonce(platform.ids()), context, plaintext));
    }

    private static int length(@Nullable DataKeySpec spec, @Nullable Integer bytes) {
        if ((spec == null) == (bytes == null)) {
            throw invalid("Please specify either number of bytes or key spec.");
        }
        if (bytes != null) {
            if (bytes < 1 || bytes > RANDOM_BYTES_MAX) {
                throw invalid("NumberOfBytes must be from 1 to " + RANDOM_BYTES_MAX);
            }
            return bytes;
        }
        return spec == DataKeySpec.AES_128 ? 16 : 32;
    }

    private Material pair(DataKeyPairSpec spec) {
        var kind = KeySpec.fromValue(spec.toString());
        if (spec == DataKeyPairSpec.UNKNOWN_TO_SDK_VERSION || spec == DataKeyPairSpec.SM2) {
            throw unsupported("Key pairs of spec " + spec + " are not supported");
        }
        return Suite.of(kind).material("", platform.ids());
    }
}
