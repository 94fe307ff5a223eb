package tarn.services.sqs;

import static tarn.services.sqs.SqsFaults.invalid;
import static tarn.services.sqs.SqsFaults.queueNotFound;
import static tarn.services.sqs.SqsFaults.tooManyInFlight;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;

/**
 * Gives messages out.
 *
 * <p>Taken messages are kept as received, the too often received moved to their dead-letter queue and the too old removed,
 * in one batch; then they are answered. Waiting holds nothing but a virtual thread.
 */
final class Receiving implements SqsClient, Part {

    private static final int MESSAGES_MAX = 10;
    private static final int WAIT_SECONDS_MAX = 20;
    private static final int VISIBILITY_SECONDS_MAX = 43_200;

    private final Platform platform;
    private final Queues queues;
    private final Lines lines;
    private final Letters letters;

    Receiving(Platform platform, Queues queues, Lines lines, Letters letters) {
        this.platform = platform;
        this.queues = queues;
        this.lines = lines;
        this.letters = letters;
    }

    @Override
    public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
        int most = bounded("MaxNumberOfMessages", request.maxNumberOfMessages(), 1, MESSAGES_MAX, 1);
        return queues.at(request.queueUrl(), queue -> {
            int hidden = bounded("VisibilityTimeout", request.visibilityTimeout(), 0, VISIBILITY_SECONDS_MAX, (int)
                    queue.number(QueueAttributeName.VISIBILITY_TIMEOUT));
            int wait = bounded("WaitTimeSeconds", request.waitTimeSeconds(), 0, WAIT_SECONDS_MAX, (int)
                    queue.number(QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS));
            if (request.receiveRequestAttemptId() != null && !queue.fifo()) {
                throw invalid(
                        "ReceiveRequestAttemptId",
                        request.receiveRequestAttemptId(),
                        "The request include parameter that is not valid for this queue type.");
            }
            var messages = receive(queue, most, hidden, Duration.ofSeconds(wait), new View(request));
            new Figures(platform).received(queue, messages.size());
            return ReceiveMessageResponse.builder()
                    .messages(Entries.some(messages))
                    .build();
        });
    }

    private static int bounded(String name, @Nullable Integer asked, int least, int most, int otherwise) {
        if (asked == null) {
            return otherwise;
        }
        if (asked < least || asked > most) {
            throw invalid(name, asked, "Must be >= " + least + " and <= " + most + ", if provided.");
        }
        return asked;
    }

    private List<Message> receive(StoredQueue queue, int most, int hiddenSeconds, Duration wait, View view) {
        var line = lines.of(queue);
        var left = wait;
        while (true) {
            var messages = take(queue, line, most, hiddenSeconds, view);
            if (messages.isPresent() && (!messages.get().isEmpty() || left.isZero())) {
                return messages.get();
            }
            if (messages.isEmpty()) {
                // A FIFO queue with too much in flight gives nothing more, and says nothing of it.
                return List.of();
            }
            try {
                left = line.await(left, () -> platform.clock().millis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return List.of();
            }
            if (line.closed()) {
                throw queueNotFound();
            }
        }
    }

    /** Takes messages; empty if too many are in flight. */
    private Optional<List<Message>> take(StoredQueue queue, Line line, int most, int hiddenSeconds, View view) {
        long now = platform.clock().millis();
        var before = new HashMap<Slot, Head>();
        long until = now + hiddenSeconds * 1_000L;
        var taken = line.take(most, now, head -> head.received(now, until, mark()));
        if (taken.full()) {
            if (!queue.fifo()) {
                throw tooManyInFlight();
            }
            return Optional.empty();
        }
        if (taken.slots().isEmpty()) {
            return Optional.of(List.of());
        }
        boolean kept = false;
        try {
            var sorting = new Sorting(queue, now);
            taken.slots().forEach(sorting::sort);
            sorting.commit();
            kept = true;
            sorting.settle(line);
            return Optional.of(answer(queue, line, sorting.delivered, view));
        } finally {
            if (!kept) {
                taken.slots().forEach(slot -> before.put(slot, undone(slot.head())));
                line.putBack(taken.slots(), before);
            }
        }
    }

    static Head undone(Head head) {
        boolean first = head.count() == 1;
        return new Head(
                head.sentMillis(),
                0,
                head.count() - 1,
                first ? 0 : head.firstMillis(),
                first ? 0 : head.mark(),
                head.group(),
                head.deadFrom());
    }

    private long mark() {
        return ByteBuffer.wrap(platform.ids().bytes(Long.BYTES)).getLong() | 1;
    }

    /** What becomes of messages that were taken. */
    private final class Sorting {
        private final StoredQueue queue;
        private final long now;
        private final long oldest;
        private final Optional<Redrive> redrive;
        private final tarn.store.Batch batch = platform.batch();
        private final List<Slot> delivered = new ArrayList<>();
        private final List<Slot> removed = new ArrayList<>();
        private final List<Dead> dead = new ArrayList<>();

        private record Dead(StoredQueue target, long number, Head head) {}

        Sorting(StoredQueue queue, long now) {
            this.queue = queue;
            this.now = now;
            this.oldest = now
                    - queue.seconds(QueueAttributeName.MESSAGE_RETENTION_PERIOD).toMillis();
            this.redrive = queue.redrive();
        }

        void sort(Slot slot) {
            if (slot.head().sentMillis() < oldest) {
                lines.delete(batch, queue, slot.number());
                removed.add(slot);
                return;
            }
            if (redrive.isPresent() && slot.head().count() > redrive.get().receivesMax()) {
                var target = queues.byArn(redrive.get().target());
                var letter = lines.letters().get(Lines.key(queue, slot.number()));
                if (target.isPresent() && letter.isPresent()) {
                    bury(slot, target.get(), letter.get());
                    return;
                }
            }
            batch.put(lines.heads(), Lines.key(queue, slot.number()), slot.head());
            delivered.add(slot);
        }

        /** The letter goes as it is, sealed as it was; in standard queues its retention goes on. */
        private void bury(Slot slot, StoredQueue target, Sealed letter) {
            long number = lines.of(target).reserve(1);
            var head = slot.head();
            long sent = target.fifo() ? now : head.sentMillis();
            var next = new Head(sent, 0, 0, 0, 0, head.group(), queue.arn());
            lines.put(batch, target, number, next, letter);
            lines.delete(batch, queue, slot.number());
            dead.add(new Dead(target, number, next));
            removed.add(slot);
        }

        void commit() {
            boolean kept = false;
            try {
                kept = batch.commit();
            } finally {
                for (var letter : dead) {
                    var line = lines.of(letter.target());
                    if (kept) {
                        line.arrived(letter.number(), letter.head(), now);
                    } else {
                        line.dropped(letter.number(), now);
                    }
                }
            }
        }

        void settle(Line line) {
            removed.forEach(slot -> line.remove(slot.number()));
        }
    }

    private List<Message> answer(StoredQueue queue, Line line, List<Slot> delivered, View view) {
        var messages = new ArrayList<Message>(delivered.size());
        for (var slot : delivered) {
            var letter = lines.letters().get(Lines.key(queue, slot.number()));
            if (letter.isEmpty() || slot.gone()) {
                // Deleted while it was taken: what the receive has kept of it goes too.
                var batch = platform.batch();
                lines.delete(batch, queue, slot.number());
                batch.commit();
                line.remove(slot.number());
                continue;
            }
            messages.add(view.message(queue, slot, letters.open(queue, letter.get())));
        }
        return messages;
    }
}
