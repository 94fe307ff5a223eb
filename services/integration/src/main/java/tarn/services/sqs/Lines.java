package tarn.services.sqs;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * The messages of all queues: on disk, and the {@link Line} of each queue that is used.
 *
 * <p>What is left of deleted and purged queues is noted in the batch that makes it so, and removed behind their backs.
 */
final class Lines {

    private static final int PAGE = 500;

    private final Platform platform;
    private final Store<Head> heads;
    private final Store<Sealed> letters;
    private final Store<Remains> remains;
    private final Map<String, Line> lines = new ConcurrentHashMap<>();

    /** Messages that nobody will ask for again: those of a queue's id with smaller numbers. */
    record Remains(Caller caller, String queueId, long before) {}

    Lines(Platform platform) {
        this.platform = platform;
        this.heads = platform.store("sqs/heads", Scope.REGION, Formats.record(Head.class));
        this.letters = platform.store("sqs/letters", Scope.REGION, Formats.record(Sealed.class));
        this.remains = platform.store("sqs/remains", Scope.GLOBAL, Formats.record(Remains.class));
        platform.background()
                .onReady(() -> remains.scan(Range.all())
                        .forEach(left -> left.value().caller().run(() -> remove(left.key(), left.value()))));
    }

    Line of(StoredQueue queue) {
        var line = lines.get(queue.id());
        return line != null ? line : lines.computeIfAbsent(queue.id(), _ -> made(queue));
    }

    private Line made(StoredQueue queue) {
        // Larger than any number of before a restart, for that queue: no handle is taken for another message's.
        long floor = Math.max(queue.purgedBefore(), platform.clock().millis() << 20);
        return new Line(
                queue.fifo() ? new Order.Fifo() : new Order.Standard(),
                (from, limit) -> from(queue.id(), from, limit),
                queue.purgedBefore(),
                floor);
    }

    private List<Line.Kept> from(String queueId, long number, int limit) {
        var parent = Key.of(queueId);
        return heads.list(Range.under(parent).from(parent.with(number)), limit).stream()
                .map(entry -> new Line.Kept(number(entry.key()), entry.value()))
                .toList();
    }

    private static long number(Key key) {
        var reader = key.reader();
        reader.text();
        return reader.number();
    }

    /** The first messages of a queue, by number. */
    List<Line.Kept> first(StoredQueue queue, int limit) {
        return from(queue.id(), queue.purgedBefore(), limit);
    }

    static Key key(StoredQueue queue, long number) {
        return Key.of(queue.id()).with(number);
    }

    Store<Head> heads() {
        return heads;
    }

    Store<Sealed> letters() {
        return letters;
    }

    void put(Batch batch, StoredQueue queue, long number, Head head, Sealed letter) {
        batch.put(heads, key(queue, number), head).put(letters, key(queue, number), letter);
    }

    void delete(Batch batch, StoredQueue queue, long number) {
        batch.delete(heads, key(queue, number)).delete(letters, key(queue, number));
    }

    /** Notes in a batch that messages of a queue are to be removed, and does it once the batch is kept. */
    void leave(Batch batch, StoredQueue queue, long before) {
        var key = Key.of(queue.id(), platform.ids().uuid().toString());
        var left = new Remains(Caller.current(), queue.id(), before);
        batch.put(remains, key, left)
                .afterwards(
                        () -> platform.background().run("sqs: remains of " + queue.name(), () -> remove(key, left)));
    }

    private void remove(Key key, Remains left) {
        while (true) {
            var page = from(left.queueId(), 0, PAGE).stream()
                    .filter(kept -> kept.number() < left.before())
                    .toList();
            if (page.isEmpty()) {
                remains.delete(key);
                return;
            }
            var batch = platform.batch();
            for (var kept : page) {
                var message = Key.of(left.queueId()).with(kept.number());
                batch.delete(heads, message).delete(letters, message);
            }
            batch.commit();
        }
    }

    /** A queue is gone: whoever waits there is sent away. */
    void close(StoredQueue queue) {
        var line = lines.remove(queue.id());
        if (line != null) {
            line.close();
        }
    }
}
