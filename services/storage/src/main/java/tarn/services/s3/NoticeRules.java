package tarn.services.s3;

import static tarn.services.s3.S3Faults.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfigurationFilter;
import software.amazon.awssdk.services.s3.model.S3Exception;
import tarn.kernel.Arn;

/**
 * One destination of a bucket's events, and which events it is told of.
 *
 * @param id the configuration's
 * @param events by S3's names, such as {@code s3:ObjectCreated:*}
 * @param prefix what keys begin with
 * @param suffix what keys end with
 */
record NoticeRules(Notice.Kind kind, String target, String id, List<String> events, String prefix, String suffix) {

    /**
     * Further events that a configuration may name; the first two never happen here. What would happen unseen is refused:
     * the end of a restoration, replication's events, ACLs.
     */
    private static final List<String> KNOWN = List.of(
            "s3:ReducedRedundancyLostObject",
            "s3:IntelligentTiering",
            "s3:ObjectCreated:*",
            "s3:ObjectRemoved:*",
            "s3:LifecycleExpiration:*",
            "s3:ObjectTagging:*",
            "s3:ObjectRestore:*",
            "s3:Replication:*");

    /** The rules of a configuration, in its order, without EventBridge. */
    static List<NoticeRules> of(NotificationConfiguration configuration) {
        var rules = new ArrayList<NoticeRules>();
        configuration
                .topicConfigurations()
                .forEach(topic -> rules.add(
                        of(Notice.Kind.TOPIC, topic.topicArn(), topic.id(), topic.eventsAsStrings(), topic.filter())));
        configuration
                .queueConfigurations()
                .forEach(queue -> rules.add(
                        of(Notice.Kind.QUEUE, queue.queueArn(), queue.id(), queue.eventsAsStrings(), queue.filter())));
        configuration
                .lambdaFunctionConfigurations()
                .forEach(function -> rules.add(of(
                        Notice.Kind.FUNCTION,
                        function.lambdaFunctionArn(),
                        function.id(),
                        function.eventsAsStrings(),
                        function.filter())));
        return rules;
    }

    private static NoticeRules of(
            Notice.Kind kind,
            String target,
            @Nullable String id,
            List<String> events,
            @Nullable NotificationConfigurationFilter filter) {
        var rules = filter == null || filter.key() == null
                ? List.<FilterRule>of()
                : filter.key().filterRules();
        return new NoticeRules(
                kind, target, id == null ? "" : id, events, value(rules, "prefix"), value(rules, "suffix"));
    }

    private static String value(List<FilterRule> rules, String name) {
        var found = rules.stream()
                .filter(rule -> String.valueOf(rule.nameAsString())
                        .toLowerCase(Locale.ROOT)
                        .equals(name))
                .toList();
        if (found.size() > 1) {
            throw invalid("Cannot specify more than one " + name + " rule in a filter.");
        }
        return found.isEmpty() || found.getFirst().value() == null
                ? ""
                : found.getFirst().value();
    }

    boolean wants(Happening happening, String key) {
        return key.startsWith(prefix) && key.endsWith(suffix) && events.stream().anyMatch(happening::meant);
    }

    /** Refuses rules that cannot be. */
    static void check(List<NoticeRules> rules) {
        for (int i = 0; i < rules.size(); i++) {
            rules.get(i).check();
            for (int j = 0; j < i; j++) {
                if (rules.get(i).overlaps(rules.get(j))) {
                    throw invalid(
                            "Configurations overlap. Configurations on the same bucket cannot share a common event"
                                    + " type.");
                }
            }
        }
    }

    private void check() {
        var service = Arn.parse(String.valueOf(target)).map(Arn::service).orElse("");
        var wanted = switch (kind) {
            case QUEUE -> "sqs";
            case TOPIC -> "sns";
            case FUNCTION -> "lambda";
            case BUS -> "events";
        };
        if (!service.equals(wanted)) {
            throw invalid("The ARN is not well formed");
        }
        if (target.endsWith(".fifo")) {
            throw invalid("FIFO queues and topics are not supported as destinations.");
        }
        if (events.isEmpty()) {
            throw invalid("At least one event must be specified.");
        }
        for (var event : events) {
            boolean one =
                    Stream.of(Happening.values()).anyMatch(happening -> ("s3:" + happening.event()).equals(event));
            if (!one && !KNOWN.contains(event)) {
                throw invalid("The event '" + event + "' is not supported for notifications");
            }
        }
    }

    private boolean overlaps(NoticeRules other) {
        boolean prefixes = prefix.startsWith(other.prefix) || other.prefix.startsWith(prefix);
        boolean suffixes = suffix.endsWith(other.suffix) || other.suffix.endsWith(suffix);
        return prefixes
                && suffixes
                && events.stream().anyMatch(one -> other.events.stream().anyMatch(two -> shares(one, two)));
    }

    private static boolean shares(String one, String two) {
        return one.equals(two) || covers(one, two) || covers(two, one);
    }

    private static boolean covers(String wide, String narrow) {
        return wide.endsWith("*") && narrow.startsWith(wide.substring(0, wide.length() - 1));
    }

    private static S3Exception invalid(String why) {
        return fault(400, "InvalidArgument", why);
    }
}
