package tarn.services.sqs;

import static tarn.services.sqs.SqsFaults.handleExpired;
import static tarn.services.sqs.SqsFaults.handleInvalid;
import static tarn.services.sqs.SqsFaults.invalid;
import static tarn.services.sqs.SqsFaults.notInFlight;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Batch;

/**
 * What is done with a receipt handle: deleting a message, and hiding it for longer or shorter.
 *
 * <p>In a standard queue an older receive's handle deletes too (AWS says that it might not): who received the message has
 * done what it asks for. In a FIFO queue a handle counts only until its message is visible again, as on AWS.
 */
final class Handled implements SqsClient, Part {

    private static final int SECONDS_MAX = 43_200;

    private final Platform platform;
    private final Queues queues;
    private final Lines lines;

    Handled(Platform platform, Queues queues, Lines lines) {
        this.platform = platform;
        this.queues = queues;
        this.lines = lines;
    }

    @Override
    public DeleteMessageResponse deleteMessage(DeleteMessageRequest request) {
        return queues.at(request.queueUrl(), queue -> {
            var work = new Deletion(queue);
            work.add(request.receiptHandle());
            work.commit();
            return DeleteMessageResponse.builder().build();
        });
    }

    @Override
    public DeleteMessageBatchResponse deleteMessageBatch(DeleteMessageBatchRequest request) {
        Entries.check("DeleteMessageBatchRequestEntry", request.entries(), DeleteMessageBatchRequestEntry::id);
        return queues.at(request.queueUrl(), queue -> {
            var successful = new ArrayList<DeleteMessageBatchResultEntry>();
            var work = new Deletion(queue);
            var failed = Entries.each(request.entries(), DeleteMessageBatchRequestEntry::id, (entry, id) -> {
                work.add(entry.receiptHandle());
                successful.add(DeleteMessageBatchResultEntry.builder().id(id).build());
            });
            work.commit();
            return DeleteMessageBatchResponse.builder()
                    .successful(Entries.some(successful))
                    .failed(Entries.some(failed))
                    .build();
        });
    }

    /** Messages that are deleted together. */
    private final class Deletion {
        private final StoredQueue queue;
        private final Line line;
        private final Batch batch = platform.batch();
        private final List<Long> numbers = new ArrayList<>();

        Deletion(StoredQueue queue) {
            this.queue = queue;
            this.line = lines.of(queue);
        }

        void add(String text) {
            var handle = Handle.parse(queue, text);
            var head = head(queue, line, handle, text);
            if (head.isEmpty()) {
                // It is deleted already, and stays so.
                return;
            }
            if (queue.fifo() && expired(line, handle, head.get())) {
                throw handleExpired(text);
            }
            lines.delete(batch, queue, handle.number());
            numbers.add(handle.number());
        }

        void commit() {
            if (!numbers.isEmpty()) {
                batch.commit();
                numbers.forEach(line::remove);
                new Figures(platform).deleted(queue, numbers.size());
            }
        }
    }

    /** The head of a handle's message; empty if it is deleted. */
    private Optional<Head> head(StoredQueue queue, Line line, Handle handle, String text) {
        var slot = line.slot(handle.number());
        var head = slot != null ? Optional.of(slot.head()) : lines.heads().get(Lines.key(queue, handle.number()));
        if (head.isPresent() && head.get().mark() != handle.mark()) {
            throw handleInvalid(text);
        }
        return handle.number() < queue.purgedBefore() ? Optional.empty() : head;
    }

    private boolean expired(Line line, Handle handle, Head head) {
        var slot = line.slot(handle.number());
        return head.count() != handle.count()
                || slot == null
                || !slot.inFlight()
                || head.untilMillis() <= platform.clock().millis();
    }

    @Override
    public ChangeMessageVisibilityResponse changeMessageVisibility(ChangeMessageVisibilityRequest request) {
        return queues.at(request.queueUrl(), queue -> {
            var batch = platform.batch();
            hide(queue, batch, request.receiptHandle(), request.visibilityTimeout());
            batch.commit();
            return ChangeMessageVisibilityResponse.builder().build();
        });
    }

    @Override
    public ChangeMessageVisibilityBatchResponse changeMessageVisibilityBatch(
            ChangeMessageVisibilityBatchRequest request) {
        Entries.check(
                "ChangeMessageVisibilityBatchRequestEntry",
                request.entries(),
                ChangeMessageVisibilityBatchRequestEntry::id);
        return queues.at(request.queueUrl(), queue -> {
            var successful = new ArrayList<ChangeMessageVisibilityBatchResultEntry>();
            var batch = platform.batch();
            var failed = Entries.each(request.entries(), ChangeMessageVisibilityBatchRequestEntry::id, (entry, id) -> {
                hide(queue, batch, entry.receiptHandle(), entry.visibilityTimeout());
                successful.add(
                        ChangeMessageVisibilityBatchResultEntry.builder().id(id).build());
            });
            if (!successful.isEmpty()) {
                batch.commit();
            }
            return ChangeMessageVisibilityBatchResponse.builder()
                    .successful(Entries.some(successful))
                    .failed(Entries.some(failed))
                    .build();
        });
    }

    private void hide(StoredQueue queue, Batch batch, String text, @Nullable Integer seconds) {
        int asked = seconds == null ? 0 : seconds;
        if (asked < 0 || asked > SECONDS_MAX) {
            throw invalid("VisibilityTimeout", asked, "VisibilityTimeout must be an integer between 0 and 43200.");
        }
        var line = lines.of(queue);
        var handle = Handle.parse(queue, text);
        long now = platform.clock().millis();
        var head = head(queue, line, handle, text);
        boolean latest = head.isPresent() && head.get().count() == handle.count();
        var next = latest ? line.hideUntil(handle.number(), now + asked * 1_000L, now) : null;
        if (next == null) {
            throw notInFlight(text);
        }
        batch.put(lines.heads(), Lines.key(queue, handle.number()), next);
    }
}
