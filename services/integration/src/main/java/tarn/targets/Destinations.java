package tarn.targets;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import tarn.kernel.Arn;
import tarn.kernel.Platform;

/** The kinds of targets that there are: queues, topics, functions, log groups, streams and delivery streams. */
public final class Destinations {

    private final List<Destination> all;

    public Destinations(Platform platform) {
        all = List.of(
                new Queue(platform),
                new Topic(platform),
                new Function(platform),
                new LogGroup(platform),
                new DataStream(platform),
                new DeliveryStream(platform));
    }

    /** What serves an ARN; empty if nothing does. */
    public Optional<Destination> of(Arn arn) {
        return all.stream().filter(one -> one.serves(arn)).findFirst();
    }

    /** A queue of SQS. */
    private record Queue(Platform platform) implements Destination {

        @Override
        public boolean serves(Arn arn) {
            return arn.service().equals("sqs");
        }

        @Override
        public void deliver(Arn arn, Shipment shipment) {
            var sqs = platform.client(SqsClient.class);
            var url = sqs.getQueueUrl(q -> q.queueName(arn.resource()).queueOwnerAWSAccountId(arn.account()))
                    .queueUrl();
            sqs.sendMessage(message -> {
                message.queueUrl(url).messageBody(shipment.body());
                if (shipment.group() != null) {
                    message.messageGroupId(shipment.group()).messageDeduplicationId(shipment.id());
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
        public void deliver(Arn arn, Shipment shipment) {
            platform.client(SnsClient.class)
                    .publish(message -> message.topicArn(arn.toString()).message(shipment.body()));
        }
    }

    /** A function, invoked asynchronously. */
    private record Function(Platform platform) implements Destination {

        @Override
        public boolean serves(Arn arn) {
            return arn.service().equals("lambda");
        }

        @Override
        public void deliver(Arn arn, Shipment shipment) {
            platform.client(LambdaClient.class)
                    .invoke(call -> call.functionName(arn.toString())
                            .invocationType(InvocationType.EVENT)
                            .payload(SdkBytes.fromUtf8String(shipment.body())));
        }
    }

    /** A log group; each event has a stream of its own, as on AWS. */
    private record LogGroup(Platform platform) implements Destination {

        @Override
        public boolean serves(Arn arn) {
            return arn.service().equals("logs");
        }

        @Override
        public void deliver(Arn arn, Shipment shipment) {
            var logs = platform.client(CloudWatchLogsClient.class);
            var group = arn.resource().replaceFirst("^log-group:", "").replaceFirst(":\\*$", "");
            try {
                logs.createLogStream(stream -> stream.logGroupName(group).logStreamName(shipment.id()));
            } catch (ResourceAlreadyExistsException _) {
                // An attempt before this one got so far.
            }
            logs.putLogEvents(put -> put.logGroupName(group)
                    .logStreamName(shipment.id())
                    .logEvents(InputLogEvent.builder()
                            .message(shipment.body())
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
        public void deliver(Arn arn, Shipment shipment) {
            var key = shipment.partitionKey() == null ? shipment.id() : shipment.partitionKey();
            platform.client(KinesisClient.class)
                    .putRecord(record -> record.streamARN(arn.toString())
                            .partitionKey(key)
                            .data(SdkBytes.fromString(shipment.body(), StandardCharsets.UTF_8)));
        }
    }

    /** A Firehose stream. */
    private record DeliveryStream(Platform platform) implements Destination {

        @Override
        public boolean serves(Arn arn) {
            return arn.service().equals("firehose");
        }

        @Override
        public void deliver(Arn arn, Shipment shipment) {
            platform.client(FirehoseClient.class)
                    .putRecord(put -> put.deliveryStreamName(arn.resource().replaceFirst("^deliverystream/", ""))
                            .record(record -> record.data(SdkBytes.fromUtf8String(shipment.body()))));
        }
    }
}
