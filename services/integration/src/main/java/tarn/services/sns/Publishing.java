package tarn.services.sns;

import static tarn.services.sns.SnsFaults.batchEmpty;
import static tarn.services.sns.SnsFaults.batchIdInvalid;
import static tarn.services.sns.SnsFaults.batchIdsNotDistinct;
import static tarn.services.sns.SnsFaults.batchTooLong;
import static tarn.services.sns.SnsFaults.batchTooMany;
import static tarn.services.sns.SnsFaults.invalid;
import static tarn.services.sns.SnsFaults.kmsDenied;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchRequest;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;
import software.amazon.awssdk.services.sns.model.PublishBatchResultEntry;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sns.model.SnsException;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.services.sns.Fanout.Sent;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * Publishes messages to topics, endpoints of applications and telephone numbers.
 *
 * <p>A FIFO topic takes one message after the other, so that numbers grow in the order in which messages are kept; for five
 * minutes it knows a duplicate.
 */
final class Publishing implements SnsClient, Part {

    private static final int ENTRIES_MAX = 10;
    private static final Duration REMEMBERED = Duration.ofMinutes(5);

    private final Platform platform;
    private final Book book;
    private final Fanout fanout;
    private final Applications applications;
    private final Mailbox mailbox;
    private final Store<Remembered> duplicates;
    private final Map<String, Turn> turns = new ConcurrentHashMap<>();

    /** A message that a FIFO topic knows duplicates of. */
    record Remembered(String id, long number, long untilMillis) {}

    /** Whose turn it is at a FIFO topic. */
    private static final class Turn {
        private final ReentrantLock lock = new ReentrantLock();
        private long last;
    }

    Publishing(Platform platform, Book book, Fanout fanout, Applications applications, Mailbox mailbox) {
        this.platform = platform;
        this.book = book;
        this.fanout = fanout;
        this.applications = applications;
        this.mailbox = mailbox;
        this.duplicates = platform.store("sns/duplicates", Scope.REGION, Formats.record(Remembered.class));
    }

    @Override
    public PublishResponse publish(PublishRequest request) {
        var message = Publication.of(request);
        var target = request.topicArn() != null ? request.topicArn() : request.targetArn();
        if (request.phoneNumber() != null) {
            message.checked(null);
            var id = platform.ids().uuid().toString();
            if (!request.phoneNumber().matches("\\+[0-9]{4,15}")) {
                throw invalid("PhoneNumber Reason: " + request.phoneNumber() + " is not valid to publish to");
            }
            mailbox.text(request.phoneNumber(), message.text("sms"), id);
            return PublishResponse.builder().messageId(id).build();
        }
        if (target == null) {
            throw invalid("TopicArn or TargetArn Reason: no value for required parameter");
        }
        if (target.contains(":endpoint/")) {
            return PublishResponse.builder()
                    .messageId(applications.push(target, message.checked(null)))
                    .build();
        }
        return book.at(target, topic -> {
            var sent = publish(topic, message.checked(topic));
            return PublishResponse.builder()
                    .messageId(sent.id())
                    .sequenceNumber(topic.fifo() ? Fanout.sequence(sent.number()) : null)
                    .build();
        });
    }

    @Override
    public PublishBatchResponse publishBatch(PublishBatchRequest request) {
        var entries = request.publishBatchRequestEntries();
        if (entries.isEmpty()) {
            throw batchEmpty();
        }
        if (entries.size() > ENTRIES_MAX) {
            throw batchTooMany();
        }
        var ids = new HashSet<String>();
        for (var entry : entries) {
            if (!entry.id().matches("[A-Za-z0-9_-]{1,80}")) {
                throw batchIdInvalid();
            }
            if (!ids.add(entry.id())) {
                throw batchIdsNotDistinct();
            }
        }
        return book.at(request.topicArn(), topic -> {
            long bytes = 0;
            for (var entry : entries) {
                bytes += entry.message().getBytes(StandardCharsets.UTF_8).length;
            }
            if (bytes > Publication.BYTES_MAX) {
                throw batchTooLong();
            }
            var successful = new ArrayList<PublishBatchResultEntry>();
            var failed = new ArrayList<BatchResultErrorEntry>();
            for (var entry : entries) {
                try {
                    successful.add(publish(topic, entry));
                } catch (SnsException e) {
                    failed.add(BatchResultErrorEntry.builder()
                            .id(entry.id())
                            .code(e.awsErrorDetails().errorCode())
                            .message(e.awsErrorDetails().errorMessage())
                            .senderFault(e.statusCode() < 500)
                            .build());
                }
            }
            return PublishBatchResponse.builder()
                    .successful(successful)
                    .failed(failed)
                    .build();
        });
    }

