package tarn.services.sns;

import static tarn.services.sns.SnsFaults.invalid;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tarn.pattern.EventPattern;
import tarn.pattern.InvalidPatternException;

/**
 * Which messages a subscription wants: a pattern over the message's attributes, or over its body, a JSON object. Patterns are
 * those of EventBridge, of which SNS's filter policies are a part.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html">Filter policies</a>
 */
final class Filters {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REMEMBERED_MAX = 4_096;
    private static final int POLICY_CHARACTERS_MAX = 262_144;
    private static final Map<String, EventPattern> PATTERNS = new ConcurrentHashMap<>();

    /** Refuses a policy that is none. */
    static void check(String policy) {
        if (policy.length() > POLICY_CHARACTERS_MAX) {
            throw invalid("FilterPolicy: Policy is too long");
        }
        if (policy.strip().equals("{}")) {
            return;
        }
        try {
            EventPattern.parse(policy);
        } catch (InvalidPatternException e) {
            throw invalid("FilterPolicy: " + e.getMessage());
        }
    }

    private static EventPattern pattern(String policy) {
        var known = PATTERNS.get(policy);
        if (known != null) {
            return known;
        }
        var made = EventPattern.parse(policy);
        if (PATTERNS.size() >= REMEMBERED_MAX) {
            PATTERNS.clear();
        }
        PATTERNS.put(policy, made);
        return made;
    }

    /** Whether a subscription wants a message. */
    static boolean admits(Subscription subscription, Publication message) {
        var policy = subscription.attributes().get("FilterPolicy");
        if (policy == null || policy.strip().equals("{}")) {
            return true;
        }
        if (!"MessageBody".equals(subscription.attributes().get("FilterPolicyScope"))) {
            return pattern(policy).matches(attributes(message));
        }
        try {
            var body = EventPattern.event(message.text("default"));
            return body.isObject() && pattern(policy).matches(body);
        } catch (IllegalArgumentException e) {
            // A body that is no JSON is wanted by no policy about bodies.
            return false;
        }
    }

    /** Attributes as an object: numbers as numbers, the elements of String.Array as an array; bytes cannot be asked for. */
    private static JsonNode attributes(Publication message) {
        var event = JSON.createObjectNode();
        message.attributes().forEach((name, attribute) -> {
            var text = attribute.text();
            if (text != null) {
                put(event, name, attribute.type(), text);
            }
        });
        return event;
    }

    private static void put(ObjectNode event, String name, String type, String text) {
        if (type.equals("Number")) {
            event.put(name, new BigDecimal(text));
        } else if (type.equals("String.Array")) {
            try {
                event.set(name, JSON.readTree(text));
            } catch (JsonProcessingException e) {
                event.put(name, text);
            }
        } else {
            event.put(name, text);
        }
    }

    private Filters() {}
}
