package tarn.services.firehose;

import java.util.Map;
import java.util.Optional;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.policy.Guard;
import tarn.policy.ResourcePolicy;
import tarn.store.Key;

/** Whose delivery streams are, and their tags. They have no policies of their own. */
record FirehoseGuard(DeliveryStreams streams) implements Guard {

    private Optional<DeliveryStream> stream(String arn) {
        return Arn.parse(arn)
                .filter(parsed -> parsed.resource().startsWith("deliverystream/"))
                .flatMap(parsed -> Caller.root(parsed.account(), parsed.region(), "guard")
                        .call(() ->
                                streams.store().get(Key.of(parsed.resource().substring("deliverystream/".length())))));
    }

    @Override
    public Optional<ResourcePolicy> policy(String arn) {
        return stream(arn).flatMap(_ -> Arn.parse(arn)).map(parsed -> ResourcePolicy.none(parsed.account()));
    }

    @Override
    public Map<String, String> tags(String arn) {
        return stream(arn).map(DeliveryStream::tags).orElse(Map.of());
    }
}
