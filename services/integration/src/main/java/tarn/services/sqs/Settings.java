package tarn.services.sqs;

import static java.util.Map.entry;
import static tarn.services.sqs.SqsFaults.invalidAttribute;
import static tarn.services.sqs.SqsFaults.unknownAttribute;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import tarn.policy.MalformedPolicyException;
import tarn.policy.Policy;

/**
 * The attributes of queues that can be set: their values and defaults.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html">
 *     SetQueueAttributes</a>
 */
final class Settings {

    static final long MESSAGE_BYTES_MAX = 1_048_576;

    /**
     * An attribute.
     *
     * @param valid whether a value is one
     * @param otherwise what a queue has that does not set it; null for nothing
     * @param fifo whether it belongs to FIFO queues only
     */
    private record Rule(Predicate<String> valid, @Nullable String otherwise, boolean fifo) {}

    private static final Map<QueueAttributeName, Rule> RULES = Map.ofEntries(
            entry(QueueAttributeName.DELAY_SECONDS, range(0, 900, 0)),
            entry(QueueAttributeName.MAXIMUM_MESSAGE_SIZE, range(1_024, MESSAGE_BYTES_MAX, MESSAGE_BYTES_MAX)),
            entry(QueueAttributeName.MESSAGE_RETENTION_PERIOD, range(60, 1_209_600, 345_600)),
            entry(QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS, range(0, 20, 0)),
            entry(QueueAttributeName.VISIBILITY_TIMEOUT, range(0, 43_200, 30)),
            entry(QueueAttributeName.KMS_DATA_KEY_REUSE_PERIOD_SECONDS, range(60, 86_400, 300)),
            entry(QueueAttributeName.KMS_MASTER_KEY_ID, new Rule(value -> value.length() <= 2_048, null, false)),
            entry(QueueAttributeName.SQS_MANAGED_SSE_ENABLED, one(Set.of("true", "false"), "true", false)),
            entry(QueueAttributeName.POLICY, new Rule(Settings::isPolicy, null, false)),
            entry(QueueAttributeName.REDRIVE_POLICY, new Rule(value -> Redrive.parse(value) != null, null, false)),
            entry(
                    QueueAttributeName.REDRIVE_ALLOW_POLICY,
                    new Rule(value -> Redrive.Allowed.parse(value) != null, null, false)),
            entry(QueueAttributeName.FIFO_QUEUE, one(Set.of("true"), null, true)),
            entry(QueueAttributeName.CONTENT_BASED_DEDUPLICATION, one(Set.of("true", "false"), "false", true)),
            entry(QueueAttributeName.DEDUPLICATION_SCOPE, one(Set.of("queue", "messageGroup"), "queue", true)),
            entry(
                    QueueAttributeName.FIFO_THROUGHPUT_LIMIT,
                    one(Set.of("perQueue", "perMessageGroupId"), "perQueue", true)));

    /** What unsets an attribute by an empty value. */
    private static final Set<QueueAttributeName> REMOVABLE = Set.of(
            QueueAttributeName.POLICY,
            QueueAttributeName.REDRIVE_POLICY,
            QueueAttributeName.REDRIVE_ALLOW_POLICY,
            QueueAttributeName.KMS_MASTER_KEY_ID);

    private static Rule range(long least, long most, long otherwise) {
        return new Rule(
                value -> value.matches("[0-9]{1,9}") && Long.parseLong(value) >= least && Long.parseLong(value) <= most,
                String.valueOf(otherwise),
                false);
    }

    private static Rule one(Set<String> values, @Nullable String otherwise, boolean fifo) {
        return new Rule(values::contains, otherwise, fifo);
    }

    private static boolean isPolicy(String document) {
        try {
            Policy.parse(document);
            return true;
        } catch (MalformedPolicyException e) {
            return false;
        }
    }

    /** The default of an attribute, for a queue. */
    static Optional<String> otherwise(QueueAttributeName name, StoredQueue queue) {
        return Optional.ofNullable(RULES.get(name))
                .filter(rule -> !rule.fifo() || queue.fifo())
                .map(Rule::otherwise);
    }

    /** Whether an attribute is one that is set. */
    static boolean settable(QueueAttributeName name) {
        return RULES.containsKey(name);
    }

    /**
     * What a request sets, checked, in one form: {@code True} is {@code true}.
     *
     * @param fifo whether it is for a FIFO queue
     */
    static Map<String, String> checked(Map<String, String> asked, boolean fifo) {
        var checked = new TreeMap<String, String>();
        asked.forEach((name, value) -> {
            var attribute = QueueAttributeName.fromValue(name);
            var rule = RULES.get(attribute);
            if (rule == null || value == null) {
                throw unknownAttribute(name);
            }
            if (rule.fifo() && !fifo) {
                throw unknownAttribute(name);
            }
            var plain = plain(value);
            if (plain.isEmpty() && REMOVABLE.contains(attribute)) {
                checked.put(name, "");
            } else if (rule.valid().test(plain)) {
                checked.put(name, plain);
            } else {
                throw invalidAttribute("Invalid value for the parameter " + name + ".");
            }
        });
        boolean limited = "perMessageGroupId".equals(checked.get(QueueAttributeName.FIFO_THROUGHPUT_LIMIT.toString()));
        if (limited && "queue".equals(checked.get(QueueAttributeName.DEDUPLICATION_SCOPE.toString()))) {
            throw invalidAttribute(
                    "The FifoThroughputLimit perMessageGroupId is allowed only when the DeduplicationScope"
                            + " is messageGroup.");
        }
        boolean keyed = !checked.getOrDefault(QueueAttributeName.KMS_MASTER_KEY_ID.toString(), "")
                .isEmpty();
        if (keyed && "true".equals(checked.get(QueueAttributeName.SQS_MANAGED_SSE_ENABLED.toString()))) {
            throw invalidAttribute("You can use one type of server-side encryption (SSE) at one time. You can either"
                    + " enable KMS SSE or SQS SSE.");
        }
        return checked;
    }

    /* Older clients write True. */
    private static String plain(String value) {
        return value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")
                ? value.toLowerCase(Locale.ROOT)
                : value;
    }

    private Settings() {}
}
