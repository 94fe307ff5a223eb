package tarn.services.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.lambda.model.Filter;
import software.amazon.awssdk.services.lambda.model.FunctionResponseType;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.pattern.EventPattern;

/**
 * Messages of a queue for one call of a function. Those that it handles are deleted; the others come back by the queue's
 * own rules, and go to its dead letters by them.
 */
final class QueueBatch {

    private static final int RECEIVED_MAX = 10;
    private static final int WAIT_SECONDS_MAX = 5;
    private static final int BYTES_MAX = 5_000_000;
    private static final JsonMapper JSON = new JsonMapper();

    private final Platform platform;
    private final Caller role;
    private final Arn queue;
    private final EventSourceMappingConfiguration mapping;
    private final List<EventPattern> patterns;
    private final List<Message> messages = new ArrayList<>();

    QueueBatch(Platform platform, Caller role, Arn queue, EventSourceMappingConfiguration mapping) {
        this.platform = platform;
        this.role = role;
        this.queue = queue;
        this.mapping = mapping;
        this.patterns = mapping.filterCriteria() == null
                ? List.of()
                : mapping.filterCriteria().filters().stream()
                        .map(Filter::pattern)
                        .map(EventPattern::parse)
                        .toList();
    }

    private SqsClient sqs() {
        return platform.client(SqsClient.class);
    }

    /** Takes messages until there are enough, or the window is over; says whether there are any for the function. */
    boolean receive() {
        long windowNanos = mapping.maximumBatchingWindowInSeconds() * 1_000_000_000L;
        long begun = System.nanoTime();
        int bytes = 0;
        while (messages.size() < mapping.batchSize() && bytes < BYTES_MAX) {
            int wait = messages.isEmpty()
                    ? WAIT_SECONDS_MAX
                    : (int) Math.min(WAIT_SECONDS_MAX, (windowNanos - (System.nanoTime() - begun)) / 1_000_000_000L);
            if (!messages.isEmpty() && wait < 1) {
                break;
            }
            var got = role.call(() -> sqs().receiveMessage(request(wait)).messages());
            if (got.isEmpty()) {
                break;
            }
            if (messages.isEmpty()) {
                begun = System.nanoTime();
            }
            for (var message : got) {
                bytes += message.body().length();
                take(message);
            }
        }
        return !messages.isEmpty();
    }

    private ReceiveMessageRequest request(int waitSeconds) {
        return ReceiveMessageRequest.builder()
                .queueUrl(Polling.url(queue))
                .maxNumberOfMessages(Math.min(RECEIVED_MAX, mapping.batchSize() - messages.size()))
                .waitTimeSeconds(waitSeconds)
                .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                .messageAttributeNames("All")
                .build();
    }

    /** Messages that no filter wants are deleted, as on AWS. */
    private void take(Message message) {
        if (wanted(message)) {
            messages.add(message);
        } else {
            delete(message);
        }
    }

    private boolean wanted(Message message) {
        if (patterns.isEmpty()) {
            return true;
        }
        var event = record(message);
        event.set("body", body(message));
        var read = EventPattern.event(event.toString());
        return patterns.stream().anyMatch(pattern -> pattern.matches(read));
    }

    /** A body that is JSON is filtered as such. */
    private static JsonNode body(Message message) {
        try {
            var read = JSON.readTree(message.body());
            return read.isContainerNode() ? read : TextNode.valueOf(message.body());
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(message.body());
        }
    }

    private void delete(Message message) {
        role.run(() -> sqs().deleteMessage(
                        delete -> delete.queueUrl(Polling.url(queue)).receiptHandle(message.receiptHandle())));
    }

    /** Calls the function, and deletes what it handled. */
    void handle(Functions functions, Executions executions, Reference reference) {
        var event = JSON.createObjectNode();
        var records = event.putArray("Records");
        messages.forEach(message -> records.add(record(message)));
        Executions.Result result;
        try {
            result = executions.run(
                    functions.target(reference),
                    new Executions.Call(
                            platform.ids().uuid().toString(),
                            reference.qualifiedArn(),
                            event.toString().getBytes(StandardCharsets.UTF_8),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()));
        } catch (AwsServiceException e) {
            // There is no room for it now: the messages come back.
            return;
        }
        if (result.error() != null) {
            return;
        }
        var failed = failed(result);
        for (var message : messages) {
            if (!failed.contains(message.messageId())) {
                delete(message);
            }
        }
    }

    /** The messages that the function says it failed; all of them if it says so in a way that is not understood. */
    private Set<String> failed(Executions.Result result) {
        if (!mapping.functionResponseTypes().contains(FunctionResponseType.REPORT_BATCH_ITEM_FAILURES)) {
            return Set.of();
        }
        var ids = new HashSet<String>();
        messages.forEach(message -> ids.add(message.messageId()));
        JsonNode failures;
        try {
            failures = JSON.readTree(result.payload()).path("batchItemFailures");
        } catch (IOException e) {
            return ids;
        }
        if (failures.isMissingNode() || failures.isNull() || failures.isEmpty()) {
            return Set.of();
        }
        var failed = new HashSet<String>();
        for (var failure : failures) {
            var id = failure.path("itemIdentifier").asText();
            if (!ids.contains(id)) {
                return ids;
            }
            failed.add(id);
        }
        return queue.resource().endsWith(".fifo") ? withWhatFollows(failed) : failed;
    }

    /** In a FIFO queue nothing overtakes: what comes after a failure in its group counts as failed. */
    private Set<String> withWhatFollows(Set<String> failed) {
        var groups = new HashSet<String>();
        var all = new HashSet<String>();
        for (var message : messages) {
            var group = String.valueOf(message.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID));
            if (failed.contains(message.messageId()) || groups.contains(group)) {
                groups.add(group);
                all.add(message.messageId());
            }
        }
        return all;
    }

    private ObjectNode record(Message message) {
        var record = JSON.createObjectNode();
        record.put("messageId", message.messageId());
        record.put("receiptHandle", message.receiptHandle());
        record.put("body", message.body());
        var attributes = record.putObject("attributes");
        message.attributesAsStrings().forEach(attributes::put);
        var given = record.putObject("messageAttributes");
        message.messageAttributes().forEach((name, value) -> {
            var one = given.putObject(name);
            if (value.stringValue() != null) {
                one.put("stringValue", value.stringValue());
            }
            if (value.binaryValue() != null) {
                one.put(
                        "binaryValue",
                        Base64.getEncoder().encodeToString(value.binaryValue().asByteArray()));
            }
            one.putArray("stringListValues");
            one.putArray("binaryListValues");
            one.put("dataType", value.dataType());
        });
        record.put("md5OfBody", message.md5OfBody());
        record.put("eventSource", "aws:sqs");
        record.put("eventSourceARN", queue.toString());
        record.put("awsRegion", queue.region());
        return record;
    }
}
