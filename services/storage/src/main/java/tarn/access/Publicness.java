package tarn.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether the policy of a bucket or an access point lets in the public.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status">The
 *     meaning of "public"</a>
 */
public final class Publicness {

    /** Who asks is known where one of these is held to a fixed value. */
    private static final Set<String> NARROWING = Set.of(
            "aws:sourcearn",
            "aws:sourcevpc",
            "aws:sourcevpce",
            "aws:sourceowner",
            "aws:sourceaccount",
            "aws:sourceip",
            "aws:vpcsourceip",
            "aws:userid",
            "aws:principalorgid",
            "aws:principalorgpaths",
            "aws:principalaccount",
            "aws:principalarn",
            "s3:x-amz-server-side-encryption-aws-kms-key-id",
            "s3:dataaccesspointaccount",
            "s3:dataaccesspointarn");

    private static final Pattern POSITIVE = Pattern.compile(
            "(?i)(?:ForAnyValue:)?(?:String(?:Equals|EqualsIgnoreCase|Like)|Arn(?:Equals|Like)|IpAddress)");
    private static final Pattern NETWORK = Pattern.compile("([^/]+)(?:/([0-9]+))?");
    private static final int IPV4_BITS_MIN = 8;
    private static final int IPV6_BITS_MIN = 32;

    /** Whether any of a policy's statements does. */
    public static boolean isPublic(List<JsonNode> statements) {
        return statements.stream().anyMatch(Publicness::isPublic);
    }

    private static boolean isPublic(JsonNode statement) {
        return statement.path("Effect").asText().equals("Allow")
                && namesEverybody(statement)
                && !isNarrowed(statement.path("Condition"));
    }

    private static boolean namesEverybody(JsonNode statement) {
        if (statement.has("NotPrincipal")) {
            return true;
        }
        var principal = statement.path("Principal");
        return principal.isTextual()
                || values(principal.path("AWS")).stream()
                        .anyMatch(name -> name.asText().equals("*"));
    }

    /** A value, or the values of a list. */
    private static List<JsonNode> values(JsonNode node) {
        var values = new ArrayList<JsonNode>();
        if (node.isArray()) {
            node.forEach(values::add);
        } else if (!node.isMissingNode()) {
            values.add(node);
        }
        return values;
    }

    private static boolean isNarrowed(JsonNode condition) {
        for (var operator : condition.properties()) {
            if (!POSITIVE.matcher(operator.getKey()).matches()) {
                continue;
            }
            for (var key : operator.getValue().properties()) {
                var name = key.getKey().toLowerCase(Locale.ROOT);
                if (NARROWING.contains(name)
                        && values(key.getValue()).stream().allMatch(value -> isFixed(name, value.asText()))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isFixed(String key, String value) {
        if (key.endsWith("sourceip")) {
            var network = NETWORK.matcher(value);
            boolean old = !value.contains(":");
            return network.matches()
                    && (network.group(2) == null
                            || Integer.parseInt(network.group(2)) >= (old ? IPV4_BITS_MIN : IPV6_BITS_MIN));
        }
        return !value.contains("*") && !value.contains("?") && !value.contains("${");
    }

    private Publicness() {}
}
