package tarn.services.sqs;

import java.time.Duration;
import java.util.Optional;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * By what FIFO queues know a duplicate: for five minutes what was sent under a deduplication id is remembered, in the batch
 * that keeps the message, so that of two senders at once one is the duplicate.
 */
final class Duplicates {

    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final int SWEEP = 100;

    private final Store<Sent> sent;
    private final Store<String> ages;

    /** A message that was sent under an id. */
    record Sent(String messageId, long number, long untilMillis) {}

    Duplicates(Platform platform) {
        this.sent = platform.store("sqs/duplicates", Scope.REGION, Formats.record(Sent.class));
        this.ages = platform.store("sqs/duplicate-ages", Scope.REGION, Formats.text());
    }

    static Key key(StoredQueue queue, Draft draft) {
        var group = queue.perGroup() && draft.group() != null ? draft.group() : "";
        return Key.of(queue.id(), group, draft.deduplication() == null ? "" : draft.deduplication());
    }

    Optional<Entry<Sent>> find(Key key) {
        return sent.entry(key);
    }

    /** Remembers a message; the batch fails if another came under the id meanwhile. */
    void remember(Batch batch, StoredQueue queue, Key key, Optional<Entry<Sent>> seen, Sent message) {
        seen.ifPresentOrElse(old -> batch.replace(sent, old, message), () -> batch.insert(sent, key, message));
        batch.put(ages, Key.of(queue.id()).with(message.untilMillis()).with(message.number()), text(key));
    }

    static long until(long nowMillis) {
        return nowMillis + REMEMBERED.toMillis();
    }

    private static String text(Key key) {
        return java.util.HexFormat.of().formatHex(key.bytes());
    }

    /** Has a batch forget some of what is too old. */
    void sweep(Batch batch, StoredQueue queue, long nowMillis) {
        for (var entry : ages.list(Range.under(Key.of(queue.id())), SWEEP)) {
            var reader = entry.key().reader();
            reader.text();
            if (reader.number() > nowMillis) {
                return;
            }
            batch.delete(ages, entry.key());
            var key = Key.ofBytes(java.util.HexFormat.of().parseHex(entry.value()));
            // A younger message may be remembered under the id.
            sent.entry(key)
                    .filter(old -> old.value().untilMillis() <= nowMillis)
                    .ifPresent(old -> batch.delete(sent, key));
        }
    }
}
