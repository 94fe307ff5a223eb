package tarn.services.dynamodb;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tarn.services.dynamodb.value.Item;
import tarn.store.Batch;
import tarn.store.Key;
import tarn.store.Store;

/**
 * Changes of items on their way to the disk: one batch of items, index entries and what streams tell of them. Whoever
 * adds a change holds the lock of its item until all is committed.
 */
final class Alteration {

    private final Batch batch;
    private final Store<StoredItem> store;
    private final ChangeLog log;
    private final boolean expiring;
    private final List<ChangeLog.Happening> happenings = new ArrayList<>(1);
    private Versions.@Nullable Write origin;

    /** @param expiring whether items are removed because their time has come */
    Alteration(Batch batch, Store<StoredItem> store, ChangeLog log, boolean expiring) {
        this.batch = batch;
        this.store = store;
        this.log = log;
        this.expiring = expiring;
    }

    /** For what else is to be kept, or expected, with the changes. */
    Batch batch() {
        return batch;
    }

    /** Expects that a table is as it was read. */
    Alteration expecting(Tables tables, Table table) {
        batch.expect(tables.store(), table.entry());
        return this;
    }

    /**
     * Adds all that a change of an item is.
     *
     * @param key under which the item lies
     * @param old what is there; null if nothing is, or if the table need not know
     * @param next what shall be there; null for nothing
     */
    Alteration add(Table table, Key key, @Nullable Item old, @Nullable Item next) {
        if (next == null) {
            batch.delete(store, key);
        } else {
            batch.put(store, key, ItemCodec.encode(next));
        }
        for (var index : table.kept()) {
            var before = entry(table, index, old);
            var after = entry(table, index, next);
            if (before != null && (after == null || !after.key().equals(before.key()))) {
                batch.delete(store, before.key());
            }
            if (after != null && !after.sameAs(before)) {
                batch.put(store, after.key(), ItemCodec.encode(after.item()));
            }
        }
        Expiring.follow(batch, store, table, key, old, next);
        if (table.stored().tells() && !java.util.Objects.equals(old, next)) {
            happenings.add(new ChangeLog.Happening(table, key, old, next, expiring, origin));
        }
        return this;
    }

    /** What is added from now on was written elsewhere, by a write of this number and region. */
    Alteration from(Versions.Write write) {
        origin = write;
        return this;
    }

    /** Keeps everything; says whether all was as it was expected. */
    boolean commit() {
        return log.commit(batch, happenings);
    }

    private record IndexEntry(Key key, Item item) {
        boolean sameAs(@Nullable IndexEntry other) {
            return other != null && key.equals(other.key) && item.equals(other.item);
        }
    }

    private static @Nullable IndexEntry entry(Table table, StoredIndex index, @Nullable Item item) {
        return item == null || !Table.has(index.keys(), item)
                ? null
                : new IndexEntry(table.entryKey(index, item), table.projected(index, item));
    }
}
