package tarn.services.dynamodb;

import static tarn.services.dynamodb.DynamoFaults.duplicateKeys;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
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
    private final Meter meter;
    private final Gauges gauges;
    private final ChangeLog log;
    private final KeyLocks locks = new KeyLocks();
    private final Claims claims = new Claims();

    Items(Platform platform, Tables tables, Meter meter, Gauges gauges, ChangeLog log) {
        this.platform = platform;
        this.tables = tables;
        this.meter = meter;
        this.gauges = gauges;
        this.log = log;
        this.store = platform.store("dynamodb/items", Scope.REGION, StoredItem.FORMAT);
    }

    Store<StoredItem> store() {
        return store;
    }

    KeyLocks locks() {
        return locks;
    }

    Gauges gauges() {
        return gauges;
    }

    Claims claims() {
        return claims;
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
    record Change(Table table, @Nullable Item old, @Nullable Item next) {

        /** What a request is told that asked for the units it consumed; null if it did not. */
        @Nullable
        ConsumedCapacity consumed(@Nullable ReturnConsumedCapacity asked) {
            return asked == null || asked == ReturnConsumedCapacity.NONE
                    ? null
                    : new Consumed(table).wrote(old, next).told(asked);
        }
    }

    /** Carries a write out; when it returns it is on disk. */
    Change write(String reference, Intent intent) {
        while (true) {
            var table = tables.named(reference);
            var named = intent.key(table);
            var key = table.key(named);
            if (claims.has(key)) {
                throw TransactionFaults.conflict();
            }
            try (var _ = locks.lock(key)) {
                boolean looks = table.remembers() || meter.looks(table) || intent.looks(table);
                var stored = looks ? read(key) : Optional.<StoredItem>empty();
                var old = stored.map(ItemCodec::decode).orElse(null);
                var next = decided(intent, table, named, old);
                if (next == null && looks && old == null) {
                    gauges.consumed(new Consumed(table).wrote(null, null));
                    return new Change(table, null, null);
                }
                if (alter().expecting(tables, table).add(table, key, old, next).commit()) {
                    gauges.consumed(new Consumed(table).wrote(old, next));
                    return new Change(table, old, next);
                }
            }
        }
    }

    /** What is decided, metered. A write whose condition fails has its price, too. */
    private @Nullable Item decided(Intent intent, Table table, Item named, @Nullable Item old) {
        var partition =
                Objects.requireNonNull(named.get(table.keys().partition().name()));
        try {
            var next = intent.decide(table, old);
            if (meter.isOn()) {
                meter.write(new Consumed(table).wrote(old, next), partition);
            }
            return next;
        } catch (ConditionalCheckFailedException e) {
            var consumed = new Consumed(table).wrote(old, old);
            meter.write(consumed, partition);
            gauges.consumed(consumed);
            throw e;
        }
    }

    /**
     * Carries out several writes of different items as one, but for those that there is no capacity for.
     *
     * @throws DynamoDbException if two are of the same item, or if there is capacity for none
     */
    Written write(List<Write> writes) {
        while (true) {
            var places = new ArrayList<Place>(writes.size());
            var seen = new HashSet<Key>();
            for (var write : writes) {
                var table = tables.named(write.table());
                var named = write.item() == null ? table.checkedKey(write.key()) : table.checkedInBatch(write.item());
                var key = table.key(named);
                if (!seen.add(key)) {
                    throw duplicateKeys();
                }
                places.add(new Place(write, table, named, key));
            }
            try (var _ = locks.lock(seen)) {
                var alteration = alter();
                places.stream().map(Place::table).distinct().forEach(table -> alteration.expecting(tables, table));
                var written = add(alteration, places);
                if (alteration.commit()) {
                    written.consumed().forEach(gauges::consumed);
                    return written;
                }
            }
        }
    }

    private Written add(Alteration alteration, List<Place> places) {
        var consumed = new LinkedHashMap<Table, Consumed>();
        var turnedAway = new ArrayList<Write>();
        DynamoDbException why = null;
        for (var place : places) {
            var table = place.table();
            var item = place.write().item();
            var old = table.remembers() || meter.looks(table)
                    ? read(place.key()).map(ItemCodec::decode).orElse(null)
                    : null;
            try {
                if (meter.isOn()) {
                    var partition = place.named().get(table.keys().partition().name());
                    meter.write(new Consumed(table).wrote(old, item), Objects.requireNonNull(partition));
                }
            } catch (DynamoDbException e) {
                why = e;
                turnedAway.add(place.write());
                continue;
            }
            consumed.computeIfAbsent(table, Consumed::new).wrote(old, item);
            alteration.add(table, place.key(), old, item);
        }
        if (why != null && turnedAway.size() == places.size()) {
            throw why;
        }
        return new Written(List.copyOf(consumed.values()), turnedAway);
    }

    /**
     * One of several writes.
     *
     * @param position among those of its table
     * @param key of what is removed; of a put, nothing
     * @param item what is put; null to remove what the key names
     */
    record Write(
            String table, int position, Item key, @Nullable Item item) {}

    private record Place(Write write, Table table, Item named, Key key) {}

    /** What became of several writes: what they consumed, by table, and those that there was no capacity for. */
    record Written(List<Consumed> consumed, List<Write> turnedAway) {}

    /** Begins to change items, whose locks the caller holds. */
    Alteration alter() {
        return new Alteration(platform.batch(), store, log, false);
    }

    /** The same where items go because their time has come. */
    Alteration expiry() {
        return new Alteration(platform.batch(), store, log, true);
    }

    /** Gives an item its entry in one index, if it belongs there. */
    void index(Batch batch, Table table, int number, Key key, Item item) {
        for (var index : table.kept()) {
            if (index.number() == number && Table.has(index.keys(), item)) {
                batch.put(store, table.entryKey(index, item), ItemCodec.encode(table.projected(index, item)));
            }
        }
        var expiry = table.stored().expiry();
        if (expiry != null && expiry.index() == number) {
            Expiring.follow(batch, store, table, key, null, item);
        }
    }
}
