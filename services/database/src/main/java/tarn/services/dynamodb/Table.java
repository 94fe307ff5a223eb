package tarn.services.dynamodb;

import static tarn.services.dynamodb.DynamoFaults.indexKeyEmpty;
import static tarn.services.dynamodb.DynamoFaults.indexKeyTypeMismatch;
import static tarn.services.dynamodb.DynamoFaults.keyEmpty;
import static tarn.services.dynamodb.DynamoFaults.keyMismatch;
import static tarn.services.dynamodb.DynamoFaults.keyMissing;
import static tarn.services.dynamodb.DynamoFaults.keyTypeMismatch;
import static tarn.services.dynamodb.DynamoFaults.partitionKeyTooLong;
import static tarn.services.dynamodb.DynamoFaults.sortKeyTooLong;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.Value;
import tarn.store.Entry;
import tarn.store.Key;

/**
 * A table as an operation sees it.
 *
 * @param entry as it was read: a write expects that it has not changed
 */
record Table(Entry<StoredTable> entry) {

    /** Items lie under this number, entries of indexes under others. */
    static final int ITEMS = 0;

    private static final int PARTITION_BYTES_MAX = 2048;
    private static final int SORT_BYTES_MAX = 1024;

    StoredTable stored() {
        return entry.value();
    }

    String name() {
        return stored().name();
    }

    Keys keys() {
        return stored().keys();
    }

    Arn arn() {
        return Caller.current().arn("dynamodb", "table/" + name());
    }

    /** The indexes that have entries: all but those that are being deleted. */
    List<StoredIndex> kept() {
        return stored().indexes().stream().filter(index -> !index.leaving()).toList();
    }

    /** An index that can be read. */
    Optional<StoredIndex> readable(String name) {
        return stored().index(name).filter(index -> !index.leaving());
    }

    /** Whether a write must know what was there before. */
    boolean remembers() {
        return !stored().indexes().isEmpty() || stored().tells() || stored().expiry() != null;
    }

    /** The key under which the item lies that has these attributes. */
    Key key(Item item) {
        return written(KeyBytes.of(stored().number(), ITEMS), keys(), item).made();
    }

    /** The key of an item's entry in an index. */
    Key entryKey(StoredIndex index, Item item) {
        var key = written(KeyBytes.of(stored().number(), index.number()), index.keys(), item);
        return written(key, keys(), item).made();
    }

    /** Whether an index has an entry for an item. */
    static boolean has(Keys keys, Item item) {
        return item.get(keys.partition().name()) != null
                && (keys.sort() == null || item.get(keys.sort().name()) != null);
    }

    private static KeyBytes written(KeyBytes key, Keys keys, Item item) {
        var sort = keys.sort();
        return key.key(
                Objects.requireNonNull(item.get(keys.partition().name())),
                sort == null ? null : Objects.requireNonNull(item.get(sort.name())));
    }

    /** What an index keeps of an item. */
    Item projected(StoredIndex index, Item item) {
        return switch (index.projection()) {
            case ALL -> item;
            case KEYS_ONLY -> picked(index, item, List.of());
            case INCLUDE -> picked(index, item, index.attributes());
            case UNKNOWN_TO_SDK_VERSION -> throw new IllegalStateException("No projection of " + index);
        };
    }

    private Item picked(StoredIndex index, Item item, List<String> attributes) {
        var picked = new TreeMap<>(keys().of(item).attributes());
        picked.putAll(index.keys().of(item).attributes());
        for (var name : attributes) {
            var value = item.get(name);
            if (value != null) {
                picked.put(name, value);
            }
        }
        return new Item(picked);
    }

    /** Whether an index has all of its items' attributes, or these at least. */
    boolean covers(StoredIndex index, Iterable<String> names) {
        for (var name : names) {
            if (!keys().has(name)
                    && !index.keys().has(name)
                    && !index.attributes().contains(name)) {
                return false;
            }
        }
        return true;
    }

    /** A key as a request names it: exactly the table's attributes, of the right types. */
    Item checkedKey(Item key) {
        if (key.attributes().size() != keys().size()) {
            throw keyMismatch();
        }
        checkNamed(keys().partition(), key, PARTITION_BYTES_MAX);
        var sort = keys().sort();
        if (sort != null) {
            checkNamed(sort, key, SORT_BYTES_MAX);
        }
        return key;
    }

    private static void checkNamed(Keys.Part part, Item key, int bytesMax) {
        var value = key.get(part.name());
        if (value == null || !value.type().equals(part.type())) {
            throw keyMismatch();
        }
        checkLength(part, value, bytesMax);
    }

    /** An item that is to be kept: it has the table's key, and no attribute of an index's key with a wrong type. */
    Item checked(Item item) {
        checkHad(keys().partition(), item, PARTITION_BYTES_MAX);
        var sort = keys().sort();
        if (sort != null) {
            checkHad(sort, item, SORT_BYTES_MAX);
        }
        checkIndexed(item);
        return item;
    }

    /** The same in a batch, where a key that is missing or wrong is told as in a key. */
    Item checkedInBatch(Item item) {
        checkNamed(keys().partition(), item, PARTITION_BYTES_MAX);
        var sort = keys().sort();
        if (sort != null) {
            checkNamed(sort, item, SORT_BYTES_MAX);
        }
        checkIndexed(item);
        return item;
    }

    private static void checkHad(Keys.Part part, Item item, int bytesMax) {
        var value = item.get(part.name());
        if (value == null) {
            throw keyMissing(part.name());
        }
        if (!value.type().equals(part.type())) {
            throw keyTypeMismatch(part.name(), part.type(), value.type());
        }
        checkLength(part, value, bytesMax);
    }

    private static void checkLength(Keys.Part part, Value value, int bytesMax) {
        int size = keySize(value);
        if (size == 0) {
            throw keyEmpty(part.name(), kind(value));
        }
        if (size > bytesMax) {
            throw bytesMax == PARTITION_BYTES_MAX ? partitionKeyTooLong() : sortKeyTooLong();
        }
    }

    /** Refuses what an index could not have as its key. */
    void checkIndexed(Item item) {
        for (var index : stored().indexes()) {
            checkIndexed(index, index.keys().partition(), item, PARTITION_BYTES_MAX);
            checkIndexed(index, index.keys().sort(), item, SORT_BYTES_MAX);
        }
    }

    private static void checkIndexed(StoredIndex index, Keys.@Nullable Part part, Item item, int bytesMax) {
        var value = part == null ? null : item.get(part.name());
        if (part == null || value == null) {
            return;
        }
        if (!value.type().equals(part.type())) {
            throw indexKeyTypeMismatch(part.name(), part.type(), value.type(), index.name());
        }
        int size = keySize(value);
        if (size == 0) {
            throw indexKeyEmpty(part.name(), kind(value), index.name());
        }
        if (size > bytesMax) {
            throw bytesMax == PARTITION_BYTES_MAX ? partitionKeyTooLong() : sortKeyTooLong();
        }
    }

    private static int keySize(Value value) {
        return value.sizeBytes();
    }

    private static String kind(Value value) {
        return value instanceof Value.B ? "binary" : "string";
    }
}
