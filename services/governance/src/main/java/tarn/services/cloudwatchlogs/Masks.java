package tarn.services.cloudwatchlogs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What data protection policies hide of lines, when they are shown: every character of what is sensitive becomes an
 * asterisk. Lines lie on disk as they came.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/mask-sensitive-log-data.html">Masking</a>
 */
final class Masks {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MANAGED = "arn:aws:dataprotection::aws:data-identifier/";

    /** AWS's identifiers that we know, as what they look like; others are refused. */
    private static final Map<String, Pattern> KNOWN = Map.of(
            "EmailAddress", Pattern.compile("[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}"),
            "IpAddress",
                    Pattern.compile("\\b(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\b"),
            "CreditCardNumber", Pattern.compile("\\b(?:\\d[ -]?){12,18}\\d\\b"),
            "AwsSecretKey", Pattern.compile("(?<![A-Za-z0-9/+=])[A-Za-z0-9/+=]{40}(?![A-Za-z0-9/+=])"),
            "Ssn-US", Pattern.compile("\\b\\d{3}-\\d{2}-\\d{4}\\b"),
            "PhoneNumber-US", Pattern.compile("\\(?\\b\\d{3}\\)?[ .-]\\d{3}[ .-]\\d{4}\\b"));

    private final Map<String, List<Pattern>> read = new HashMap<>();

    /** What is done to the texts of a group's lines before they are shown. */
    UnaryOperator<String> of(KeptGroup group, boolean unmasked) {
        var policy = group.protection();
        if (policy == null || unmasked) {
            return UnaryOperator.identity();
        }
        var patterns = patterns(policy);
        return text -> {
            var masked = text;
            for (var pattern : patterns) {
                masked = pattern.matcher(masked)
                        .replaceAll(found -> "*".repeat(found.group().length()));
            }
            return masked;
        };
    }

    private synchronized List<Pattern> patterns(String policy) {
        if (read.size() > 1_000) {
            read.clear();
        }
        return read.computeIfAbsent(policy, text -> {
            try {
                return hidden(JSON.readTree(text));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("A policy that was read cannot be read", e);
            }
        });
    }

    /**
     * What is wrong with a policy; null if nothing.
     *
     * @param text JSON
     */
    static @Nullable String wrong(String text) {
        try {
            var policy = JSON.readTree(text);
            if (!policy.path("Statement").isArray() || !policy.path("Name").isTextual()) {
                return "Policy document must have a Name and Statements.";
            }
            hidden(policy);
            return null;
        } catch (JsonProcessingException e) {
            return "Policy document is not valid JSON.";
        } catch (PatternSyntaxException e) {
            return "The regular expression of a custom data identifier is invalid.";
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private static List<Pattern> hidden(JsonNode policy) {
        var custom = new HashMap<String, Pattern>();
        for (var each : policy.path("Configuration").path("CustomDataIdentifier")) {
            custom.put(
                    each.path("Name").asText(),
                    Pattern.compile(each.path("Regex").asText()));
        }
        var patterns = new ArrayList<Pattern>();
        for (var statement : policy.path("Statement")) {
            if (!statement
                    .path("Operation")
                    .path("Audit")
                    .path("FindingsDestination")
                    .isEmpty()) {
                throw new IllegalArgumentException("Destinations of findings are not supported.");
            }
            for (var identifier : statement.path("DataIdentifier")) {
                var name = identifier.asText();
                var pattern = name.startsWith(MANAGED) ? KNOWN.get(name.substring(MANAGED.length())) : custom.get(name);
                if (pattern == null) {
                    throw new IllegalArgumentException("The data identifier " + name + " is not supported.");
                }
                if (statement.path("Operation").has("Deidentify")) {
                    patterns.add(pattern);
                }
            }
        }
        return patterns;
    }
}
