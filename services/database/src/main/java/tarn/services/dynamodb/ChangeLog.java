package tarn.services.dynamodb;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.services.dynamodb.value.Item;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** The changes of tables that have streams: written with what they tell of, kept for a day. */
final class ChangeLog {

    static final Format<StoredStream> STREAM = Formats.record(StoredStream.class);
    static final Duration KEPT = Duration.ofDays(1);

    private record Place(String account, String region, int table) {}

    private final Platform platform;
    private final Sequences sequences;
    private final Store<StoredStream> streams;
    private final Store<StoredChange> changes;
    private final Set<Place> resumed = ConcurrentHashMap.newKeySet();
    private final List<Witness> witnesses = new ArrayList<>();

    ChangeLog(Platform platform) {
        this.platform = platform;
        this.sequences = Sequences.of(platform);
        this.streams = platform.store("dynamodb/streams", Scope.REGION, STREAM);
        this.changes = platform.store("dynamodb/changes", Scope.REGION, StoredChange.FORMAT);
    }

    Store<StoredStream> streams() {
        return streams;
    }

    /**
     * What happened to an item, before it has a number; old and next are not both null, and differ.
     *
     * @param origin the write in another region that this repeats; null if it is one of its own
     */
    record Happening(
            Table table,
            Key key,
            @Nullable Item old,
            @Nullable Item next,
            boolean expired,
            Versions.@Nullable Write origin) {}

    /** What else is kept of a change, with it. */
    @FunctionalInterface
    interface Witness {
        /** Adds to the batch that a change is. */
        void see(Batch batch, Happening happening, long number, long now);
    }

    /** Has somebody see every change before it is kept. */
    ChangeLog witnessed(Witness witness) {
        witnesses.add(witness);
        return this;
    }

    /**
     * Keeps a batch while nothing else is written: whatever was written before has a lower number than the one that the
     * batch is made with, whatever comes after a higher.
     */
    boolean between(KeyLocks locks, LongFunction<Batch> made) {
        try (var _ = locks.lockAll()) {
            long number = sequences.begin(platform.clock().instant().toEpochMilli(), 1);
            try {
                return made.apply(number).commit();
            } finally {
                sequences.end(number);
            }
        }
    }

    /** Keeps a batch with what its happenings tell to streams; says whether it was kept. */
    boolean commit(Batch batch, List<Happening> happenings) {
        if (happenings.isEmpty()) {
            return batch.commit();
        }
        happenings.forEach(happening -> resume(happening.table().stored().number()));
        long now = platform.clock().instant().toEpochMilli();
        long first = sequences.begin(now, happenings.size());
        try {
            for (int i = 0; i < happenings.size(); i++) {
                var happening = happenings.get(i);
                if (happening.table().stored().streams()) {
                    batch.put(changes, key(happening.table().stored().number(), first + i), told(happening, now));
                }
                for (var witness : witnesses) {
                    witness.see(batch, happening, first + i, now);
                }
            }
            return batch.commit();
        } finally {
            sequences.end(first);
        }
    }

    private static StoredChange told(Happening happening, long now) {
        var stream = happening.table().stored().stream();
        var old = happening.old();
        var next = happening.next();
        var either = next == null ? old : next;
        boolean olds = false;
        boolean news = false;
        if (stream != null) {
            switch (stream.view()) {
                case NEW_AND_OLD_IMAGES -> {
                    olds = true;
                    news = true;
                }
                case OLD_IMAGE -> olds = true;
                case NEW_IMAGE -> news = true;
                case KEYS_ONLY, UNKNOWN_TO_SDK_VERSION -> {}
            }
        }
        return new StoredChange(
                now,
                old != null,
                next != null,
                happening.expired(),
                happening.table().keys().of(either == null ? Item.EMPTY : either),
                olds ? old : null,
                news ? next : null);
    }

    /** Finds out the last number that was given in a table's streams before the start. */
    private void resume(int table) {
        var caller = Caller.current();
        if (resumed.add(new Place(caller.account(), caller.region(), table))) {
            last(table).ifPresent(sequences::seen);
        }
    }

    private Optional<Long> last(int table) {
        var all = Range.between(key(table, 0), key(table, Long.MAX_VALUE)).backwards();
        return changes.list(all, 1).stream().map(ChangeLog::number).findFirst();
    }

    static long number(Entry<StoredChange> entry) {
        var reader = entry.key().reader();
        reader.number();
        return reader.number();
    }

    private static Key key(int table, long number) {
        return Key.of().with(table).with(number);
    }

    /** All below this number is settled: no change comes there any more. */
    long settled(StoredStream stream) {
        resume(stream.number());
        return sequences.settled(platform.clock().instant().toEpochMilli());
    }

    /** The same for what is known by its number alone. */
    long settled() {
        return sequences.settled(platform.clock().instant().toEpochMilli());
    }

    /** Changes from one number on, before another. */
    Iterable<Entry<StoredChange>> read(StoredStream stream, long from, long before) {
        return from >= before
                ? List.of()
                : changes.scan(Range.between(key(stream.number(), from), key(stream.number(), before)));
    }

    /** The first number that is still kept. */
    long trimmed() {
        return Sequences.first(platform.clock().instant().minus(KEPT).toEpochMilli());
    }

    /** Begins a stream with the batch that enables it. */
    void begin(Batch batch, StoredTable table) {
        var asked = table.stream();
        if (asked != null && asked.enabled()) {
            batch.put(
                    streams,
                    streamKey(table.name(), asked.label()),
                    new StoredStream(
                            table.name(),
                            table.number(),
                            asked.label(),
                            asked.since(),
                            asked.view(),
                            table.keys(),
                            null,
                            null));
            setTrimming(batch);
        }
    }

    /** Ends a table's stream, if it has one, with the batch that disables it or deletes the table. */
    void end(Batch batch, StoredTable table, Instant now) {
        var stream = table.stream();
        if (stream != null && stream.enabled()) {
            find(table.name(), stream.label())
                    .ifPresent(entry ->
                            batch.put(streams, entry.key(), entry.value().ended(now)));
        }
    }

    Optional<Entry<StoredStream>> find(String table, String label) {
        return streams.entry(streamKey(table, label));
    }

    static Key streamKey(String table, String label) {
        return Key.of(table, label);
    }

    private static final String TIMER = "dynamodb/streams";
    private static final Duration TRIMMING = Duration.ofHours(1);
    private static final int AT_ONCE = 1000;

    /** Has streams trimmed every hour, from now on. */
    ChangeLog trimming() {
        platform.timers().beside(TIMER, (name, due) -> trim());
        return this;
    }

    private void setTrimming(Batch batch) {
        platform.timers().set(batch, TIMER, "all", platform.clock().instant().plus(TRIMMING));
    }

    private void trim() {
        long before = trimmed();
        boolean left = false;
        for (var entry : streams.scan(Range.all())) {
            var stream = entry.value();
            empty(Range.between(key(stream.number(), 0), key(stream.number(), before)));
            var ended = stream.ended();
            if (ended != null && Sequences.first(ended.toEpochMilli()) < before) {
                streams.delete(entry.key());
            } else {
                left = true;
            }
        }
        if (left) {
            var batch = platform.batch();
            setTrimming(batch);
            batch.commit();
        }
    }

    private void empty(Range range) {
        while (true) {
            var some = new ArrayList<>(changes.list(range, AT_ONCE));
            if (some.isEmpty()) {
                return;
            }
            var batch = platform.batch();
            some.forEach(entry -> batch.delete(changes, entry.key()));
            batch.commit();
        }
    }
}
