package tarn.services.sns;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.awscore.AwsClient;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.Record;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import tarn.delivery.Outbox;
import tarn.delivery.Patience;
import tarn.delivery.UndeliverableException;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.policy.Cause;

/** Brings deliveries where they belong, as {@code sns.amazonaws.com} for the topic's sake. */
final class Courier implements Outbox.Receiver<Delivery> {

    private static final String SELF = "sns.amazonaws.com";
    private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(15);

    private final Platform platform;
    private final Envelope envelope;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(HTTP_TIMEOUT)
            .build();
    private final Map<String, Carrier> carriers = new ConcurrentHashMap<>();

    /** How a protocol's deliveries are carried. */
    @FunctionalInterface
    private interface Carrier {
        void carry(Delivery delivery);
    }

    Courier(Platform platform, Envelope envelope, Mailbox mailbox) {
        this.platform = platform;
        this.envelope = envelope;
        carriers.putAll(Map.of(
                "sqs", this::toQueue,
                "lambda", this::toFunction,
                "firehose", this::toStream,
                "http", this::toEndpoint,
                "https", this::toEndpoint,
                "email", delivery -> mailbox.keep("email", delivery.endpoint(), delivery, delivery.message()),
                "email-json",
                        delivery ->
                                mailbox.keep("email-json", delivery.endpoint(), delivery, envelope.document(delivery)),
                "sms", delivery -> mailbox.keep("sms", delivery.endpoint(), delivery, delivery.message()),
                "application",
                        delivery -> mailbox.keep("application", delivery.endpoint(), delivery, delivery.message())));
    }

    @Override
    public Patience patience(Delivery delivery) {
        return delivery.http() ? Patiences.http(delivery.policy()) : Patiences.SERVICES;
    }

    @Override
    public void deliver(Delivery delivery) {
        var carrier = carriers.get(delivery.protocol());
        if (carrier == null) {
            throw new UndeliverableException("No protocol " + delivery.protocol(), new IllegalStateException());
        }
        carrier.carry(delivery);
        count(delivery, "NumberOfNotificationsDelivered");
    }

    @Override
    public void givenUp(Delivery delivery, RuntimeException cause) {
        count(delivery, "NumberOfNotificationsFailed");
        if (delivery.deadLetters() == null) {
            return;
        }
        var queue = Subscriptions.deadLetterQueue(delivery.deadLetters());
        count(delivery, "NumberOfNotificationsRedrivenToDlq");
        send(delivery, queue, delivery.raw() ? delivery.message() : envelope.document(delivery), delivery.raw());
    }

    private void count(Delivery delivery, String metric) {
        var topic = delivery.topicArn().substring(delivery.topicArn().lastIndexOf(':') + 1);
        platform.metrics().add("AWS/SNS", metric, Map.of("TopicName", topic), "Count", 1);
    }

    /** As SNS, in the account and region of what is asked, for the topic's sake. */
    private <C extends AwsClient, T> T ask(
            Delivery delivery, String arn, Class<C> contract, java.util.function.Function<C, T> question) {
        var there = Arn.parse(arn).orElseThrow();
        var caller = Caller.service(delivery.account(), there.region(), SELF, delivery.messageId())
                .of(there.account());
        var cause = new Cause(delivery.topicArn(), delivery.account());
        try {
            return caller.call(() -> cause.call(() -> question.apply(platform.client(contract))));
        } catch (AwsServiceException e) {
            // What is not there or not allowed will not be after a pause.
            if (e.statusCode() < 500 && e.statusCode() != 429) {
                throw new UndeliverableException(String.valueOf(e.getMessage()), e);
            }
            throw e;
        }
    }

    private void toQueue(Delivery delivery) {
        boolean raw = delivery.raw() && delivery.type() == Delivery.Type.NOTIFICATION;
        send(delivery, delivery.endpoint(), raw ? delivery.message() : envelope.document(delivery), raw);
    }

    private void send(Delivery delivery, String queueArn, String body, boolean raw) {
        var there = Arn.parse(queueArn).orElseThrow();
        var request = SendMessageRequest.builder()
                .queueUrl(
                        "https://sqs." + there.region() + ".amazonaws.com/" + there.account() + "/" + there.resource())
                .messageBody(body)
                .messageGroupId(delivery.group());
        if (there.resource().endsWith(".fifo")) {
            request.messageDeduplicationId(delivery.deduplication());
        }
        if (raw) {
            var attributes = new HashMap<String, MessageAttributeValue>();
            delivery.attributes().forEach((name, value) -> attributes.put(name, value(value)));
            request.messageAttributes(attributes);
        }
        ask(delivery, queueArn, SqsClient.class, sqs -> sqs.sendMessage(request.build()));
    }

    private static MessageAttributeValue value(Publication.Attribute attribute) {
        // SQS knows no arrays of its own; AWS passes the type on as it is.
        return MessageAttributeValue.builder()
                .dataType(attribute.type())
                .stringValue(attribute.text())
                .binaryValue(
                        attribute.binary() == null
                                ? null
                                : SdkBytes.fromByteArray(Base64.getDecoder().decode(attribute.binary())))
                .build();
    }

    private void toFunction(Delivery delivery) {
        ask(
                delivery,
                delivery.endpoint(),
                LambdaClient.class,
                lambda -> lambda.invoke(i -> i.functionName(delivery.endpoint())
                        .invocationType(InvocationType.EVENT)
                        .payload(SdkBytes.fromUtf8String(envelope.event(delivery)))));
    }

    private void toStream(Delivery delivery) {
        var name = delivery.endpoint().substring(delivery.endpoint().lastIndexOf('/') + 1);
        var text = (delivery.raw() ? delivery.message() : envelope.document(delivery)) + "\n";
        ask(
                delivery,
                delivery.endpoint(),
                FirehoseClient.class,
                firehose -> firehose.putRecord(p -> p.deliveryStreamName(name)
                        .record(Record.builder()
                                .data(SdkBytes.fromUtf8String(text))
                                .build())));
    }

    private void toEndpoint(Delivery delivery) {
        boolean raw = delivery.raw() && delivery.type() == Delivery.Type.NOTIFICATION;
        var request = HttpRequest.newBuilder(URI.create(delivery.endpoint()))
                .timeout(HTTP_TIMEOUT)
                .header("Content-Type", "text/plain; charset=UTF-8")
                .header("User-Agent", "Amazon Simple Notification Service Agent")
                .header("x-amz-sns-message-type", delivery.type().shown())
                .header("x-amz-sns-message-id", delivery.messageId())
                .header("x-amz-sns-topic-arn", delivery.topicArn());
        if (delivery.type() == Delivery.Type.NOTIFICATION) {
            request.header("x-amz-sns-subscription-arn", delivery.subscriptionArn());
        }
        if (raw) {
            request.header("x-amz-sns-rawdelivery", "true");
        }
        var body = raw ? delivery.message() : envelope.document(delivery);
        request.POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        try {
            int status = http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            if (status >= 400 && status < 500 && status != 429) {
                throw new UndeliverableException(
                        delivery.endpoint() + " answered " + status, new IOException("Status " + status));
            }
            if (status >= 300) {
                throw new IllegalStateException(delivery.endpoint() + " answered " + status);
            }
        } catch (IOException e) {
            throw new IllegalStateException(delivery.endpoint() + " did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(delivery.endpoint() + " was not waited for", e);
        }
    }
}
