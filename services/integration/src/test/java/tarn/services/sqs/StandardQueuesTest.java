package tarn.services.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.Integration.refused;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import tarn.kernel.testing.TestPlatform;
import tarn.services.Integration;

/** Standard queues: sending, receiving, hiding, deleting, and where messages end. */
class StandardQueuesTest {

    @RegisterExtension
    final Integration integration = new Integration();

    private SqsClient sqs() {
        return integration.sqs();
    }

    private String queue(String name, Map<QueueAttributeName, String> attributes) {
        return sqs().createQueue(q -> q.queueName(name).attributes(attributes)).queueUrl();
    }

    private List<Message> receive(String url) {
        return sqs().receiveMessage(r -> r.queueUrl(url)
                        .maxNumberOfMessages(10)
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                        .messageAttributeNames("All"))
                .messages();
    }

    private String count(String url, QueueAttributeName name) {
        return sqs().getQueueAttributes(a -> a.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                .attributes()
                .getOrDefault(name, "");
    }

    @Test
    void aMessageArrivesAsItWasSentAndIsGoneOnceItIsDeleted() {
        var url = queue("orders", Map.of());
        var sent = sqs().sendMessage(m -> m.queueUrl(url)
                .messageBody("hello")
                .messageAttributes(Map.of(
                        "kind",
                                MessageAttributeValue.builder()
                                        .dataType("String")
                                        .stringValue("greeting")
                                        .build(),
                        "raw",
                                MessageAttributeValue.builder()
                                        .dataType("Binary.png")
                                        .binaryValue(SdkBytes.fromUtf8String("\1\2"))
                                        .build())));
        assertThat(sent.md5OfMessageBody()).isEqualTo("5d41402abc4b2a76b9719d911017c592");
        var message = receive(url).getFirst();
        assertThat(message.messageId()).isEqualTo(sent.messageId());
        assertThat(message.body()).isEqualTo("hello");
        assertThat(message.md5OfMessageAttributes()).isEqualTo(sent.md5OfMessageAttributes());
        assertThat(message.messageAttributes())
                .hasEntrySatisfying(
                        "raw",
                        value -> assertThat(value.binaryValue().asUtf8String()).isEqualTo("\1\2"));
        assertThat(message.attributes())
                .containsEntry(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1")
                .containsEntry(MessageSystemAttributeName.SENDER_ID, TestPlatform.ACCOUNT)
                .containsEntry(
                        MessageSystemAttributeName.SENT_TIMESTAMP, String.valueOf(TestPlatform.START.toEpochMilli()));
        sqs().deleteMessage(d -> d.queueUrl(url).receiptHandle(message.receiptHandle()));
        sqs().deleteMessage(d -> d.queueUrl(url).receiptHandle(message.receiptHandle()));
        integration.pass(Duration.ofMinutes(1));
        assertThat(receive(url)).isEmpty();
        assertThat(count(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .isEqualTo("0");
    }

    @Test
    void aMessageThatIsNotDeletedComesBackAndCountsItsReceives() {
        var url = queue("again", Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "10"));
        sqs().sendMessage(m -> m.queueUrl(url).messageBody("x"));
        var first = receive(url).getFirst();
        assertThat(receive(url)).isEmpty();
        assertThat(count(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .isEqualTo("1");
        integration.pass(Duration.ofSeconds(10));
        var second = receive(url).getFirst();
        assertThat(second.attributes()).containsEntry(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "2");
        assertThat(second.receiptHandle()).isNotEqualTo(first.receiptHandle());
        sqs().changeMessageVisibility(c ->
                c.queueUrl(url).receiptHandle(second.receiptHandle()).visibilityTimeout(0));
        assertThat(receive(url)).hasSize(1);
        refused(
                "AWS.SimpleQueueService.MessageNotInflight",
                () -> sqs().changeMessageVisibility(c ->
                        c.queueUrl(url).receiptHandle(second.receiptHandle()).visibilityTimeout(5)));
    }

    @Test
    void delaysHideAMessageUntilTheirTime() {
        var url = queue("later", Map.of(QueueAttributeName.DELAY_SECONDS, "5"));
        sqs().sendMessage(m -> m.queueUrl(url).messageBody("queue's"));
        sqs().sendMessage(m -> m.queueUrl(url).messageBody("own").delaySeconds(60));
        sqs().sendMessage(m -> m.queueUrl(url).messageBody("none").delaySeconds(0));
        assertThat(receive(url)).extracting(Message::body).containsExactly("none");
        assertThat(count(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED))
                .isEqualTo("2");
        integration.pass(Duration.ofSeconds(5));
        assertThat(receive(url)).extracting(Message::body).containsExactly("queue's");
        integration.pass(Duration.ofSeconds(55));
        assertThat(receive(url)).extracting(Message::body).contains("own");
    }

    @Test
    void aBatchHasAResultForEachEntry() {
        var url = queue("batch", Map.of());
        var result = sqs().sendMessageBatch(b -> b.queueUrl(url)
                .entries(
                        entry("good", "fine").build(),
                        entry("bad", "\1").build(),
                        entry("late", "x").delaySeconds(901).build()));
        assertThat(result.successful()).singleElement().extracting("id").isEqualTo("good");
        assertThat(result.failed()).extracting("id").containsExactly("bad", "late");
        assertThat(result.failed())
                .extracting("code")
                .containsExactly("InvalidMessageContents", "InvalidParameterValue");
        refused(
                "AWS.SimpleQueueService.EmptyBatchRequest",
                () -> sqs().sendMessageBatch(b -> b.queueUrl(url).entries(List.of())));
        refused(
                "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
                () -> sqs().sendMessageBatch(b -> b.queueUrl(url)
                        .entries(IntStream.range(0, 11)
                                .mapToObj(i -> entry("e" + i, "x").build())
                                .toList())));
        refused(
                "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
                () -> sqs().sendMessageBatch(b -> b.queueUrl(url)
                        .entries(entry("a", "x").build(), entry("a", "y").build())));
        refused(
                "AWS.SimpleQueueService.BatchRequestTooLong",
                () -> sqs().sendMessageBatch(b -> b.queueUrl(url)
                        .entries(
                                entry("a", "x".repeat(600_000)).build(),
                                entry("b", "y".repeat(600_000)).build())));
    }

    private static SendMessageBatchRequestEntry.Builder entry(String id, String body) {
        return SendMessageBatchRequestEntry.builder().id(id).messageBody(body);
    }

    @Test
    void longPollingEndsWhenAMessageComes() throws Exception {
        var url = queue("poll", Map.of());
        var waiting = new ArrayList<CompletableFuture<List<Message>>>();
        for (int i = 0; i < 3; i++) {
            var answer = new CompletableFuture<List<Message>>();
            waiting.add(answer);
            integration
                    .platform()
                    .background()
                    .run(
                            "poll",
                            () -> answer.complete(sqs().receiveMessage(r ->
                                            r.queueUrl(url).waitTimeSeconds(20).maxNumberOfMessages(1))
                                    .messages()));
        }
        for (int i = 0; i < 3; i++) {
            sqs().sendMessage(m -> m.queueUrl(url).messageBody("x"));
        }
        for (var answer : waiting) {
            assertThat(answer.get(5, java.util.concurrent.TimeUnit.SECONDS)).hasSize(1);
        }
    }

    @Test
    void whatIsReceivedTooOftenGoesToTheDeadLetterQueueAndComesBackByATask() {
        var dead = queue("dead", Map.of());
        var arn = count(dead, QueueAttributeName.QUEUE_ARN);
        var url = queue(
                "live",
                Map.of(
                        QueueAttributeName.VISIBILITY_TIMEOUT,
                        "0",
                        QueueAttributeName.REDRIVE_POLICY,
                        "{\"deadLetterTargetArn\":\"" + arn + "\",\"maxReceiveCount\":2}"));
        var id = sqs().sendMessage(m -> m.queueUrl(url).messageBody("poison")).messageId();
        assertThat(receive(url)).hasSize(1);
        assertThat(receive(url)).hasSize(1);
        assertThat(receive(url)).isEmpty();
        assertThat(sqs().listDeadLetterSourceQueues(l -> l.queueUrl(dead)).queueUrls())
                .containsExactly(url);
        var buried = sqs().receiveMessage(r -> r.queueUrl(dead)
                        .visibilityTimeout(0)
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages()
                .getFirst();
        assertThat(buried.messageId()).isEqualTo(id);
        assertThat(buried.attributes())
                .containsEntry(
                        MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN,
                        count(url, QueueAttributeName.QUEUE_ARN));
        sqs().startMessageMoveTask(t -> t.sourceArn(arn));
        var back = sqs().receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(5)).messages();
        assertThat(back).extracting(Message::messageId).containsExactly(id);
        var task = sqs().listMessageMoveTasks(l -> l.sourceArn(arn)).results().getFirst();
        assertThat(task.approximateNumberOfMessagesMoved()).isEqualTo(1);
        refused(
                "InvalidParameterValue",
                () -> sqs().startMessageMoveTask(t -> t.sourceArn(count(url, QueueAttributeName.QUEUE_ARN))));
    }

    @Test
    void messagesEndWithTheirRetention() {
        var url = queue("short", Map.of(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "60"));
        sqs().sendMessage(m -> m.queueUrl(url).messageBody("old"));
        integration.pass(Duration.ofSeconds(61));
        sqs().sendMessage(m -> m.queueUrl(url).messageBody("new"));
        assertThat(receive(url)).extracting(Message::body).containsExactly("new");
        assertThat(count(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .isEqualTo("0");
    }

    @Test
    void aPurgeLeavesNothingAndIsAllowedOnceAMinute() {
        var url = queue("full", Map.of());
        for (int i = 0; i < 25; i++) {
            sqs().sendMessage(m -> m.queueUrl(url).messageBody("x"));
        }
        receive(url);
        sqs().purgeQueue(p -> p.queueUrl(url));
        assertThat(count(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .isEqualTo("0");
        assertThat(count(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .isEqualTo("0");
        sqs().sendMessage(m -> m.queueUrl(url).messageBody("after"));
        assertThat(receive(url)).extracting(Message::body).containsExactly("after");
        refused("AWS.SimpleQueueService.PurgeQueueInProgress", () -> sqs().purgeQueue(p -> p.queueUrl(url)));
        integration.pass(Duration.ofSeconds(60));
        sqs().purgeQueue(p -> p.queueUrl(url));
    }

    @Test
    void aQueueIsMadeAgainOnlyWithTheSameAttributes() {
        var url = queue("same", Map.of(QueueAttributeName.DELAY_SECONDS, "5"));
        assertThat(queue("same", Map.of(QueueAttributeName.DELAY_SECONDS, "5"))).isEqualTo(url);
        assertThat(queue("same", Map.of())).isEqualTo(url);
        refused("QueueAlreadyExists", () -> queue("same", Map.of(QueueAttributeName.DELAY_SECONDS, "6")));
        refused("InvalidAttributeValue", () -> queue("other", Map.of(QueueAttributeName.DELAY_SECONDS, "901")));
        refused(
                "InvalidAttributeName",
                () -> sqs().createQueue(q -> q.queueName("other").attributesWithStrings(Map.of("Foo", "1"))));
        sqs().deleteQueue(d -> d.queueUrl(url));
        refused("AWS.SimpleQueueService.NonExistentQueue", () -> receive(url));
    }

    @Test
    void handlesOfOtherQueuesAndNonsenseAreRefused() {
        var url = queue("one", Map.of());
        var other = queue("two", Map.of());
        sqs().sendMessage(m -> m.queueUrl(url).messageBody("x"));
        var handle = receive(url).getFirst().receiptHandle();
        refused(
                "ReceiptHandleIsInvalid",
                () -> sqs().deleteMessage(d -> d.queueUrl(other).receiptHandle(handle)));
        refused(
                "ReceiptHandleIsInvalid",
                () -> sqs().deleteMessage(d -> d.queueUrl(url).receiptHandle("garbage")));
    }

    @Test
    void aLongQueueIsHeldInMemoryOnlyInPart() {
        var url = queue("long", Map.of());
        int messages = 21_500;
        for (int i = 0; i < messages; i += 10) {
            int from = i;
            sqs().sendMessageBatch(b -> b.queueUrl(url)
                    .entries(IntStream.range(from, from + 10)
                            .mapToObj(n -> entry("e" + n, "m" + n).build())
                            .toList()));
        }
        assertThat(count(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .isEqualTo("" + messages);
        var seen = new java.util.HashSet<String>();
        for (var page = receive(url); !page.isEmpty(); page = receive(url)) {
            page.forEach(message -> assertThat(seen.add(message.body())).isTrue());
        }
        assertThat(seen).hasSize(messages);
    }
}
