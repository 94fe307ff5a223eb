package tarn.services.eventbridge;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.DeadLetterConfig;

/**
 * An event bus as it is kept. The default bus is kept only once something about it was said.
 *
 * @param policy the resource policy; null if only the owner may send events
 * @param deadLetters where AWS puts events that it cannot encrypt under a key of KMS; there are none here
 */
record StoredBus(
        String name,
        String arn,
        @Nullable String description,
        @Nullable DeadLetterConfig deadLetters,
        @Nullable String policy,
        Map<String, String> tags,
        Instant created,
        Instant modified) {

    StoredBus withPolicy(@Nullable String next, Instant now) {
        return new StoredBus(name, arn, description, deadLetters, next, tags, created, now);
    }

    StoredBus withTags(Map<String, String> next) {
        return new StoredBus(name, arn, description, deadLetters, policy, next, created, modified);
    }
}
