package tarn.services.glue;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import tarn.kernel.Arn;

/**
 * The folders in which S3 says something changed, by messages of a queue: S3's own, or those that came through a topic. The
 * messages are removed once the run has written what they led to; what is no message of S3's is removed too, with a line in
 * the log.
 */
final class ChangedFolders {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int MESSAGES_MAX = 100_000;
    private static final int AT_ONCE = 10;
    private static final int HIDDEN_SECONDS = 1_800;

    private final SqsClient sqs;
    private final String queue;
    private final Consumer<String> log;
    private final List<Message> read = new ArrayList<>();
    private final Set<String> folders = new HashSet<>();

    ChangedFolders(SqsClient sqs, String queueArn, Consumer<String> log) {
        this.sqs = sqs;
        this.log = log;
        var arn = Arn.parse(queueArn).orElseThrow(() -> GlueFaults.invalid("Not the ARN of a queue: " + queueArn));
        this.queue = sqs.getQueueUrl(
                        request -> request.queueName(arn.resource()).queueOwnerAWSAccountId(arn.account()))
                .queueUrl();
    }

    /** Reads what waits in the queue. */
    void receive() {
        while (read.size() < MESSAGES_MAX) {
            var messages = sqs.receiveMessage(request -> request.queueUrl(queue)
                            .maxNumberOfMessages(AT_ONCE)
                            .visibilityTimeout(HIDDEN_SECONDS)
                            .waitTimeSeconds(0))
                    .messages();
            if (messages.isEmpty()) {
                return;
            }
            for (var message : messages) {
                read.add(message);
                take(message.body());
            }
        }
    }

    private void take(String body) {
        try {
            var root = JSON.readTree(body);
            if (root.path("Message").isTextual()) {
                root = JSON.readTree(root.get("Message").asText());
            }
            for (var record : root.path("Records")) {
                add(record.path("s3"));
            }
            // EventBridge's form has the key as it is.
            if (root.path("source").asText().equals("aws.s3")) {
                var detail = root.path("detail");
                add(
                        detail.path("bucket").path("name").asText(),
                        detail.path("object").path("key").asText());
            }
        } catch (JacksonException e) {
            log.accept("A message in the queue is none of S3's and was passed over");
        }
    }

    private void add(JsonNode s3) {
        var key = URLDecoder.decode(s3.path("object").path("key").asText(), StandardCharsets.UTF_8);
        add(s3.path("bucket").path("name").asText(), key);
    }

    private void add(String bucket, String key) {
        folders.add("s3://" + bucket + "/" + key.substring(0, key.lastIndexOf('/') + 1));
    }

    /** The folders, by location. */
    Set<String> folders() {
        return Set.copyOf(folders);
    }

    int messages() {
        return read.size();
    }

    /** Removes the messages that were read. */
    void done() {
        for (int i = 0; i < read.size(); i += AT_ONCE) {
            var some = read.subList(i, Math.min(read.size(), i + AT_ONCE));
            sqs.deleteMessageBatch(request -> request.queueUrl(queue)
                    .entries(some.stream()
                            .map(message ->
                                    software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry.builder()
                                            .id(String.valueOf(some.indexOf(message)))
                                            .receiptHandle(message.receiptHandle())
                                            .build())
                            .toList()));
        }
    }
}
