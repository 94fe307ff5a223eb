package tarn.services.dynamodb;

import static tarn.services.dynamodb.DynamoFaults.duplicateKeys;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Platform;
import tarn.services.dynamodb.value.Item;
import tarn.store.Batch;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * The items of all tables and the entries of their indexes, in one ordered store; see {@link KeyBytes}.
 *
 * <p>A write holds the lock of its item from reading what is there until what follows is on disk. Its batch expects
 * that the table is as it was read: if it was changed or deleted in between, the write is decided again.
 */
final class Items {

    private final Platform platform;
    private final Tables tables;
    private final Store<StoredItem> store;
    private final KeyLocks locks = new KeyLocks();

    Items(Platform platform, Tables tables) {
        this.platform = platform;
        this.tables = tables;
        this.store = platform.store("dynamodb/items", Scope.REGION, StoredItem.FORMAT);
    }

    Store<StoredItem> store() {
        return store;
    }

    KeyLocks locks() {
        return locks;
    }

    Optional<StoredItem> read(Key key) {
        return store.get(key);
    }

    /** A write of one item, before it is decided. */
    interface Intent {
        /** The key of the item in a table, checked. */
        Item key(Table table);

        /** Whether it must know what is there. */
        boolean looks(Table table);

        /**
         * What shall be there.
         *
         * @param old what is there; null if nothing is, or nobody looked
         * @return null to remove the item
         */
        @Nullable
        Item decide(Table table, @Nullable Item old);
    }

    /**
     * What a write has changed.
     *
     * @param old what was there; null if nothing was, or nobody looked
     */
    record Change(Table table, @Nullable Item old, @Nullable Item next) {}

    /** Carries a write out; when it returns it is on disk. */
    Change write(String reference, Intent intent) {
        while (true) {
            var table = tables.named(reference);
            var key = table.key(intent.key(table));
            try (var _ = locks.lock(key)) {
                boolean looks = table.remembers() || intent.looks(table);
                var stored = looks ? read(key) : Optional.<StoredItem>empty();
                var old = stored.map(ItemCodec::decode).orElse(null);
                var next = intent.decide(table, old);
                if (next == null && looks && old == null) {
                    return new Change(table, null, null);
                }
                var batch = platform.batch().expect(tables.store(), table.entry());
                add(batch, table, key, old, next);
                if (batch.commit()) {
                    return new Change(table, old, next);
                }
            }
        }
    }

    /**
     * Carries out several writes of different items, which need not know what is there, as one.
     *
     * @throws software.amazon.awssdk.services.dynamodb.model.DynamoDbException if two are of the same item
     */
    void write(List<Write> writes) {
        while (true) {
            var places = new ArrayList<Place>(writes.size());
            var seen = new HashSet<Key>();
            for (var write : writes) {
                var table = tables.named(write.table());
                var key = table.key(
                        write.item() == null ? table.checkedKey(write.key()) : table.checkedInBatch(write.item()));
                if (!seen.add(key)) {
                    throw duplicateKeys();
                }
                places.add(new Place(table, key, write.item()));
            }
            try (var _ = locks.lock(seen)) {
                var batch = platform.batch();
                places.stream()
                        .map(Place::table)
                        .distinct()
                        .forEach(table -> batch.expect(tables.store(), table.entry()));
                for (var place : places) {
                    var old = place.table().remembers()
                            ? read(place.key()).map(ItemCodec::decode).orElse(null)
                            : null;
                    add(batch, place.table(), place.key(), old, place.item());
                }
                if (batch.commit()) {
                    return;
                }
            }
        }
    }

    /**
     * One of several writes.
     *
     * @param key of what is removed; of a put, nothing
     * @param item what is put; null to remove what the key names
     */
    record Write(String table, Item key, @Nullable Item item) {}

    private record Place(Table table, Key key, @Nullable Item item) {}

    /** Adds to a batch all that a change of an item is: the item, its entries in indexes. */
    void add(Batch batch, Table table, Key key, @Nullable Item old, @Nullable Item next) {
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
