package tarn.services.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import tarn.kernel.Arn;
import tarn.kernel.Platform;
import tarn.pattern.EventPattern;

/** The services that events are delivered to, each through its own API. */
final class Destinations {

    private final List<Destination> all;

    Destinations(Platform platform, Destination buses) {
        all = List.of(
                new Queue(platform),
                new Topic(platform),
                new Function(platform),
                new LogGroup(platform),
                new DataStream(platform),
                new DeliveryStream(platform),
                buses);
    }

    Optional<Destination> of(Arn arn) {
        return all.stream().filter(one -> one.serves(arn)).findFirst();
    }

    /** A queue of SQS. */
    private record Queue(Platform platform) implements Destination {

        @Override
        public boolean serves(Arn arn) {
            return arn.service().equals("sqs");
        }

        @Override
        public Optional<String> refusal(Arn arn, Target target) {
            boolean grouped = target.sqsParameters() != null;
            return arn.resource().endsWith(".fifo") == grouped
                    ? Optional.empty()
                    : Optional.of(
                            "Parameter(s) SqsParameters must be specified for FIFO queues, and only for them, target: "
                                    + target.id() + ".");
        }

        @Override
        public void deliver(Arn arn, Delivery delivery) {
            var sqs = platform.client(SqsClient.class);
            var url = sqs.getQueueUrl(q -> q.queueName(arn.resource()).queueOwnerAWSAccountId(arn.account()))
                    .queueUrl();
            sqs.sendMessage(message -> {
                message.queueUrl(url).messageBody(delivery.input());
                var fifo = delivery.target().sqsParameters();
                if (fifo != null) {
                    message.messageGroupId(fifo.messageGroupId()).messageDeduplicationId(delivery.eventId());
                }
            });
        }
    }

    /** A topic of SNS. */
    private record Topic(Platform platform) implements Destination {

        @Override
        public boolean serves(Arn arn) {
            return arn.service().equals("sns");
        }

        @Override
        public void deliver(Arn arn, Delivery delivery) {
            platform.client(SnsClient.class)
                    .publish(message -> message.topicArn(arn.toString()).message(delivery.input()));
        }
    }

    /** A function, invoked asynchronously. */
    private record Function(Platform platform) implements Destination {

        @Override
        public boolean serves(Arn arn) {
            return arn.service().equals("lambda");
        }

        @Override
        public void deliver(Arn arn, Delivery delivery) {
            platform.client(LambdaClient.class)
                    .invoke(call -> call.functionName(arn.toString())
                            .invocationType(InvocationType.EVENT)
                            .payload(SdkBytes.fromUtf8String(delivery.input())));
        }
    }

    /** A log group; each event has a stream of its own, as on AWS. */
    private record LogGroup(Platform platform) implements Destination {

        @Override
        public boolean serves(Arn arn) {
            return arn.service().equals("logs");
        }

        @Override
        public void deliver(Arn arn, Delivery delivery) {
            var logs = platform.client(CloudWatchLogsClient.class);
            var group = arn.resource().replaceFirst("^log-group:", "").replaceFirst(":\\*$", "");
            try {
                logs.createLogStream(stream -> stream.logGroupName(group).logStreamName(delivery.eventId()));
            } catch (ResourceAlreadyExistsException _) {
                // An attempt before this one got so far.
            }
            logs.putLogEvents(put -> put.logGroupName(group)
                    .logStreamName(delivery.eventId())
                    .logEvents(InputLogEvent.builder()
                            .message(delivery.input())
                            .timestamp(platform.clock().millis())
                            .build()));
        }
    }

    /** A Kinesis data stream. */
    private record DataStream(Platform platform) implements Destination {

        @Override
        public boolean serves(Arn arn) {
            return arn.service().equals("kinesis");
        }

        @Override
        public void deliver(Arn arn, Delivery delivery) {
            var parameters = delivery.target().kinesisParameters();
            var key = parameters == null
                    ? delivery.eventId()
                    : JsonPath.parse(parameters.partitionKeyPath())
                            .read(EventPattern.event(delivery.event()))
                            .map(JsonNode::asText)
                            .orElse(delivery.eventId());
            platform.client(KinesisClient.class)
                    .putRecord(record -> record.streamARN(arn.toString())
                            .partitionKey(key)
                            .data(SdkBytes.fromString(delivery.input(), StandardCharsets.UTF_8)));
        }
    }

    /** A Firehose stream. */
    private record DeliveryStream(Platform platform) implements Destination {

        @Override
        public boolean serves(Arn arn) {
            return arn.service().equals("firehose");
        }

        @Override
        public void deliver(Arn arn, Delivery delivery) {
            platform.client(FirehoseClient.class)
                    .putRecord(put -> put.deliveryStreamName(arn.resource().replaceFirst("^deliverystream/", ""))
                            .record(record -> record.data(SdkBytes.fromUtf8String(delivery.input()))));
        }
    }
}
