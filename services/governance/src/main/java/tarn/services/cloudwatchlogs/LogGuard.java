package tarn.services.cloudwatchlogs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkRequest;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.policy.Guard;
import tarn.policy.ResourcePolicy;
import tarn.store.Key;

/** What CloudWatch Logs knows of its groups when it is to be decided who may touch them. */
record LogGuard(Holdings holdings, ResourcePolicies policies) implements Guard {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A group's name or ARN as the ARN that AWS asks for, which ends in {@code :*}. */
    @Override
    public String arn(String kind, String reference, SdkRequest request) {
        if (reference.isEmpty()) {
            return "";
        }
        var arn = reference.startsWith("arn:")
                ? reference
                : Caller.current().arn("logs", "log-group:" + reference).toString();
        return arn.endsWith(":*") || arn.contains(":log-stream:") ? arn : arn + ":*";
    }

    @Override
    public Optional<ResourcePolicy> policy(String arn) {
        return inScope(arn, parsed -> {
            var documents = policies.documents();
            return Optional.of(ResourcePolicy.of(documents.isEmpty() ? null : joined(documents), parsed.account()));
        });
    }

    private static String joined(List<String> documents) {
        var whole = JsonNodeFactory.instance.objectNode().put("Version", "2012-10-17");
        var statements = whole.putArray("Statement");
        for (var document : documents) {
            try {
                var statement = JSON.readTree(document).path("Statement");
                if (statement.isArray()) {
                    statement.forEach(statements::add);
                } else {
                    statements.add(statement);
                }
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("A policy that was read cannot be read", e);
            }
        }
        return whole.toString();
    }

    @Override
    public Map<String, String> tags(String arn) {
        return inScope(
                        arn,
                        parsed -> holdings.groups()
                                .get(Key.of(Holdings.nameOf(arn)))
                                .map(KeptGroup::tags))
                .orElse(Map.of());
    }

    private static <T> Optional<T> inScope(String arn, java.util.function.Function<Arn, Optional<T>> work) {
        return Arn.parse(arn)
                .filter(parsed -> parsed.account().matches("[0-9]{12}")
                        && parsed.resource().startsWith("log-group:"))
                .flatMap(parsed ->
                        Caller.root(parsed.account(), parsed.region(), "guard").call(() -> work.apply(parsed)));
    }
}
