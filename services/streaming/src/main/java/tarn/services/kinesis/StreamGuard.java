package tarn.services.kinesis;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkRequest;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.policy.Guard;
import tarn.policy.ResourcePolicy;
import tarn.store.Key;

/** What Kinesis knows of its streams when it is to be decided who may touch them. */
record StreamGuard(Streams streams, Reading reading, Consumers consumers) implements Guard {

    /** A stream's name, ARN, or an iterator of it, as the stream's ARN. */
    @Override
    public String arn(String kind, String reference, SdkRequest request) {
        if (reference.isEmpty()) {
            return "";
        }
        if (kind.equals("iterator")) {
            return reading.stream(reference)
                    .map(name ->
                            Caller.current().arn("kinesis", "stream/" + name).toString())
                    .orElse("*");
        }
        return reference.startsWith("arn:")
                ? reference
                : Caller.current().arn("kinesis", "stream/" + reference).toString();
    }

    @Override
    public Optional<ResourcePolicy> policy(String arn) {
        return Arn.parse(arn)
                .flatMap(parsed -> inScope(arn, () -> {
                    if (arn.contains("/consumer/")) {
                        return consumers
                                .store()
                                .get(consumers.key(arn))
                                .map(each -> ResourcePolicy.of(each.policy(), parsed.account()));
                    }
                    return streams.store()
                            .get(Key.of(parsed.resource().substring("stream/".length())))
                            .map(each -> ResourcePolicy.of(each.policy(), parsed.account()));
                }));
    }

    @Override
    public Map<String, String> tags(String arn) {
        return inScope(arn, () -> {
                    var parsed = Arn.parse(arn).orElseThrow();
                    return streams.store()
                            .get(Key.of(parsed.resource().substring("stream/".length())))
                            .map(DataStream::tags);
                })
                .orElse(Map.of());
    }

    private static <T> Optional<T> inScope(String arn, java.util.function.Supplier<Optional<T>> work) {
        Function<Arn, Optional<T>> asked = parsed -> Caller.root(parsed.account(), parsed.region(), "guard")
                .call(() -> {
                    try {
                        return work.get();
                    } catch (software.amazon.awssdk.services.kinesis.model.KinesisException e) {
                        return Optional.empty();
                    }
                });
        return Arn.parse(arn)
                .filter(parsed -> parsed.account().matches("[0-9]{12}")
                        && parsed.resource().startsWith("stream/"))
                .flatMap(asked);
    }
}
