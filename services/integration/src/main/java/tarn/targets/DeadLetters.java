package tarn.targets;

import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import tarn.delivery.UndeliverableException;
import tarn.kernel.Arn;
import tarn.kernel.Platform;

/** What could not be delivered, and lies in a queue from then on. */
public final class DeadLetters {

    /**
     * Sends a letter to a queue, as the current caller.
     *
     * @param about what its attributes say, by their names
     */
    public static void send(Platform platform, Arn queue, String body, Map<String, String> about) {
        var attributes = about.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, attribute -> text(attribute.getValue())));
        var sqs = platform.client(SqsClient.class);
        var url = sqs.getQueueUrl(q -> q.queueName(queue.resource()).queueOwnerAWSAccountId(queue.account()))
                .queueUrl();
        sqs.sendMessage(message -> message.queueUrl(url).messageBody(body).messageAttributes(attributes));
    }

    /** What the receiver called its fault. */
    public static String code(Throwable cause, String otherwise) {
        @Nullable Throwable first = cause instanceof UndeliverableException ? cause.getCause() : cause;
        return first instanceof AwsServiceException aws && aws.awsErrorDetails() != null
                ? aws.awsErrorDetails().errorCode()
                : otherwise;
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value.isEmpty() ? "-" : value)
                .build();
    }

    private DeadLetters() {}
}