    private PublishBatchResultEntry publish(StoredTopic topic, PublishBatchRequestEntry entry) {
        var sent = publish(topic, Publication.of(entry).checked(topic));
        return PublishBatchResultEntry.builder()
                .id(entry.id())
                .messageId(sent.id())
                .sequenceNumber(topic.fifo() ? Fanout.sequence(sent.number()) : null)
                .build();
    }

    private Sent publish(StoredTopic topic, Publication message) {
        askKey(topic);
        platform.metrics().add("AWS/SNS", "NumberOfMessagesPublished", Map.of("TopicName", topic.name()), "Count", 1);
        if (topic.fifo()) {
            return publishInTurn(topic, message);
        }
        var sent = new Sent(platform.ids().uuid().toString(), platform.clock().instant(), 0);
        var batch = platform.batch();
        fanout.publish(batch, topic, message, sent);
        batch.commit();
        return sent;
    }

    private Sent publishInTurn(StoredTopic topic, Publication message) {
        var turn = turns.computeIfAbsent(topic.arn(), _ -> new Turn());
        turn.lock.lock();
        try {
            long now = platform.clock().millis();
            boolean grouped = "MessageGroup".equals(topic.attributes().get("FifoThroughputScope"));
            var key = Key.of(topic.name(), grouped ? text(message.group()) : "", text(message.deduplication()));
            var before = duplicates.get(key).filter(old -> old.untilMillis() > now);
            if (before.isPresent()) {
                return new Sent(
                        before.get().id(),
                        platform.clock().instant(),
                        before.get().number());
            }
            turn.last = Math.max(turn.last + 1, now << 20);
            var sent =
                    new Sent(platform.ids().uuid().toString(), platform.clock().instant(), turn.last);
            var batch = platform.batch()
                    .put(duplicates, key, new Remembered(sent.id(), turn.last, now + REMEMBERED.toMillis()));
            sweep(topic, batch, now);
            fanout.publish(batch, topic, message, sent);
            batch.commit();
            return sent;
        } finally {
            turn.lock.unlock();
        }
    }

    /** Has a batch forget what the topic need not know any longer; a few at a time, wherever they lie. */
    private void sweep(StoredTopic topic, tarn.store.Batch batch, long now) {
        var from = Key.of(topic.name(), "", platform.ids().random("0123456789abcdef", 2));
        for (var entry :
                duplicates.list(tarn.store.Range.under(Key.of(topic.name())).from(from), 4)) {
            if (entry.value().untilMillis() <= now) {
                batch.delete(duplicates, entry.key());
            }
        }
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** A topic with a key takes messages only of those who may use it. */
    private void askKey(StoredTopic topic) {
        var key = topic.attributes().get("KmsMasterKeyId");
        if (key == null) {
            return;
        }
        try {
            platform.client(KmsClient.class).generateDataKey(g -> g.keyId(key).keySpec(DataKeySpec.AES_256));
        } catch (KmsException e) {
            var code = e.awsErrorDetails().errorCode().replace("Exception", "");
            throw kmsDenied(
                    "KMS" + code.replace("KMS", ""),
                    String.valueOf(e.awsErrorDetails().errorMessage()));
        }
    }
}
