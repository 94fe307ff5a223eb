package tarn.services.eventbridge;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.DeadLetterConfig;

/**
 * An event bus as it is kept. The default bus is kept only once something about it was said.
 *
 * @param policy the resource policy; null if only the owner may send events
 * @param keyId the KMS key that the user named; kept and shown, since everything is encrypted by the platform
 */
record StoredBus(
        String name,
        String arn,
        @Nullable String description,
        @Nullable String keyId,
        @Nullable DeadLetterConfig deadLetters,
        @Nullable String policy,
        Map<String, String> tags,
        Instant created,
        Instant modified) {

    StoredBus withPolicy(@Nullable String next, Instant now) {
        return new StoredBus(name, arn, description, keyId, deadLetters, next, tags, created, now);
    }

    StoredBus withTags(Map<String, String> next) {
        return new StoredBus(name, arn, description, keyId, deadLetters, policy, next, created, modified);
    }
}
