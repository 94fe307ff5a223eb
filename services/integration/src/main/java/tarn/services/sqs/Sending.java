package tarn.services.sqs;

import static tarn.services.sqs.SqsFaults.batchTooLong;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;
import software.amazon.awssdk.services.sqs.model.SqsException;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.services.sqs.Duplicates.Sent;
import tarn.store.Key;

/** Sends messages, alone and in batches. */
final class Sending implements SqsClient, Part {

    /** How often a queue's old duplicates are looked for: once in so many messages. */
    private static final int SWEEP_EVERY = 64;

    private final Platform platform;
    private final Queues queues;
    private final Lines lines;
    private final Letters letters;
    private final Duplicates duplicates;

    Sending(Platform platform, Queues queues, Lines lines, Letters letters, Duplicates duplicates) {
        this.platform = platform;
        this.queues = queues;
        this.lines = lines;
        this.letters = letters;
        this.duplicates = duplicates;
    }

    @Override
    public SendMessageResponse sendMessage(SendMessageRequest request) {
        return queues.at(request.queueUrl(), queue -> {
            var draft = Draft.of(request).checked(queue);
            var sent = send(queue, List.of(draft)).getFirst();
            return SendMessageResponse.builder()
                    .messageId(sent.messageId())
                    .md5OfMessageBody(Digests.body(draft.body()))
                    .md5OfMessageAttributes(Digests.attributes(draft.attributes()))
                    .md5OfMessageSystemAttributes(digestOfTrace(draft))
                    .sequenceNumber(sequence(queue, sent.number()))
                    .build();
        });
    }

    @Override
    public SendMessageBatchResponse sendMessageBatch(SendMessageBatchRequest request) {
        Entries.check("SendMessageBatchRequestEntry", request.entries(), SendMessageBatchRequestEntry::id);
        return queues.at(request.queueUrl(), queue -> {
            var failed = new ArrayList<BatchResultErrorEntry>();
            var drafts = new TreeMap<Integer, Draft>();
            long bytes = 0;
            for (int i = 0; i < request.entries().size(); i++) {
                var entry = request.entries().get(i);
                var draft = Draft.of(entry);
                bytes += draft.sizeBytes();
                try {
                    drafts.put(i, draft.checked(queue));
                } catch (SqsException e) {
                    failed.add(Entries.failure(entry.id(), e));
                }
            }
            if (bytes > Settings.MESSAGE_BYTES_MAX) {
                throw batchTooLong(bytes);
            }
            var sent = send(queue, List.copyOf(drafts.values()));
            var successful = new ArrayList<SendMessageBatchResultEntry>();
            int at = 0;
            for (var entry : drafts.entrySet()) {
                var draft = entry.getValue();
                var message = sent.get(at++);
                successful.add(SendMessageBatchResultEntry.builder()
                        .id(request.entries().get(entry.getKey()).id())
                        .messageId(message.messageId())
                        .md5OfMessageBody(Digests.body(draft.body()))
                        .md5OfMessageAttributes(Digests.attributes(draft.attributes()))
                        .md5OfMessageSystemAttributes(digestOfTrace(draft))
                        .sequenceNumber(sequence(queue, message.number()))
                        .build());
            }
            return SendMessageBatchResponse.builder()
                    .successful(Entries.some(successful))
                    .failed(Entries.some(failed))
                    .build();
        });
    }

    private static @Nullable String digestOfTrace(Draft draft) {
        return draft.trace() == null
                ? null
                : Digests.attributes(Map.of(
                        "AWSTraceHeader",
                        software.amazon.awssdk.services.sqs.model.MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue(draft.trace())
                                .build()));
    }

    /** The number that clients see, in FIFO queues: 20 digits, growing. */
    static @Nullable String sequence(StoredQueue queue, long number) {
        return queue.fifo() ? "%020d".formatted(number) : null;
    }

    /** Keeps messages in one batch, and says what became of each; a duplicate is what it repeats. */
    private List<Sent> send(StoredQueue queue, List<Draft> drafts) {
        if (drafts.isEmpty()) {
            return List.of();
        }
        var line = lines.of(queue);
        var sealed = drafts.stream().map(draft -> letter(draft)).toList().stream()
                .map(letter -> new Ready(letter.id(), letters.seal(queue, letter)))
                .toList();
        while (true) {
            var done = attempt(queue, line, drafts, sealed);
            if (done != null) {
                return done;
            }
        }
    }

    private record Ready(String id, Sealed letter) {}

    private Letter letter(Draft draft) {
        var attributes = new TreeMap<String, Letter.Attribute>();
        draft.attributes().forEach((name, value) -> attributes.put(name, Letter.Attribute.of(value)));
        return new Letter(
                platform.ids().uuid().toString(),
                Caller.current().userId(),
                draft.body(),
                attributes,
                draft.trace(),
                draft.group(),
                draft.deduplication());
    }

    /** Sends once; null if another sender came between with the same deduplication id. */
    private @Nullable List<Sent> attempt(StoredQueue queue, Line line, List<Draft> drafts, List<Ready> ready) {
        long now = platform.clock().millis();
        long first = line.reserve(drafts.size());
        boolean kept = false;
        var heads = new HashMap<Long, Head>();
        try {
            var batch = platform.batch();
            var sent = new ArrayList<Sent>();
            var own = new HashMap<Key, Sent>();
            for (int i = 0; i < drafts.size(); i++) {
                var draft = drafts.get(i);
                var message = new Sent(ready.get(i).id(), first + i, Duplicates.until(now));
                if (queue.fifo()) {
                    var key = Duplicates.key(queue, draft);
                    var seen = duplicates.find(key);
                    var before = own.containsKey(key)
                            ? own.get(key)
                            : seen.map(tarn.store.Entry::value)
                                    .filter(old -> old.untilMillis() > now)
                                    .orElse(null);
                    if (before != null) {
                        sent.add(before);
                        continue;
                    }
                    duplicates.remember(batch, queue, key, seen, message);
                    own.put(key, message);
                }
                var head = head(queue, draft, now);
                heads.put(message.number(), head);
                lines.put(batch, queue, message.number(), head, ready.get(i).letter());
                sent.add(message);
            }
            if (queue.fifo() && first % SWEEP_EVERY < drafts.size()) {
                duplicates.sweep(batch, queue, now);
            }
            kept = heads.isEmpty() || batch.commit();
            if (kept) {
                new Figures(platform).sent(queue, drafts);
            }
            return kept ? sent : null;
        } finally {
            for (int i = 0; i < drafts.size(); i++) {
                var head = heads.get(first + i);
                if (kept && head != null) {
                    line.arrived(first + i, head, now);
                } else {
                    line.dropped(first + i, now);
                }
            }
        }
    }

    private static Head head(StoredQueue queue, Draft draft, long now) {
        long delay = draft.delaySeconds() != null && !queue.fifo()
                ? draft.delaySeconds()
                : queue.number(QueueAttributeName.DELAY_SECONDS);
        return new Head(now, delay == 0 ? 0 : now + delay * 1_000, 0, 0, 0, queue.fifo() ? draft.group() : null, null);
    }
}
