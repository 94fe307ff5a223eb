package tarn.services.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import tarn.delivery.Outbox;
import tarn.delivery.Patience;
import tarn.delivery.UndeliverableException;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.policy.Cause;
import tarn.store.Batch;
import tarn.store.Formats;

/** Where the outcome of events goes: queues, topics, event buses, functions and buckets, as the function's role. */
final class Destinations implements Outbox.Receiver<StoredDispatch> {

    static final String DISPATCHES = "lambda/dispatches";

    private static final System.Logger LOG = System.getLogger(Destinations.class.getName());
    private static final Patience PATIENCE =
            new Patience(Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofHours(1), 20);
    private static final JsonMapper JSON = new JsonMapper();

    private final Platform platform;
    private final Outbox<StoredDispatch> outbox;
    private final Map<String, BiConsumer<StoredDispatch, Arn>> ways = Map.of(
            "sqs",
            this::toQueue,
            "sns",
            this::toTopic,
            "lambda",
            this::toFunction,
            "events",
            this::toBus,
            "s3",
            this::toBucket);

    Destinations(Platform platform) {
        this.platform = platform;
        this.outbox = new Outbox<>(
                platform, DISPATCHES, platform.seal().format(DISPATCHES, Formats.record(StoredDispatch.class)), this);
    }

    /**
     * What became of an event.
     *
     * @param condition {@code Success}, {@code RetriesExhausted}, {@code EventAgeExceeded}…
     */
    record Outcome(
            Functions.Target target,
            Reference reference,
            StoredEvent event,
            Executions.Result result,
            String condition) {

        boolean succeeded() {
            return condition.equals("Success");
        }
    }

    /**
     * Has a batch send what became of an event.
     *
     * @param deadLetters where failures go beside the destination; null if nowhere
     */
    void send(Batch batch, Outcome outcome, StoredEventConfig config, @Nullable String deadLetters) {
        var configuration = outcome.target().version().configuration();
        var destination = outcome.succeeded() ? config.onSuccess() : config.onFailure();
        var arn = outcome.target().function().latest().configuration().functionArn();
        if (destination != null) {
            var detail = "Lambda Function Invocation Result - " + (outcome.succeeded() ? "Success" : "Failure");
            outbox.add(
                    batch,
                    new StoredDispatch(destination, configuration.role(), arn, account(outcome), Map.of(), detail));
        }
        if (!outcome.succeeded() && deadLetters != null) {
            var attributes = new HashMap<String, String>();
            attributes.put("RequestID", outcome.event().requestId());
            attributes.put("ErrorCode", "200");
            attributes.put("ErrorMessage", errorMessage(outcome));
            var payload = new String(outcome.event().payload(), StandardCharsets.UTF_8);
            outbox.add(batch, new StoredDispatch(deadLetters, configuration.role(), arn, payload, attributes, ""));
        }
    }

    /** Has a batch send something else. */
    void send(Batch batch, StoredDispatch dispatch) {
        outbox.add(batch, dispatch);
    }

    private static String errorMessage(Outcome outcome) {
        var message = json(outcome.result().payload()).path("errorMessage").asText();
        var shown = message.isEmpty() ? outcome.condition() : message;
        return shown.length() > 1024 ? shown.substring(0, 1024) : shown;
    }

    private static JsonNode json(byte[] text) {
        try {
            var read = JSON.readTree(text);
            return read == null || read.isMissingNode() ? JSON.nullNode() : read;
        } catch (IOException e) {
            return TextNode.valueOf(new String(text, StandardCharsets.UTF_8));
        }
    }

    /** The record of an invocation: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html. */
    private String account(Outcome outcome) {
        var record = JSON.createObjectNode();
        record.put("version", "1.0");
        record.put("timestamp", platform.clock().instant().toString());
        var qualifier = outcome.reference().qualifier();
        var context = record.putObject("requestContext");
        context.put("requestId", outcome.event().requestId());
        context.put(
                "functionArn", outcome.reference().arn() + ":" + (qualifier == null ? Reference.LATEST : qualifier));
        context.put("condition", outcome.condition());
        context.put("approximateInvokeCount", outcome.event().errors() + 1);
        record.set("requestPayload", json(outcome.event().payload()));
        var response = record.putObject("responseContext");
        response.put("statusCode", 200);
        response.put("executedVersion", outcome.result().version());
        if (!outcome.succeeded()) {
            response.put("functionError", "Unhandled");
        }
        record.set("responsePayload", json(outcome.result().payload()));
        return record.toString();
    }

