package tarn.services.s3;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import tarn.blobs.BlobKey;
import tarn.kernel.Caller;
import tarn.kernel.Part;

/**
 * As much of KMS as S3 asks for: the keys {@code one}, {@code two} and AWS's own, which may be disabled. Its ciphertext
 * is no secret, but bound to key and context as the real one's.
 */
final class TinyKms implements KmsClient, Part {

    static final String MANAGED = "alias/aws/s3";

    private final Map<String, RuntimeException> refusals = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();

    static String arn(String key) {
        return Caller.current()
                .arn("kms", "key/" + (key.equals(MANAGED) ? "managed" : key))
                .toString();
    }

    void disable(String key) {
        refusals.put(
                key,
                DisabledException.builder().message(arn(key) + " is disabled.").build());
    }

    void scheduleDeletion(String key) {
        refusals.put(
                key,
                KmsInvalidStateException.builder()
                        .message(arn(key) + " is pending deletion.")
                        .build());
    }

    void enable(String key) {
        refusals.remove(key);
    }

    /** How often it was asked since the last time. */
    int asked() {
        return asked.getAndSet(0);
    }

    @Override
    public GenerateDataKeyResponse generateDataKey(GenerateDataKeyRequest request) {
        var key = use(request.keyId());
        var plain = BlobKey.random();
        return GenerateDataKeyResponse.builder()
                .keyId(arn(key))
                .plaintext(SdkBytes.fromByteArray(plain))
                .ciphertextBlob(SdkBytes.fromUtf8String(
                        bound(key, request.encryptionContext()) + HexFormat.of().formatHex(plain)))
                .build();
    }

    @Override
    public DecryptResponse decrypt(DecryptRequest request) {
        var key = use(request.keyId());
        var text = request.ciphertextBlob().asString(StandardCharsets.UTF_8);
        var bound = bound(key, request.encryptionContext());
        if (!text.startsWith(bound)) {
            throw InvalidCiphertextException.builder().build();
        }
        return DecryptResponse.builder()
                .keyId(arn(key))
                .plaintext(SdkBytes.fromByteArray(HexFormat.of().parseHex(text.substring(bound.length()))))
                .build();
    }

    private String use(String id) {
        asked.incrementAndGet();
        var name = id.substring(id.lastIndexOf(':') + 1).replace("key/managed", MANAGED);
        var key = name.substring(name.startsWith("key/") ? 4 : 0);
        if (!key.equals("one") && !key.equals("two") && !key.equals(MANAGED)) {
            throw NotFoundException.builder()
                    .message("Key '" + id + "' does not exist")
                    .build();
        }
        var refusal = refusals.get(key);
        if (refusal != null) {
            throw refusal;
        }
        return key;
    }

    private static String bound(String key, Map<String, String> context) {
        return key + new TreeMap<>(context);
    }
}
