package tarn.services.kinesis;

import static tarn.services.kinesis.KinesisFaults.ofKey;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.KmsException;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.seal.Seal;

/**
 * The data keys of encrypted streams. Whoever writes or reads must be allowed to use the key of KMS, which is asked in its
 * name; what it gave is held for a minute per caller.
 */
final class StreamKeys {

    private static final Duration HELD = Duration.ofMinutes(1);
    private static final int HELD_MAX = 1_000;
    private static final String CONTEXT = "kinesis/record";
    private static final String SERVICE = "kinesis.amazonaws.com";

    private final Platform platform;
    private final Map<Use, Held> held = new ConcurrentHashMap<>();

    private record Use(String principal, String streamId, int key) {}

    private record Held(Seal seal, Instant until) {}

    StreamKeys(Platform platform) {
        this.platform = platform;
    }

    /** Makes a stored record of a record. */
    @FunctionalInterface
    interface Sealing {
        StoredRecord seal(long arrivedMillis, String partitionKey, byte[] data);
    }

    /** A new data key under a key of KMS, wrapped, in base64. */
    String made(DataStream stream, String kmsKey) {
        try {
            var made = Caller.current()
                    .via(SERVICE)
                    .call(() -> platform.client(KmsClient.class)
                            .generateDataKey(b -> b.keyId(kmsKey)
                                    .keySpec(DataKeySpec.AES_256)
                                    .encryptionContext(Map.of("aws:kinesis:arn", stream.arn()))));
            return Base64.getEncoder().encodeToString(made.ciphertextBlob().asByteArray());
        } catch (KmsException e) {
            throw ofKey(e);
        }
    }

    Sealing sealing(DataStream stream) {
        if (stream.kmsKey() == null) {
            return (arrived, partitionKey, data) -> new StoredRecord(arrived, partitionKey, StoredRecord.PLAIN, data);
        }
        int number = stream.keys().size() - 1;
        var seal = seal(stream, number);
        return (arrived, partitionKey, data) ->
                new StoredRecord(arrived, partitionKey, number, seal.wrap(CONTEXT, data));
    }

    byte[] open(DataStream stream, StoredRecord record) {
        return record.key() == StoredRecord.PLAIN
                ? record.data()
                : seal(stream, record.key()).open(CONTEXT, record.data());
    }

    private Seal seal(DataStream stream, int number) {
        var now = platform.clock().instant();
        var caller = Caller.current();
        var use = new Use(caller.principal(), stream.id(), number);
        var known = held.get(use);
        if (known != null && now.isBefore(known.until())) {
            return known.seal();
        }
        try {
            var opened = caller.via(SERVICE)
                    .call(() -> platform.client(KmsClient.class)
                            .decrypt(b -> b.ciphertextBlob(SdkBytes.fromByteArray(Base64.getDecoder()
                                            .decode(stream.keys().get(number))))
                                    .encryptionContext(Map.of("aws:kinesis:arn", stream.arn()))));
            var seal = Seal.under(opened.plaintext().asByteArray(), platform.ids()::bytes);
            if (held.size() >= HELD_MAX) {
                held.clear();
            }
            held.put(use, new Held(seal, now.plus(HELD)));
            return seal;
        } catch (KmsException e) {
            throw ofKey(e);
        }
    }
}
