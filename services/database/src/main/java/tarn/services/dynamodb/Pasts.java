package tarn.services.dynamodb;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Platform;
import tarn.services.dynamodb.value.Item;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * What items were before their changes: a copy of a table as it was at any moment, of which only the differences to
 * today are kept.
 *
 * <p>Each version lies under its item's key and the number of the change that ended it, written with that change. What
 * an item was at a moment is its first version that ended after it; without one, what it is now. So a backup is a
 * moment, and costs what changes after it.
 */
final class Pasts {

    private static final int AT_ONCE = 500;

    private final Platform platform;
    private final Store<StoredItem> items;
    private final Store<StoredPast> store;

    Pasts(Platform platform) {
        this.platform = platform;
        this.items = platform.store("dynamodb/items", Scope.REGION, StoredItem.FORMAT);
        this.store = platform.store("dynamodb/past", Scope.REGION, StoredPast.FORMAT);
    }

    /** Keeps what an item was before a change, if somebody may ask for it. */
    void keep(Batch batch, Table table, Key key, @Nullable Item old, long number) {
        var past = table.stored().tied().past();
        if (past == null || (past.recovery() == null && latest(key) > past.latest())) {
            return;
        }
        batch.put(store, at(key, number), new StoredPast(old == null ? null : ItemCodec.encode(old)));
    }

    /** The number of the latest change of an item whose past is kept; 0 if none is. */
    private long latest(Key key) {
        return store.list(Range.between(at(key, 0), at(key, Long.MAX_VALUE)).backwards(), 1).stream()
                .findFirst()
                .map(Pasts::number)
                .orElse(0L);
    }

    private static Key at(Key key, long number) {
        var bytes = key.bytes();
        return Key.ofBytes(ByteBuffer.allocate(bytes.length + Long.BYTES)
                .put(bytes)
                .putLong(number)
                .array());
    }

    private static long number(Entry<StoredPast> entry) {
        var bytes = entry.key().bytes();
        return ByteBuffer.wrap(bytes).getLong(bytes.length - Long.BYTES);
    }

    private static Key item(Entry<StoredPast> entry) {
        var bytes = entry.key().bytes();
        return Key.ofBytes(Arrays.copyOf(bytes, bytes.length - Long.BYTES));
    }

    /**
     * Some items of a table as they were at a moment.
     *
     * @param last the key after which the next ones come; null if there are none
     */
    record Some(List<Was> items, @Nullable Key last) {}

    /** What an item was. */
    record Was(Key key, StoredItem item) {}

    /**
     * The items after a key, in order, as they were when all changes below a number were done, and no other.
     *
     * <p>The items are read before their past: whatever is written meanwhile has left what was there in one of them.
     */
    Some read(int table, long cut, @Nullable Key after) {
        var found = new TreeMap<Key, Optional<StoredItem>>();
        var all = Upkeep.under(table, Table.ITEMS);
        var some = items.list(after == null ? all : all.after(after), AT_ONCE);
        some.forEach(entry -> found.put(entry.key(), Optional.of(entry.value())));
        var last = some.size() < AT_ONCE ? null : some.getLast().key();
        Key seen = null;
        int changed = 0;
        for (var entry : store.scan(versions(table, after, last))) {
            var key = item(entry);
            if (Objects.equals(seen, key) || number(entry) < cut) {
                continue;
            }
            seen = key;
            found.put(key, Optional.ofNullable(entry.value().item()));
            if (++changed == AT_ONCE) {
                last = key;
                break;
            }
        }
        var was = new ArrayList<Was>();
        for (var entry : (last == null ? found : found.headMap(last, true)).entrySet()) {
            entry.getValue().ifPresent(item -> was.add(new Was(entry.getKey(), item)));
        }
        return new Some(was, last);
    }

    private static Range versions(int table, @Nullable Key after, @Nullable Key last) {
        var first = KeyBytes.of(table, Table.ITEMS);
        return Range.between(
                after == null ? first.made() : at(after, Long.MAX_VALUE),
                last == null ? first.end() : at(last, Long.MAX_VALUE));
    }

    /**
     * A version that ended.
     *
     * @param number of the change that ended it
     */
    record Version(Key key, long number, StoredPast was) {}

    /** All versions of a table's items after a key, by item, the oldest first. */
    Iterable<Version> versionsAfter(int table, @Nullable Key after) {
        var entries = store.scan(versions(table, after, null));
        return () -> {
            var each = entries.iterator();
            return new java.util.Iterator<>() {
                @Override
                public boolean hasNext() {
                    return each.hasNext();
                }

                @Override
                public Version next() {
                    var entry = each.next();
                    return new Version(item(entry), number(entry), entry.value());
                }
            };
        };
    }

    /** What an item was at a moment. */
    Optional<StoredItem> read(Key key, long cut) {
        var now = items.get(key);
        var later = store.list(Range.between(at(key, cut), at(key, Long.MAX_VALUE)), 1);
        return later.isEmpty()
                ? now
                : Optional.ofNullable(later.getFirst().value().item());
    }

    /** Which versions are still wanted. */
    @FunctionalInterface
    interface Wanted {
        /**
         * Whether somebody wants the version between two changes.
         *
         * @param begun the number of the change that began it; 0 if that is not known
         * @param ended the number of the change that ended it
         */
        boolean is(long begun, long ended);
    }

    /** Removes the versions that nobody wants any more. */
    void prune(int table, Wanted wanted) {
        var batch = platform.batch();
        int removed = 0;
        Key seen = null;
        long begun = 0;
        for (var entry : store.scan(versions(table, null, null))) {
            var key = item(entry);
            if (!Objects.equals(seen, key)) {
                seen = key;
                begun = 0;
            }
            long ended = number(entry);
            if (!wanted.is(begun, ended)) {
                batch.delete(store, entry.key());
                if (++removed == AT_ONCE) {
                    batch.commit();
                    batch = platform.batch();
                    removed = 0;
                }
            }
            begun = ended;
        }
        batch.commit();
    }
}
