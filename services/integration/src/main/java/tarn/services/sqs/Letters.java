package tarn.services.sqs;

import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.seal.Seal;
import tarn.store.Format;
import tarn.store.Formats;

/**
 * Seals letters and opens them: under the platform's seal (SSE-SQS), under a data key of KMS, or not at all, as their queue
 * wants it when they are sent.
 *
 * <p>A data key serves a queue and who uses it for the queue's reuse period, as AWS says; a change of the key's policy is
 * felt only after it. A letter that moves to another queue stays sealed as it was.
 */
final class Letters {

    static final Format<Letter> FORMAT = Formats.record(Letter.class);

    private static final String CONTEXT = "sqs/letters";
    private static final int KEYS_MAX = 10_000;

    private final Platform platform;
    private final Map<Use, DataKey> sealing = new ConcurrentHashMap<>();
    private final Map<Use, DataKey> opening = new ConcurrentHashMap<>();

    /** Who uses which key: a key's id, or a wrapped data key. */
    private record Use(String principal, String key) {}

    /** A data key in clear, as a seal, until it is asked for anew. */
    private record DataKey(Seal seal, String wrapped, Instant until) {}

    Letters(Platform platform) {
        this.platform = platform;
    }

    Sealed seal(StoredQueue queue, Letter letter) {
        var clear = FORMAT.encode(letter);
        var kmsKey = queue.attribute(QueueAttributeName.KMS_MASTER_KEY_ID).orElse("");
        if (!kmsKey.isEmpty()) {
            var key = dataKey(queue, kmsKey);
            return new Sealed(key.wrapped(), key.seal().wrap(CONTEXT, clear));
        }
        return queue.flag(QueueAttributeName.SQS_MANAGED_SSE_ENABLED)
                ? new Sealed("", platform.seal().wrap(CONTEXT, clear))
                : new Sealed(null, clear);
    }

    Letter open(StoredQueue queue, Sealed sealed) {
        var wrapped = sealed.key();
        var clear = wrapped == null
                ? sealed.text()
                : (wrapped.isEmpty() ? platform.seal() : unwrapped(queue, wrapped)).open(CONTEXT, sealed.text());
        return FORMAT.decode(clear, FORMAT.version());
    }

    private DataKey dataKey(StoredQueue queue, String kmsKey) {
        var use = new Use(Caller.current().principal(), queue.arn() + " " + kmsKey);
        var now = platform.clock().instant();
        var known = sealing.get(use);
        if (known != null && known.until().isAfter(now)) {
            return known;
        }
        try {
            var made = kms().generateDataKey(g -> g.keyId(kmsKey).keySpec(DataKeySpec.AES_256));
            var key = new DataKey(
                    Seal.under(made.plaintext().asByteArray(), platform.ids()::bytes),
                    Base64.getEncoder().encodeToString(made.ciphertextBlob().asByteArray()),
                    now.plus(queue.seconds(QueueAttributeName.KMS_DATA_KEY_REUSE_PERIOD_SECONDS)));
            return remember(sealing, use, key);
        } catch (KmsException e) {
            throw KmsFaults.of(e);
        }
    }

    private Seal unwrapped(StoredQueue queue, String wrapped) {
        var use = new Use(Caller.current().principal(), wrapped);
        var now = platform.clock().instant();
        var known = opening.get(use);
        if (known != null && known.until().isAfter(now)) {
            return known.seal();
        }
        try {
            var plain = kms().decrypt(d -> d.ciphertextBlob(
                            SdkBytes.fromByteArray(Base64.getDecoder().decode(wrapped))))
                    .plaintext();
            var until = now.plus(queue.seconds(QueueAttributeName.KMS_DATA_KEY_REUSE_PERIOD_SECONDS));
            var key = new DataKey(Seal.under(plain.asByteArray(), platform.ids()::bytes), wrapped, until);
            return remember(opening, use, key).seal();
        } catch (KmsException e) {
            throw KmsFaults.of(e);
        }
    }

    private static DataKey remember(Map<Use, DataKey> keys, Use use, DataKey key) {
        if (keys.size() >= KEYS_MAX) {
            keys.clear();
        }
        keys.put(use, key);
        return key;
    }

    private KmsClient kms() {
        return platform.client(KmsClient.class);
    }
}
