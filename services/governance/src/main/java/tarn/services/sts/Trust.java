package tarn.services.sts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import tarn.kernel.Arn;
import tarn.kernel.Caller;

/** A role's trust policy: whether it lets a caller assume the role. */
final class Trust {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern WILDCARD = Pattern.compile("[*?]");

    /** Condition keys that are known to be absent when the request does not carry them. */
    private static final Set<String> DECIDING = Set.of("sts:externalid", "sts:sourceidentity");

    private final JsonNode policy;

    private Trust(JsonNode policy) {
        this.policy = policy;
    }

    /** Reads a document that IAM accepted. */
    static Trust of(String document) {
        try {
            return new Trust(JSON.readTree(document));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A kept trust policy is not JSON", e);
        }
    }

    /**
     * Whether the caller may assume the role.
     *
     * @param keys the condition keys whose values are known, in lower case
     */
    boolean allows(Caller caller, Map<String, String> keys) {
        boolean allowed = false;
        for (var statement : all(policy.path("Statement"))) {
            boolean allow = statement.path("Effect").asText().equals("Allow");
            if (!concernsAssumeRole(statement)
                    || !concerns(statement, caller)
                    || !holds(statement.path("Condition"), keys, allow)) {
                continue;
            }
            if (!allow) {
                return false;
            }
            allowed = true;
        }
        return allowed;
    }

    private static boolean concernsAssumeRole(JsonNode statement) {
        boolean negated = statement.has("NotAction");
        boolean listed = texts(statement.path(negated ? "NotAction" : "Action")).stream()
                .anyMatch(action -> matches(action.toLowerCase(Locale.ROOT), "sts:assumerole"));
        return negated != listed;
    }

    private static boolean concerns(JsonNode statement, Caller caller) {
        return statement.has("NotPrincipal")
                ? !named(statement.path("NotPrincipal"), caller)
                : named(statement.path("Principal"), caller);
    }

    private static boolean named(JsonNode principal, Caller caller) {
        if (principal.isTextual()) {
            return principal.asText().equals("*");
        }
        return texts(principal.path("Service")).contains(String.valueOf(caller.via()))
                || texts(principal.path("AWS")).stream().anyMatch(name -> names(name, caller));
    }

    /** Whether a principal of a policy is the caller: everybody, its account, itself, or the role of its session. */
    private static boolean names(String principal, Caller caller) {
        if (principal.equals("*")
                || principal.equals(caller.account())
                || principal.equals("arn:aws:iam::" + caller.account() + ":root")
                || principal.equals(caller.principal())) {
            return true;
        }
        var role = Arn.parse(principal).filter(arn -> arn.resource().startsWith("role/"));
        var session = Arn.parse(caller.principal()).filter(arn -> arn.resource().startsWith("assumed-role/"));
        return role.isPresent()
                && session.isPresent()
                && role.get().account().equals(session.get().account())
                && session.get()
                        .resource()
                        .startsWith("assumed-role/" + last(role.get().resource()) + "/");
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static boolean holds(JsonNode condition, Map<String, String> keys, boolean otherwise) {
        for (var operator : condition.properties()) {
            for (var key : operator.getValue().properties()) {
                var name = key.getKey().toLowerCase(Locale.ROOT);
                var values = texts(key.getValue());
                boolean one = switch (operator.getKey()) {
                    case "StringEquals" -> compare(name, values, keys, String::equals, otherwise);
                    case "StringLike" -> compare(name, values, keys, Trust::matches, otherwise);
                    default -> otherwise;
                };
                if (!one) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean compare(
            String name,
            List<String> wanted,
            Map<String, String> keys,
            BiPredicate<String, String> comparison,
            boolean otherwise) {
        var given = keys.get(name);
        if (given == null) {
            return !DECIDING.contains(name) && otherwise;
        }
        return wanted.stream().anyMatch(value -> comparison.test(value, given));
    }

    private static boolean matches(String pattern, String text) {
        var regex = new StringBuilder();
        var wildcards = WILDCARD.matcher(pattern);
        int at = 0;
        while (wildcards.find()) {
            regex.append(Pattern.quote(pattern.substring(at, wildcards.start())))
                    .append(wildcards.group().equals("*") ? ".*" : ".");
            at = wildcards.end();
        }
        return text.matches(regex.append(Pattern.quote(pattern.substring(at))).toString());
    }

    private static List<String> texts(JsonNode node) {
        return all(node).stream().map(JsonNode::asText).toList();
    }

    private static List<JsonNode> all(JsonNode node) {
        if (node.isMissingNode()) {
            return List.of();
        }
        if (!node.isArray()) {
            return List.of(node);
        }
        var elements = new ArrayList<JsonNode>();
        node.forEach(elements::add);
        return elements;
    }
}
