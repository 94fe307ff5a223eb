package tarn.services.firehose;

import static tarn.services.firehose.FirehoseFaults.slowDown;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import tarn.kernel.Caller;
import tarn.services.firehose.Waiting.Piece;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * Records that wait for their delivery: in the store before they are acknowledged, gone once they were delivered.
 *
 * <p>The first record of an empty buffer sets a durable timer in its own batch; the others know it is set. A delivery says
 * that it is not any more before it looks at what is there, while nobody is in the middle of adding something. So whatever
 * lies in a buffer has a timer that will fire, after a crash as well.
 */
final class Buffers {

    static final String WAITING = "firehose/waiting";
    static final String FLUSH = "firehose/flush";

    private static final String REMOVAL = "firehose/removal";

    /** What may wait for a destination that does not answer. */
    private static final long WAITING_BYTES_MAX = 1L << 30;

    private static final int PAGE = 100;

    private final DeliveryStreams streams;
    private final BufferKeys keys;
    private final Store<Waiting> store;
    private final Map<Place, Buffer> buffers = new ConcurrentHashMap<>();

    private record Place(String account, String region, String id) {}

    /** What is known of a stream's buffer in memory. */
    private static final class Buffer {
        private final ReentrantReadWriteLock adding = new ReentrantReadWriteLock();
        private final AtomicLong bytes = new AtomicLong();
        private final AtomicLong last = new AtomicLong();
        private volatile boolean timed;
    }

    Buffers(DeliveryStreams streams, BufferKeys keys) {
        this.streams = streams;
        this.keys = keys;
        this.store = streams.platform().store(WAITING, Scope.REGION, Waiting.FORMAT);
        streams.platform().timers().beside(REMOVAL, (id, _) -> remove(id));
    }

    private Buffer buffer(DeliveryStream stream) {
        var caller = Caller.current();
        return buffers.computeIfAbsent(new Place(caller.account(), caller.region(), stream.id()), _ -> found(stream));
    }

    private Buffer found(DeliveryStream stream) {
        var buffer = new Buffer();
        store.scan(Range.under(Key.of(stream.id()))).forEach(entry -> {
            buffer.bytes.addAndGet(entry.value().sizeBytes());
            buffer.last.set(number(entry.key()));
        });
        return buffer;
    }

    private static long number(Key key) {
        var reader = key.reader();
        reader.text();
        return reader.number();
    }

    /**
     * Adds records to a batch of the caller's, which is kept before this returns; says how many bytes wait now.
     *
     * @param also what else is kept in the batch, such as how far a source was read
     */
    long add(DeliveryStream stream, List<Piece> pieces, java.util.function.Consumer<Batch> also) {
        var buffer = buffer(stream);
        if (buffer.bytes.get() > WAITING_BYTES_MAX) {
            throw slowDown();
        }
        var waiting = keys.sealed(stream, pieces);
        buffer.adding.readLock().lock();
        try {
            var batch = streams.platform().batch();
            also.accept(batch);
            long number = buffer.last.updateAndGet(
                    last -> Math.max(last + 1, streams.platform().clock().millis() << 10));
            batch.insert(store, Key.of(stream.id()).with(number), waiting);
            boolean times = !buffer.timed;
            if (times) {
                var interval = DeliveryStreams.hints(stream.destination()).intervalInSeconds();
                time(batch, stream.name(), Duration.ofSeconds(interval));
            }
            if (!batch.commit()) {
                throw new IllegalStateException("A record's place was taken");
            }
            if (times) {
                buffer.timed = true;
            }
            return buffer.bytes.addAndGet(waiting.sizeBytes());
        } finally {
            buffer.adding.readLock().unlock();
        }
    }

    /** Has a stream's buffer delivered after a while. */
    void time(Batch batch, String name, Duration after) {
        DeliveryStreams.service()
                .run(() -> streams.platform()
                        .timers()
                        .set(
                                batch,
                                FLUSH,
                                name,
                                streams.platform().clock().instant().plus(after)));
    }

    /** From now on whoever adds a record sets a timer. */
    void open(DeliveryStream stream) {
        var buffer = buffer(stream);
        buffer.adding.writeLock().lock();
        try {
            buffer.timed = false;
        } finally {
            buffer.adding.writeLock().unlock();
        }
    }

    /** The number of what came last. */
    long last(DeliveryStream stream) {
        return buffer(stream).last.get();
    }

    /** What waits first, as much as one delivery takes and nothing after a number; empty if nothing waits. */
    List<Entry<Waiting>> next(DeliveryStream stream, long bytesMax, long last) {
        var found = new ArrayList<Entry<Waiting>>();
        long bytes = 0;
        for (var entry : store.scan(Range.under(Key.of(stream.id())))) {
            if (bytes >= bytesMax || number(entry.key()) > last) {
                return found;
            }
            found.add(entry);
            bytes += entry.value().sizeBytes();
        }
        return found;
    }

    List<Piece> pieces(DeliveryStream stream, List<Entry<Waiting>> entries) {
        return entries.stream()
                .flatMap(entry -> keys.opened(stream, entry.value()).stream())
                .toList();
    }

    void delivered(DeliveryStream stream, List<Entry<Waiting>> entries) {
        var batch = streams.platform().batch();
        long bytes = 0;
        for (var entry : entries) {
            batch.delete(store, entry.key());
            bytes += entry.value().sizeBytes();
        }
        batch.commit();
        buffer(stream).bytes.addAndGet(-bytes);
    }

    /** Has what waits for a stream that is gone removed. */
    void forget(Batch batch, DeliveryStream stream) {
        var caller = Caller.current();
        streams.platform().timers().cancel(batch, FLUSH, stream.name());
        Instant now = streams.platform().clock().instant();
        streams.platform().timers().set(batch, REMOVAL, stream.id(), now);
        batch.afterwards(() -> buffers.remove(new Place(caller.account(), caller.region(), stream.id())));
    }

    private void remove(String id) {
        var page = store.list(Range.under(Key.of(id)), PAGE);
        while (!page.isEmpty()) {
            var batch = streams.platform().batch();
            page.forEach(entry -> batch.delete(store, entry.key()));
            batch.commit();
            page = store.list(Range.under(Key.of(id)), PAGE);
        }
    }
}
