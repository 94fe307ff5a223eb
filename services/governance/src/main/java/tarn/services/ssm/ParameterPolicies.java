package tarn.services.ssm;

import static tarn.services.ssm.SsmFaults.policyInvalid;
import static tarn.services.ssm.SsmFaults.policyTypeInvalid;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.model.ParameterInlinePolicy;
import tarn.services.ssm.StoredParameter.Version;

/**
 * What a parameter's policies say.
 *
 * @param texts each policy as it was written
 * @param expires when the parameter goes; null if it stays
 */
record ParameterPolicies(List<String> texts, @Nullable Instant expires) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EXPIRATION = "Expiration";
    private static final int POLICIES_MAX = 10;

    /**
     * Reads the policies of a request.
     *
     * @param document a JSON list; null leaves the policies of the version before
     */
    static ParameterPolicies of(@Nullable String document, @Nullable Version before, Instant now) {
        if (document == null) {
            return before == null
                    ? new ParameterPolicies(List.of(), null)
                    : new ParameterPolicies(before.policies(), before.expires());
        }
        JsonNode tree;
        try {
            tree = JSON.readTree(document.isEmpty() ? "[]" : document);
        } catch (JsonProcessingException e) {
            throw policyInvalid("The policies are not valid JSON");
        }
        if (!tree.isArray() || tree.size() > POLICIES_MAX) {
            throw policyInvalid("The policies are not a list of at most " + POLICIES_MAX + " policies");
        }
        var texts = new ArrayList<String>();
        Instant expires = null;
        for (var policy : tree) {
            var type = policy.path("Type").asText();
            if (!type.equals(EXPIRATION)) {
                throw policyTypeInvalid(
                        "Policies of type '" + type + "' are not supported: of parameter policies there is "
                                + EXPIRATION + ", and those that notify need EventBridge");
            }
            if (expires != null) {
                throw policyInvalid("There can be one policy of type " + EXPIRATION);
            }
            expires = time(policy.path("Attributes").path("Timestamp").asText());
            if (!expires.isAfter(now)) {
                throw policyInvalid("The expiration date must lie in the future");
            }
            texts.add(policy.toString());
        }
        return new ParameterPolicies(List.copyOf(texts), expires);
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw policyInvalid("Timestamp '" + text + "' is not a time such as 2030-12-02T21:34:33.000Z");
        }
    }

    /** The policies of a version as the SDK writes them. */
    static List<ParameterInlinePolicy> answered(Version version) {
        return version.policies().stream()
                .map(text -> ParameterInlinePolicy.builder()
                        .policyText(text)
                        .policyType(EXPIRATION)
                        .policyStatus("Pending")
                        .build())
                .toList();
    }
}
