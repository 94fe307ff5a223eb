package tarn.services.lambda;

import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkRequest;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.policy.Guard;
import tarn.policy.ResourcePolicy;
import tarn.store.Key;

/** Whose functions are, and what their policies say. */
final class LambdaGuard implements Guard {

    private final Functions functions;
    private final FunctionPolicies policies;
    private final LayerVersions layers;

    LambdaGuard(Functions functions, FunctionPolicies policies, LayerVersions layers) {
        this.functions = functions;
        this.policies = policies;
        this.layers = layers;
    }

    @Override
    public String arn(String kind, String reference, SdkRequest request) {
        if (reference.isEmpty()) {
            return "*";
        }
        if (kind.equals("layer")) {
            var number = request.getValueForField("VersionNumber", Long.class).orElse(0L);
            var named = LayerVersions.of(reference, number);
            return number == 0 ? named.arn() : named.arn() + ":" + number;
        }
        var qualifier = request.getValueForField("Qualifier", String.class).orElse(null);
        var named = Reference.of(reference, qualifier);
        return kind.equals("function") ? named.arn() : named.qualifiedArn();
    }

    @Override
    public Optional<ResourcePolicy> policy(String arn) {
        var layer = LayerVersions.named(arn).filter(found -> found.number() > 0);
        if (layer.isPresent()) {
            return Caller.root(layer.get().account(), layer.get().region(), "guard")
                    .call(() -> layers.find(layer.get()))
                    .map(found -> ResourcePolicy.of(
                            LayerPolicies.document(found), layer.get().account()));
        }
        return named(arn)
                .map(found -> ResourcePolicy.of(
                        Caller.root(found.account(), found.region(), "guard").call(() -> policies.document(found)),
                        found.account()));
    }

    private Optional<Reference> named(String arn) {
        return Arn.parse(arn)
                .filter(parsed -> parsed.resource().startsWith("function:"))
                .map(parsed ->
                        Caller.root(parsed.account(), parsed.region(), "guard").call(() -> Reference.of(arn)));
    }

    @Override
    public Map<String, String> tags(String arn) {
        return named(arn)
                .flatMap(found -> Caller.root(found.account(), found.region(), "guard")
                        .call(() -> functions.store().get(Key.of(found.name()))))
                .map(StoredFunction::tags)
                .orElse(Map.of());
    }
}
