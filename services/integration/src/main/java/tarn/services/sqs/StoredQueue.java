package tarn.services.sqs;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import tarn.kernel.Arn;

/**
 * A queue as it is kept.
 *
 * @param id what its messages lie under; another for each queue ever made
 * @param attributes what was set, by AWS's names; what was not has a default
 * @param purgedBefore messages with smaller numbers are purged
 * @param purged when it was purged last
 */
record StoredQueue(
        String name,
        String arn,
        String id,
        Instant created,
        Instant modified,
        Map<String, String> attributes,
        Map<String, String> tags,
        long purgedBefore,
        @Nullable Instant purged) {

    boolean fifo() {
        return name.endsWith(".fifo");
    }

    String account() {
        return Arn.parse(arn).orElseThrow().account();
    }

    String region() {
        return Arn.parse(arn).orElseThrow().region();
    }

    /** What was set, or its default; empty if it has none. */
    Optional<String> attribute(QueueAttributeName name) {
        return Optional.ofNullable(attributes.get(name.toString())).or(() -> Settings.otherwise(name, this));
    }

    long number(QueueAttributeName name) {
        return attribute(name).map(Long::parseLong).orElse(0L);
    }

    Duration seconds(QueueAttributeName name) {
        return Duration.ofSeconds(number(name));
    }

    boolean flag(QueueAttributeName name) {
        return attribute(name).filter("true"::equals).isPresent();
    }

    Optional<Redrive> redrive() {
        return attribute(QueueAttributeName.REDRIVE_POLICY).map(Redrive::parse);
    }

    /** Whether it keeps duplicates and throughput by group. */
    boolean perGroup() {
        return attribute(QueueAttributeName.DEDUPLICATION_SCOPE)
                .filter("messageGroup"::equals)
                .isPresent();
    }

    /** With other attributes; those that are empty are unset. */
    StoredQueue with(Map<String, String> changes, Instant now) {
        var next = new HashMap<>(attributes);
        changes.forEach((key, value) -> {
            if (value.isEmpty()) {
                next.remove(key);
            } else {
                next.put(key, value);
            }
        });
        return new StoredQueue(name, arn, id, created, now, Map.copyOf(next), tags, purgedBefore, purged);
    }

    StoredQueue tagged(Map<String, String> next) {
        return new StoredQueue(name, arn, id, created, modified, attributes, Map.copyOf(next), purgedBefore, purged);
    }

    StoredQueue purged(long before, Instant now) {
        return new StoredQueue(name, arn, id, created, modified, attributes, tags, before, now);
    }
}
