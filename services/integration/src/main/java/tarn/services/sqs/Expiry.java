package tarn.services.sqs;

import java.time.Duration;
import java.time.Instant;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import tarn.kernel.Platform;
import tarn.store.Batch;

/**
 * Removes messages that have outlived their queue's retention: once a day by a durable timer, and whenever somebody looks at
 * the queue's counts. None is given out that is too old, whether it was removed or not.
 */
final class Expiry {

    private static final String KIND = "sqs/expiry";
    private static final Duration PERIOD = Duration.ofDays(1);
    private static final int PAGE = 500;

    private final Platform platform;
    private final Queues queues;
    private final Lines lines;

    Expiry(Platform platform, Queues queues, Lines lines) {
        this.platform = platform;
        this.queues = queues;
        this.lines = lines;
        platform.timers().on(KIND, this::due);
    }

    /** Begins to look after a new queue. */
    void watch(Batch batch, StoredQueue queue) {
        platform.timers()
                .set(batch, KIND, queue.name(), platform.clock().instant().plus(PERIOD));
    }

    void forget(Batch batch, StoredQueue queue) {
        platform.timers().cancel(batch, KIND, queue.name());
    }

    private void due(String name, Instant due) {
        queues.find(name).ifPresent(queue -> {
            sweep(queue);
            var batch = platform.batch();
            platform.timers().set(batch, KIND, name, due.plus(PERIOD));
            batch.commit();
        });
    }

    /** Removes what is too old from the queue's front. */
    void sweep(StoredQueue queue) {
        long oldest = platform.clock().millis()
                - queue.seconds(QueueAttributeName.MESSAGE_RETENTION_PERIOD).toMillis();
        while (true) {
            var old = lines.first(queue, PAGE).stream()
                    .filter(kept -> kept.head().sentMillis() < oldest)
                    .toList();
            if (old.isEmpty()) {
                return;
            }
            var batch = platform.batch();
            old.forEach(kept -> lines.delete(batch, queue, kept.number()));
            batch.commit();
            var line = lines.of(queue);
            old.forEach(kept -> line.remove(kept.number()));
        }
    }
}
