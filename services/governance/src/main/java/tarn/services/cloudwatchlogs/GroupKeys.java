package tarn.services.cloudwatchlogs;

import static tarn.services.cloudwatchlogs.LogFaults.invalid;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.KmsException;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.seal.Seal;
import tarn.services.cloudwatchlogs.KeptGroup.SealedKey;

/**
 * The data keys of groups that are associated with a key of KMS. A sealed chunk begins with the number of its key among
 * those of the group. An opened key is held for five minutes, so that a key that is disabled stops being of use soon.
 */
final class GroupKeys {

    private static final Duration HELD = Duration.ofMinutes(5);
    private static final int HELD_MAX = 1_000;
    private static final String CONTEXT = "cloudwatchlogs/lines";

    private final Platform platform;
    private final Map<String, Held> held = new ConcurrentHashMap<>();

    private record Held(Seal seal, Instant until) {}

    GroupKeys(Platform platform) {
        this.platform = platform;
    }

    /** A new data key under a key of KMS, which must let the logs service use it. */
    SealedKey made(String kmsKey, String groupArn) {
        try {
            var made = asLogs(() -> platform.client(KmsClient.class)
                    .generateDataKey(b -> b.keyId(kmsKey)
                            .keySpec(DataKeySpec.AES_256)
                            .encryptionContext(Map.of("aws:logs:arn", groupArn))));
            return new SealedKey(
                    made.keyId(),
                    Base64.getEncoder().encodeToString(made.ciphertextBlob().asByteArray()));
        } catch (KmsException e) {
            throw invalid("The specified KMS Key Id could not be found.");
        }
    }

    private static <T> T asLogs(java.util.function.Supplier<T> work) {
        var caller = Caller.current();
        return Caller.service(
                        caller.account(),
                        caller.region(),
                        "logs." + caller.region() + ".amazonaws.com",
                        caller.requestId())
                .call(work::get);
    }

    /** What hides the lines of a group that come in; null if they lie plain. */
    @Nullable
    UnaryOperator<byte[]> sealing(KeptGroup group) {
        if (!group.sealing()) {
            return null;
        }
        int number = group.keys().size() - 1;
        var seal = seal(group, number);
        return plain -> {
            var wrapped = seal.wrap(CONTEXT, plain);
            return ByteBuffer.allocate(Integer.BYTES + wrapped.length)
                    .putInt(number)
                    .put(wrapped)
                    .array();
        };
    }

    /** Shows what was hidden. */
    byte[] open(KeptGroup group, byte[] sealed) {
        var in = ByteBuffer.wrap(sealed);
        var seal = seal(group, in.getInt());
        var wrapped = new byte[in.remaining()];
        in.get(wrapped);
        return seal.open(CONTEXT, wrapped);
    }

    private Seal seal(KeptGroup group, int number) {
        var now = platform.clock().instant();
        var name = group.id() + "/" + number;
        var known = held.get(name);
        if (known != null && now.isBefore(known.until())) {
            return known.seal();
        }
        var key = group.keys().get(number);
        try {
            var opened = asLogs(() -> platform.client(KmsClient.class)
                    .decrypt(b -> b.ciphertextBlob(
                                    SdkBytes.fromByteArray(Base64.getDecoder().decode(key.wrapped())))
                            .keyId(key.kmsKey())
                            .encryptionContext(Map.of("aws:logs:arn", group.arn()))));
            var seal = Seal.under(opened.plaintext().asByteArray(), platform.ids()::bytes);
            if (held.size() >= HELD_MAX) {
                held.clear();
            }
            held.put(name, new Held(seal, now.plus(HELD)));
            return seal;
        } catch (KmsException e) {
            throw invalid("The KMS key of the log group cannot be used: "
                    + e.awsErrorDetails().errorMessage());
        }
    }
}
