package tarn.services.sqs;

import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.policy.Guard;
import tarn.policy.ResourcePolicy;

/** What SQS knows of a queue when it is to be decided who may touch it. */
record SqsGuard(Queues queues) implements Guard {

    @Override
    public String arn(String kind, String reference, SdkRequest request) {
        if (kind.equals("task")) {
            return MoveTasks.source(reference).orElse("*");
        }
        return Queues.Address.parse(reference).map(Queues.Address::arn).orElse("*");
    }

    @Override
    public Optional<ResourcePolicy> policy(String arn) {
        return find(arn)
                .map(queue -> ResourcePolicy.of(
                        queue.attribute(QueueAttributeName.POLICY).orElse(null), queue.account()));
    }

    @Override
    public Map<String, String> tags(String arn) {
        return find(arn).map(StoredQueue::tags).orElse(Map.of());
    }

    /** AWS tells an account that its queue does not exist, whoever asks in it. */
    @Override
    public Optional<AwsServiceException> absent(String arn, SdkRequest request) {
        boolean own = Arn.parse(arn)
                .filter(parsed -> parsed.account().equals(Caller.current().account()))
                .isPresent();
        return own && find(arn).isEmpty() ? Optional.of(SqsFaults.queueNotFound()) : Optional.empty();
    }

    private Optional<StoredQueue> find(String arn) {
        return Arn.parse(arn)
                .filter(parsed -> parsed.account().matches("[0-9]{12}"))
                .flatMap(parsed -> Caller.root(parsed.account(), parsed.region(), "guard")
                        .call(() -> queues.find(parsed.resource())));
    }
}
