package tarn.services.kinesis;

import static tarn.services.kinesis.KinesisFaults.streamNotFound;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tarn.store.Entry;
import tarn.store.Range;

/**
 * The records of one stream as they are written.
 *
 * <p>Writers put what they have into a queue; whoever gets the turn keeps everything that waits, of all shards, in one
 * batch, and the others find theirs done. So records of a shard become visible in the order of their numbers, and one sync
 * to disk serves many writers. Shards change in the same turn.
 */
final class StreamLog {

    private final Streams streams;
    private final String name;
    private final ReentrantLock turn = new ReentrantLock();
    private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private final ReentrantLock listening = new ReentrantLock();
    private final Condition news = listening.newCondition();
    private long last = -1;

    StreamLog(Streams streams, String name) {
        this.streams = streams;
        this.name = name;
    }

    /** A record on its way, sealed already by whoever writes it. */
    record Draft(BigInteger hash, StoredRecord record) {}

    /** Where a record lies. */
    record Place(String shardId, String sequenceNumber) {}

    private static final class Waiting {
        private final List<Draft> drafts;
        private @Nullable List<Place> places;
        private @Nullable RuntimeException failure;

        Waiting(List<Draft> drafts) {
            this.drafts = drafts;
        }

        boolean isDone() {
            return places != null || failure != null;
        }
    }

    /** Keeps records, all or none, and says where they lie. */
    List<Place> append(List<Draft> drafts) {
        var mine = new Waiting(drafts);
        queue.add(mine);
        turn.lock();
        try {
            if (!mine.isDone()) {
                keepAll();
            }
        } finally {
            turn.unlock();
        }
        if (mine.failure != null) {
            throw mine.failure;
        }
        announce();
        return java.util.Objects.requireNonNull(mine.places);
    }

    private void keepAll() {
        var waiting = new ArrayList<Waiting>();
        for (var next = queue.poll(); next != null; next = queue.poll()) {
            waiting.add(next);
        }
        try {
            Map<Waiting, List<Place>> kept;
            do {
                kept = keep(waiting);
            } while (kept.isEmpty());
            kept.forEach((each, places) -> each.places = places);
        } catch (RuntimeException e) {
            waiting.forEach(each -> each.failure = e);
        }
    }

    /** One attempt; empty if the stream changed meanwhile. */
    private Map<Waiting, List<Place>> keep(List<Waiting> waiting) {
        var stream = entry();
        var batch = streams.platform().batch().expect(streams.store(), stream);
        var kept = new HashMap<Waiting, List<Place>>();
        for (var each : waiting) {
            var places = new ArrayList<Place>();
            for (var draft : each.drafts) {
                var shard = stream.value().shardOf(draft.hash());
                long number = next(stream.value());
                batch.put(
                        streams.records(),
                        Streams.place(stream.value(), shard.index()).with(number),
                        draft.record());
                places.add(new Place(shard.id(), Sequence.text(number, shard.index())));
            }
            kept.put(each, places);
        }
        return batch.commit() ? kept : Map.of();
    }

    private Entry<DataStream> entry() {
        return streams.entry(name).orElseThrow(() -> streamNotFound(name));
    }

    /** The next number of the stream. */
    private long next(DataStream stream) {
        if (last < 0) {
            last = found(stream);
        }
        last = Math.max(last + 1, Sequence.at(streams.platform().clock().instant()));
        return last;
    }

    /** The greatest number there is. */
    private long found(DataStream stream) {
        long found = 0;
        for (var shard : stream.shards()) {
            found = Math.max(found, shard.last() == null ? shard.first() + 1 : shard.last() + 1);
            for (var entry : streams.records()
                    .list(Range.under(Streams.place(stream, shard.index())).backwards(), 1)) {
                found = Math.max(found, Streams.number(entry.key()));
            }
        }
        return found;
    }

    /**
     * Changes the stream's shards.
     *
     * @param change from the stream and a number that all records are below to the stream as it is to be
     */
    DataStream change(BiFunction<DataStream, Long, DataStream> change) {
        turn.lock();
        try {
            while (true) {
                var seen = entry();
                var next = change.apply(seen.value(), next(seen.value()));
                if (streams.platform()
                        .batch()
                        .replace(streams.store(), seen, next)
                        .commit()) {
                    last = -1;
                    announce();
                    return next;
                }
            }
        } finally {
            turn.unlock();
        }
    }

    private void announce() {
        listening.lock();
        try {
            news.signalAll();
        } finally {
            listening.unlock();
        }
    }

    /** Waits until records come, or a time is over, or for no reason: whoever waits looks again. */
    @SuppressWarnings("WaitNotInLoop")
    void await(Duration atMost) {
        listening.lock();
        try {
            var _ = news.awaitNanos(atMost.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            listening.unlock();
        }
    }
}
