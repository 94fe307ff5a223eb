package tarn.services.glue;

import java.util.ArrayList;
import java.util.List;
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
 * Keeps the indexes of partitions: a partition and its entries are written in one batch, which fails if the table's indexes
 * changed since they were looked at. A new index is on record before it is built, so that nothing written meanwhile is
 * missed; a timer builds it, or clears what is left of one, after a restart too.
 */
final class PartitionIndexBook {

    static final String TIMER = "glue/partition-index";

    private static final int WRITTEN_AT_ONCE = 500;

    private final Platform platform;
    private final Catalog catalog;
    private final Store<PartitionIndex.All> indexes;
    private final Store<byte[]> entries;

    PartitionIndexBook(Platform platform, Catalog catalog) {
        this.platform = platform;
        this.catalog = catalog;
        this.indexes = platform.store("glue/partition-indexes", Scope.REGION, PartitionIndex.All.FORMAT);
        this.entries = platform.store("glue/partition-index-entries", Scope.REGION, Formats.bytes());
    }

    /** The indexes of a table as they are now. */
    record Seen(Key table, Optional<Entry<PartitionIndex.All>> kept) {

        List<PartitionIndex> all() {
            return kept.map(entry -> entry.value().all()).orElse(List.of());
        }
    }

    Store<PartitionIndex.All> indexes() {
        return indexes;
    }

    /** By key values, the keys of partitions. */
    Store<byte[]> entries() {
        return entries;
    }

    Seen seen(KeptTable table) {
        var key = Key.of(table.id());
        return new Seen(key, indexes.entry(key));
    }

    /** The batch fails if the indexes changed since they were seen. */
    void expect(Batch batch, Seen seen) {
        seen.kept()
                .ifPresentOrElse(
                        entry -> batch.expect(indexes, entry), () -> batch.expectAbsent(indexes, seen.table()));
    }

    /** Enters a partition; refuses values that are none of their key's type. */
    void enter(Batch batch, Seen seen, KeptTable table, Key partition, List<String> values) {
        for (var index : seen.all()) {
            if (index.isKept()) {
                batch.put(entries, entry(index, table, values), partition.bytes());
            }
        }
    }

    private static Key entry(PartitionIndex index, KeptTable table, List<String> values) {
        try {
            return index.entry(table, values);
        } catch (IllegalArgumentException e) {
            throw GlueFaults.invalid("Partition values " + values + " do not fit the types of partition index "
                    + index.name() + ": " + e.getMessage());
        }
    }

    /** Takes a partition out. */
    void leave(Batch batch, Seen seen, KeptTable table, List<String> values) {
        for (var index : seen.all()) {
            try {
                batch.delete(entries, index.entry(table, values));
            } catch (IllegalArgumentException e) {
                // It was made before the index, which failed because of it, and has no entry.
            }
        }
    }

    /** Has an index built or cleared soon. */
    void arrange(Batch batch, KeptTable table, String index) {
        var name = table.table().databaseName() + "/" + table.table().name() + "/" + index;
        platform.timers().set(batch, TIMER, name, platform.clock().instant());
    }

    /** Has what is under way, of which an older Tarn set no timer, done soon. */
    void resume(KeptTable table, List<PartitionIndex> all) {
        var batch = catalog.batch();
        var open = all.stream()
                .filter(index -> index.state() == PartitionIndex.State.CREATING)
                .toList();
        open.forEach(index -> arrange(batch, table, index.name()));
        if (!open.isEmpty()) {
            batch.commit();
        }
    }

    /** Does what is to be done to the index that the timer's name names. */
    void settle(String name) {
        var parts = name.split("/", 3);
        var found = catalog.find(parts[0], parts[1]);
        if (found.isEmpty()) {
            return;
        }
        var table = found.get().value();
        for (var index : seen(table).all()) {
            if (index.name().equals(parts[2])) {
                switch (index.state()) {
                    case CREATING -> build(table, index);
                    case DELETING -> clear(table, index);
                    case ACTIVE, FAILED -> {}
                }
            }
        }
    }

    private void build(KeptTable table, PartitionIndex index) {
        var chunk = new ArrayList<Entry<Deferred<KeptPartition>>>();
        var failed = Optional.<List<String>>empty();
        for (var partition : catalog.partitions().scan(PartitionBook.below(table, List.of()))) {
            chunk.add(partition);
            if (chunk.size() == WRITTEN_AT_ONCE) {
                failed = failed.or(() -> write(table, index, chunk));
                chunk.clear();
            }
        }
        failed = failed.or(() -> write(table, index, chunk));
        var next = failed.map(index::failed).orElseGet(() -> index.as(PartitionIndex.State.ACTIVE));
        indexes.update(
                Key.of(table.id()),
                present -> present.map(all -> isThere(all, index) ? all.with(next) : all)
                        .orElse(null));
    }

    private static boolean isThere(PartitionIndex.All all, PartitionIndex index) {
        return all.all().contains(index);
    }

    /** Writes the entries of some partitions; gives the values that do not fit, if any. */
    private Optional<List<String>> write(
            KeptTable table, PartitionIndex index, List<Entry<Deferred<KeptPartition>>> some) {
        var batch = catalog.batch();
        for (var partition : some) {
            var values = PartitionBook.values(partition.key(), table.keys().size());
            try {
                batch.expect(catalog.partitions(), partition)
                        .put(
                                entries,
                                index.entry(table, values),
                                partition.key().bytes());
            } catch (IllegalArgumentException e) {
                return Optional.of(values);
            }
        }
        if (batch.commit()) {
            return Optional.empty();
        }
        // One of them went or changed meanwhile: take those that are still there, one by one.
        for (var partition : some) {
            catalog.partitions()
                    .entry(partition.key())
                    .ifPresent(now -> catalog.batch()
                            .expect(catalog.partitions(), now)
                            .put(
                                    entries,
                                    index.entry(
                                            table,
                                            PartitionBook.values(
                                                    now.key(), table.keys().size())),
                                    now.key().bytes())
                            .commit());
        }
        return Optional.empty();
    }

    private void clear(KeptTable table, PartitionIndex index) {
        catalog.clear(entries, index.root(table));
        indexes.update(
                Key.of(table.id()),
                present -> present.map(all -> all.without(index.name())).orElse(null));
    }

    /** Forgets all indexes of a table that is gone. */
    void forget(Key table) {
        catalog.clear(entries, table);
        indexes.delete(table);
    }

    /** Whether an index has any entries. */
    boolean isEmpty(KeptTable table, PartitionIndex index) {
        return entries.list(Range.under(index.root(table)), 1).isEmpty();
    }
}
