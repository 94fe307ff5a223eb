package tarn.services.sqs;

import java.util.Map;
import tarn.kernel.Platform;

/**
 * What CloudWatch counts of queues, in AWS's names.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html">
 *     Available CloudWatch metrics</a>
 */
record Figures(Platform platform) {

    private static final String NAMESPACE = "AWS/SQS";

    void sent(StoredQueue queue, Iterable<Draft> drafts) {
        for (var draft : drafts) {
            count(queue, "NumberOfMessagesSent", 1);
            platform.metrics().add(NAMESPACE, "SentMessageSize", of(queue), "Bytes", (double) draft.sizeBytes());
        }
    }

    void received(StoredQueue queue, int messages) {
        count(queue, messages == 0 ? "NumberOfEmptyReceives" : "NumberOfMessagesReceived", Math.max(1, messages));
    }

    void deleted(StoredQueue queue, int messages) {
        count(queue, "NumberOfMessagesDeleted", messages);
    }

    private void count(StoredQueue queue, String metric, int number) {
        platform.metrics().add(NAMESPACE, metric, of(queue), "Count", number);
    }

    private static Map<String, String> of(StoredQueue queue) {
        return Map.of("QueueName", queue.name());
    }
}