    @Override
    public Patience patience(StoredDispatch item) {
        return PATIENCE;
    }

    @Override
    public void deliver(StoredDispatch item) {
        var arn = Arn.parse(item.destination())
                .orElseThrow(() -> new UndeliverableException(
                        "No ARN: " + item.destination(), new IllegalArgumentException(item.destination())));
        var cause = new Cause(item.function(), Caller.current().account());
        var role = cause.call(() -> platform.permissions().as(item.role(), Credentials.PRINCIPAL, "lambda"));
        cause.call(() -> {
            role.run(() -> send(item, arn));
            return true;
        });
    }

    private void send(StoredDispatch item, Arn arn) {
        var way = ways.get(arn.service());
        if (way == null) {
            throw new UndeliverableException(
                    "Nothing is sent to " + item.destination(), new IllegalArgumentException(arn.service()));
        }
        way.accept(item, arn);
    }

    private void toFunction(StoredDispatch item, Arn arn) {
        platform.client(LambdaClient.class)
                .invoke(invoke -> invoke.functionName(arn.toString())
                        .invocationType(InvocationType.EVENT)
                        .payload(SdkBytes.fromUtf8String(item.message())));
    }

    private void toQueue(StoredDispatch item, Arn arn) {
        var attributes = new HashMap<String, MessageAttributeValue>();
        item.attributes()
                .forEach((name, value) -> attributes.put(
                        name,
                        MessageAttributeValue.builder()
                                .dataType(name.equals("ErrorCode") ? "Number" : "String")
                                .stringValue(value)
                                .build()));
        var url = "https://sqs." + arn.region() + ".amazonaws.com/" + arn.account() + "/" + arn.resource();
        platform.client(SqsClient.class)
                .sendMessage(
                        send -> send.queueUrl(url).messageBody(item.message()).messageAttributes(attributes));
    }

    private void toTopic(StoredDispatch item, Arn arn) {
        var attributes = new HashMap<String, software.amazon.awssdk.services.sns.model.MessageAttributeValue>();
        item.attributes()
                .forEach((name, value) -> attributes.put(
                        name,
                        software.amazon.awssdk.services.sns.model.MessageAttributeValue.builder()
                                .dataType(name.equals("ErrorCode") ? "Number" : "String")
                                .stringValue(value)
                                .build()));
        platform.client(SnsClient.class)
                .publish(publish ->
                        publish.topicArn(arn.toString()).message(item.message()).messageAttributes(attributes));
    }

    private void toBus(StoredDispatch item, Arn arn) {
        var entry = PutEventsRequestEntry.builder()
                .eventBusName(arn.toString())
                .source("lambda")
                .detailType(item.detailType())
                .resources(item.function())
                .detail(item.message())
                .build();
        var answer = platform.client(EventBridgeClient.class).putEvents(put -> put.entries(entry));
        if (answer.failedEntryCount() != null && answer.failedEntryCount() > 0) {
            throw new IllegalStateException("EventBridge refused an event: "
                    + answer.entries().getFirst().errorMessage());
        }
    }

    private void toBucket(StoredDispatch item, Arn arn) {
        var now = platform.clock().instant();
        var name = item.function().substring(item.function().lastIndexOf(':') + 1);
        var key = "aws/lambda/async/" + name + "/" + day(now) + now + "-"
                + platform.ids().uuid();
        platform.client(S3Client.class)
                .putObject(put -> put.bucket(arn.resource()).key(key), RequestBody.fromString(item.message()));
    }

    private static String day(Instant now) {
        return now.toString().substring(0, "2026-01-01".length()).replace('-', '/') + "/";
    }

    @Override
    public void givenUp(StoredDispatch item, RuntimeException cause) {
        var name = item.function().substring(item.function().lastIndexOf(':') + 1);
        var failed = item.attributes().isEmpty() ? "DestinationDeliveryFailures" : "DeadLetterErrors";
        platform.metrics().add("AWS/Lambda", failed, Map.of("FunctionName", name), "Count", 1);
        LOG.log(
                System.Logger.Level.WARNING,
                "An event's outcome did not reach " + item.destination() + ": " + cause.getMessage());
    }
}
