package tarn.services.ssm;

import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkRequest;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.policy.Guard;
import tarn.policy.ResourcePolicy;
import tarn.store.Key;

/** What Systems Manager knows of a parameter when it is to be decided who may touch it. Parameters have no policies. */
record ParameterGuard(Parameters parameters) implements Guard {

    private static final String RESOURCE = "parameter/";

    @Override
    public String arn(String kind, String reference, SdkRequest request) {
        if (reference.startsWith("arn:")) {
            return reference;
        }
        int selector = reference.indexOf(':');
        return StoredParameter.arn(selector < 0 ? reference : reference.substring(0, selector));
    }

    @Override
    public Optional<ResourcePolicy> policy(String arn) {
        return Arn.parse(arn).map(parsed -> ResourcePolicy.none(parsed.account()));
    }

    @Override
    public Map<String, String> tags(String arn) {
        return Arn.parse(arn)
                .filter(parsed -> parsed.account().matches("[0-9]{12}")
                        && parsed.resource().startsWith(RESOURCE))
                .flatMap(parsed -> Caller.root(parsed.account(), parsed.region(), "guard")
                        .call(() -> find(parsed.resource().substring(RESOURCE.length()))))
                .map(StoredParameter::tags)
                .orElse(Map.of());
    }

    private Optional<StoredParameter> find(String name) {
        return parameters
                .store()
                .get(Key.of("/" + name))
                .or(() -> parameters.store().get(Key.of(name)));
    }
}
