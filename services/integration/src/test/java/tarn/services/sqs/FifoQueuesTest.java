package tarn.services.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.Integration.refused;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;
import tarn.services.Integration;

/** FIFO queues: order, groups and duplicates; and what any queue knows after a restart. */
class FifoQueuesTest {

    @RegisterExtension
    final Integration integration = new Integration();

    private SqsClient sqs() {
        return integration.sqs();
    }

    private static String queue(SqsClient sqs, String name, Map<QueueAttributeName, String> more) {
        var attributes = new java.util.HashMap<>(more);
        attributes.put(QueueAttributeName.FIFO_QUEUE, "true");
        return sqs.createQueue(q -> q.queueName(name).attributes(attributes)).queueUrl();
    }

    private static String send(SqsClient sqs, String url, String group, String body) {
        return sqs.sendMessage(m -> m.queueUrl(url)
                        .messageGroupId(group)
                        .messageDeduplicationId(group + body)
                        .messageBody(body))
                .messageId();
    }

    private static List<Message> receive(SqsClient sqs, String url, int most) {
        return sqs.receiveMessage(r -> r.queueUrl(url).maxNumberOfMessages(most))
                .messages();
    }

    private static void delete(SqsClient sqs, String url, Message message) {
        sqs.deleteMessage(d -> d.queueUrl(url).receiptHandle(message.receiptHandle()));
    }

    @Test
    void aGroupWaitsWhileAMessageOfItIsInFlight() {
        var url = queue(sqs(), "order.fifo", Map.of());
        for (var body : List.of("1", "2", "3")) {
            send(sqs(), url, "a", body);
        }
        send(sqs(), url, "b", "4");
        var first = receive(sqs(), url, 2);
        assertThat(first).extracting(Message::body).containsExactly("1", "2");
        assertThat(receive(sqs(), url, 10)).extracting(Message::body).containsExactly("4");
        delete(sqs(), url, first.get(0));
        assertThat(receive(sqs(), url, 10)).isEmpty();
        integration.pass(Duration.ofSeconds(30));
        refused("InvalidParameterValue", () -> delete(sqs(), url, first.get(1)));
        assertThat(receive(sqs(), url, 10)).extracting(Message::body).containsExactlyInAnyOrder("2", "3", "4");
    }

    @Test
    void aDuplicateIsAcceptedAndNotDeliveredForFiveMinutes() {
        var url = queue(sqs(), "once.fifo", Map.of(QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "true"));
        var first = sqs().sendMessage(m -> m.queueUrl(url).messageGroupId("g").messageBody("x"));
        var second = sqs().sendMessage(m -> m.queueUrl(url).messageGroupId("g").messageBody("x"));
        assertThat(second.messageId()).isEqualTo(first.messageId());
        assertThat(second.sequenceNumber()).isEqualTo(first.sequenceNumber());
        var received = receive(sqs(), url, 10);
        assertThat(received).hasSize(1);
        delete(sqs(), url, received.getFirst());
        sqs().sendMessage(m -> m.queueUrl(url).messageGroupId("g").messageBody("x"));
        assertThat(receive(sqs(), url, 10)).isEmpty();
        integration.pass(Duration.ofMinutes(5));
        var third = sqs().sendMessage(m -> m.queueUrl(url).messageGroupId("g").messageBody("x"));
        assertThat(third.sequenceNumber()).isGreaterThan(first.sequenceNumber());
        assertThat(receive(sqs(), url, 10)).hasSize(1);
    }

    @Test
    void duplicatesMayBeKnownByGroup() {
        var url = queue(sqs(), "scoped.fifo", Map.of(QueueAttributeName.DEDUPLICATION_SCOPE, "messageGroup"));
        for (var group : List.of("a", "b", "a")) {
            sqs().sendMessage(m -> m.queueUrl(url)
                    .messageGroupId(group)
                    .messageDeduplicationId("same")
                    .messageBody(group));
        }
        assertThat(receive(sqs(), url, 10)).extracting(Message::body).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aFifoQueueWantsGroupAndDeduplicationId() {
        var url = queue(sqs(), "strict.fifo", Map.of());
        refused("MissingParameter", () -> sqs().sendMessage(m -> m.queueUrl(url).messageBody("x")));
        refused(
                "InvalidParameterValue",
                () -> sqs().sendMessage(m -> m.queueUrl(url).messageGroupId("g").messageBody("x")));
        refused(
                "InvalidParameterValue",
                () -> sqs().createQueue(
                                q -> q.queueName("plain").attributes(Map.of(QueueAttributeName.FIFO_QUEUE, "true"))));
    }

    @Test
    void aRestartKeepsMessagesWhatIsInFlightAndWhatIsADuplicate(@TempDir Path folder) {
        var handle = new String[1];
        var url = new String[2];
        on(folder, sqs -> {
            url[0] = queue(sqs, "kept.fifo", Map.of());
            url[1] = sqs.createQueue(q -> q.queueName("plain")).queueUrl();
            send(sqs, url[0], "a", "1");
            send(sqs, url[0], "a", "2");
            sqs.sendMessage(m -> m.queueUrl(url[1]).messageBody("x"));
            handle[0] = receive(sqs, url[0], 1).getFirst().receiptHandle();
            receive(sqs, url[1], 1);
        });
        on(folder, sqs -> {
            assertThat(receive(sqs, url[0], 10)).isEmpty();
            assertThat(receive(sqs, url[1], 10)).isEmpty();
            send(sqs, url[0], "a", "2");
            sqs.deleteMessage(d -> d.queueUrl(url[0]).receiptHandle(handle[0]));
            assertThat(receive(sqs, url[0], 10)).extracting(Message::body).containsExactly("2");
        });
    }

    @Test
    void aLongQueueIsWholeAfterARestart(@TempDir Path folder) {
        int messages = 2_300;
        var url = new String[1];
        on(folder, sqs -> {
            url[0] = sqs.createQueue(q -> q.queueName("long")).queueUrl();
            for (int i = 0; i < messages; i += 10) {
                sqs.sendMessageBatch(b -> b.queueUrl(url[0])
                        .entries(IntStream.range(0, 10)
                                .mapToObj(n -> SendMessageBatchRequestEntry.builder()
                                        .id("e" + n)
                                        .messageBody("x")
                                        .build())
                                .toList()));
            }
        });
        on(folder, sqs -> {
            sqs.sendMessage(m -> m.queueUrl(url[0]).messageBody("one more"));
            assertThat(sqs.getQueueAttributes(a -> a.queueUrl(url[0]).attributeNames(QueueAttributeName.ALL))
                            .attributes())
                    .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, String.valueOf(messages + 1));
        });
    }

    private static void on(Path folder, java.util.function.Consumer<SqsClient> work) {
        try (var platform = LocalPlatform.open(folder, TestPlatform.options(7))) {
            Integration.add(platform);
            platform.ready();
            TestPlatform.CALLER.run(() -> work.accept(platform.client(SqsClient.class)));
        }
    }
}
