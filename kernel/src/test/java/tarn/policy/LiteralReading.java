package tarn.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tarn.policy.Decision.Outcome;

/** AWS's rules as its pages tell them, word by word, slow and short: what the evaluator is compared with. */
record LiteralReading(
        String user,
        String account,
        @Nullable String role,
        String action,
        String resource,
        Map<String, List<String>> keys) {

    /** The decision within an account or across accounts; null stands for a policy that is not there. */
    Outcome decide(
            List<? extends JsonNode> identity,
            @Nullable JsonNode boundary,
            @Nullable JsonNode session,
            @Nullable JsonNode bucket,
            String owner,
            List<? extends List<? extends JsonNode>> control,
            List<? extends List<? extends JsonNode>> bounds) {
        var own = new ArrayList<JsonNode>(identity);
        control.forEach(own::addAll);
        if (boundary != null) own.add(boundary);
        if (session != null) own.add(session);
        // By default all requests are denied; an explicit deny in any policy overrides any allow.
        if (own.stream().anyMatch(policy -> says("Deny", policy, "any"))
                || says("Deny", bucket, "named")
                || bounds.stream().flatMap(List::stream).anyMatch(policy -> says("Deny", policy, "named"))) {
            return Outcome.EXPLICIT_DENY;
        }
        // Each level of an organisation, from the root to the account, must allow.
        if (!control.stream().allMatch(level -> level.stream().anyMatch(policy -> says("Allow", policy, "any")))
                || !bounds.stream()
                        .allMatch(level -> level.stream().anyMatch(policy -> says("Allow", policy, "named")))) {
            return Outcome.IMPLICIT_DENY;
        }
        boolean within = (boundary == null || says("Allow", boundary, "any"))
                && (session == null || says("Allow", session, "any"));
        boolean byIdentity = identity.stream().anyMatch(policy -> says("Allow", policy, "any"));
        boolean allowed = owner.equals(account)
                ? says("Allow", bucket, "itself") || (within && (byIdentity || says("Allow", bucket, "role")))
                : says("Allow", bucket, "named") && within && byIdentity;
        return allowed ? Outcome.ALLOWED : Outcome.IMPLICIT_DENY;
    }

    private boolean says(String effect, @Nullable JsonNode policy, String named) {
        return policy != null
                && all(policy.get("Statement")).stream()
                        .anyMatch(statement -> statement.get("Effect").asText().equals(effect)
                                && (statement.has("Action")
                                        ? like(statement.get("Action"), action)
                                        : !like(statement.get("NotAction"), action))
                                && (statement.has("Resource")
                                        ? like(statement.get("Resource"), resource)
                                        : outside(statement))
                                && names(statement, named)
                                && conditions(statement));
    }

    private boolean names(JsonNode statement, String how) {
        if (how.equals("any")) return true;
        var whole = statement.has("NotPrincipal") ? statement.get("NotPrincipal") : statement.get("Principal");
        var names = all(whole.isTextual() ? whole : whole.get("AWS")).stream()
                .map(JsonNode::asText)
                .toList();
        boolean everybody = names.contains("*");
        boolean itself = everybody || names.contains(user);
        boolean byRole = role != null && names.contains(role);
        boolean byAccount = names.contains(account) || names.contains("arn:aws:iam::" + account + ":root");
        if (statement.has("NotPrincipal")) return !(itself && (role == null || everybody || byRole));
        return switch (how) {
            case "itself" -> itself;
            case "role" -> byRole;
            default -> itself || byRole || byAccount;
        };
    }

    private boolean conditions(JsonNode statement) {
        if (!statement.has("Condition")) return true;
        return statement.get("Condition").properties().stream()
                .allMatch(operator -> operator.getValue().properties().stream()
                        .allMatch(key -> condition(
                                operator.getKey(),
                                keys.getOrDefault(key.getKey().toLowerCase(Locale.ROOT), List.of()),
                                texts(key.getValue()))));
    }

    private boolean condition(String operator, List<String> given, List<String> wanted) {
        var name = operator.replaceFirst("^ForA(ll|ny)Values?:", "").replaceFirst("IfExists$", "");
        if (name.equals("Null")) return wanted.contains(String.valueOf(given.isEmpty()));
        boolean negated = name.contains("Not");
        if (operator.startsWith("ForAllValues:"))
            return given.stream().allMatch(value -> negated != any(name, value, wanted));
        if (given.isEmpty()) return operator.endsWith("IfExists") || (negated && !operator.startsWith("ForAnyValue:"));
        return given.stream().anyMatch(value -> negated != any(name, value, wanted));
    }

    private boolean any(String name, String value, List<String> wanted) {
        return wanted.stream().map(this::variables).anyMatch(text -> switch (name.replace("Not", "")) {
            case "StringEquals" -> text.equals(value);
            case "StringEqualsIgnoreCase" -> text.equalsIgnoreCase(value);
            case "StringLike" -> pattern(text, "*".equals(text)).matcher(value).matches();
            case "NumericLessThan" -> Long.parseLong(value) < Long.parseLong(text);
            default -> throw new IllegalArgumentException(name);
        });
    }

    /** A variable without a value lets nobody in through what it leaves out. */
    private boolean outside(JsonNode statement) {
        boolean unknown = texts(statement.get("NotResource")).stream()
                .anyMatch(text -> text.contains("${aws:username}") && !keys.containsKey("aws:username"));
        return !like(statement.get("NotResource"), resource)
                && !(unknown && statement.get("Effect").asText().equals("Allow"));
    }

    private boolean like(JsonNode patterns, String text) {
        boolean isAction = text.equals(action);
        return texts(patterns).stream()
                .map(this::variables)
                .anyMatch(one -> pattern(isAction ? one.toLowerCase(Locale.ROOT) : one, isAction || one.equals("*"))
                        .matcher(isAction ? text.toLowerCase(Locale.ROOT) : text)
                        .matches());
    }

    private String variables(String text) {
        return text.replace(
                "${aws:username}",
                keys.getOrDefault("aws:username", List.of("${}")).getFirst());
    }

    /** In ARNs a star stays within its part, but in the last. */
    private static Pattern pattern(String text, boolean whole) {
        var parts = whole ? List.of(text) : List.of(text.split(":", 6));
        var regex = new ArrayList<String>();
        for (int i = 0; i < parts.size(); i++) {
            var any = parts.size() == 6 && i < 5 ? "[^:]*" : ".*";
            regex.add(Pattern.quote(parts.get(i))
                    .replace("*", "\\E" + any + "\\Q")
                    .replace("?", "\\E.\\Q"));
        }
        return Pattern.compile(String.join(":", regex), Pattern.DOTALL);
    }

    private static List<String> texts(JsonNode node) {
        return all(node).stream().map(JsonNode::asText).toList();
    }

    private static List<JsonNode> all(JsonNode node) {
        var all = new ArrayList<JsonNode>();
        if (node.isArray()) node.forEach(all::add);
        else all.add(node);
        return all;
    }
}
