package tarn.services.eventbridge;

import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkRequest;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.policy.Guard;
import tarn.policy.ResourcePolicy;
import tarn.store.Entry;

/** What EventBridge knows of a bus or a rule when it is to be decided who may touch it. */
record EventGuard(Buses buses, Rules rules) implements Guard {

    @Override
    public String arn(String kind, String reference, SdkRequest request) {
        if (kind.equals("bus")) {
            return Buses.arn(reference);
        }
        if (kind.equals("default-bus")) {
            return Buses.arn(Buses.DEFAULT);
        }
        var bus = request.getValueForField("EventBusName", String.class).orElse(Buses.DEFAULT);
        return Rules.arn(Buses.name(bus), reference);
    }

    @Override
    public Optional<ResourcePolicy> policy(String arn) {
        return Arn.parse(arn)
                .map(parsed ->
                        ResourcePolicy.of(bus(parsed).map(StoredBus::policy).orElse(null), parsed.account()));
    }

    @Override
    public Map<String, String> tags(String arn) {
        return Arn.parse(arn)
                .map(parsed -> bus(parsed)
                        .map(StoredBus::tags)
                        .or(() -> rule(parsed).map(StoredRule::tags))
                        .orElse(Map.of()))
                .orElse(Map.of());
    }

    private Optional<StoredBus> bus(Arn arn) {
        return arn.account().matches("[0-9]{12}") && arn.resource().startsWith("event-bus/")
                ? owner(arn).call(() -> buses.find(Buses.name(arn.toString())))
                : Optional.empty();
    }

    private Optional<StoredRule> rule(Arn arn) {
        var path = arn.resource().split("/", 3);
        if (!arn.account().matches("[0-9]{12}") || !path[0].equals("rule") || path.length < 2) {
            return Optional.empty();
        }
        var bus = path.length == 3 ? path[1] : Buses.DEFAULT;
        return owner(arn)
                .call(() -> rules.store().entry(Rules.key(bus, path[path.length - 1])))
                .map(Entry::value);
    }

    private static Caller owner(Arn arn) {
        return Caller.root(arn.account(), arn.region(), "guard");
    }
}
