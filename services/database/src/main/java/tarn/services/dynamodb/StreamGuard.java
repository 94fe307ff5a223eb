package tarn.services.dynamodb;

import java.util.Optional;
import software.amazon.awssdk.core.SdkRequest;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.policy.Guard;
import tarn.policy.ResourcePolicy;

/** What DynamoDB Streams knows when it is to be decided who may read: an iterator begins with its stream's ARN. */
record StreamGuard(ChangeLog log) implements Guard {

    @Override
    public String arn(String kind, String reference, SdkRequest request) {
        int bar = reference.indexOf('|');
        return bar < 0 ? reference : reference.substring(0, bar);
    }

    @Override
    public Optional<ResourcePolicy> policy(String arn) {
        return policy(log, arn);
    }

    /** The policy of a stream, whoever's it is. */
    static Optional<ResourcePolicy> policy(ChangeLog log, String arn) {
        var parsed = Arn.parse(arn).filter(known -> known.account().matches("[0-9]{12}"));
        var names = parsed.map(known -> known.resource().split("/", -1)).filter(parts -> parts.length == 4);
        if (parsed.isEmpty() || names.isEmpty()) {
            return Optional.empty();
        }
        return Caller.root(parsed.get().account(), parsed.get().region(), "guard")
                .call(() -> log.find(names.get()[1], names.get()[3]))
                .map(stream ->
                        ResourcePolicy.of(stream.value().policy(), parsed.get().account()));
    }
}
