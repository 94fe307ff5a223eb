package tarn.services.dynamodb;

import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.Capacity;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import tarn.services.dynamodb.value.Item;

/**
 * The units of capacity that a request consumes of a table and its indexes, as AWS counts them.
 *
 * <p>A read unit is 4 KB read consistently or 8 KB otherwise, a write unit 1 KB; what is less counts as much. A write
 * counts the larger of the item before and after. An index counts only what it must change: its entry once if it comes,
 * goes or changes, twice if it moves to another key. In transactions everything counts double.
 *
 * <p>https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html; the fine print was
 * measured at AWS by https://github.com/nubo-db/dynamodb-conformance (index consumed capacity).
 */
final class Consumed {

    static final int READ_BYTES = 4 << 10;
    static final int WRITE_BYTES = 1 << 10;

    private final Table table;
    private final TreeMap<Integer, Double> indexes = new TreeMap<>();
    private double reads;
    private double writes;
    private double tableUnits;

    Consumed(Table table) {
        this.table = table;
    }

    /** Units of reading so many bytes, at least one step. */
    static double readUnits(long bytes, boolean isConsistent) {
        long steps = Math.max(1, (bytes + READ_BYTES - 1) / READ_BYTES);
        return isConsistent ? steps : steps / 2.0;
    }

    /** Units of writing so many bytes, at least one. */
    static double writeUnits(long bytes) {
        return Math.max(1, (bytes + WRITE_BYTES - 1) / WRITE_BYTES);
    }

    Table table() {
        return table;
    }

    /** Units of reading. */
    double reads() {
        return reads;
    }

    /** Units of writing. */
    double writes() {
        return writes;
    }

    /** Units of the table itself. */
    double ofTable() {
        return tableUnits;
    }

    /** Units of an index. */
    double of(StoredIndex index) {
        return indexes.getOrDefault(index.number(), 0.0);
    }

    /**
     * Adds a read.
     *
     * @param index null if the table itself is read
     * @param bytes of all that was read for one page, or of one item
     */
    Consumed read(@Nullable StoredIndex index, long bytes, boolean isConsistent) {
        double units = readUnits(bytes, isConsistent);
        reads += units;
        add(index, units);
        return this;
    }

    /** Adds a read in a transaction. */
    Consumed readTwice(long bytes) {
        double units = 2 * readUnits(bytes, true);
        reads += units;
        add(null, units);
        return this;
    }

    /** Adds a write: what was there and what is there, null for nothing. */
    Consumed wrote(@Nullable Item old, @Nullable Item next) {
        return wrote(old, next, 1);
    }

    /** Adds a write in a transaction. */
    Consumed wroteTwice(@Nullable Item old, @Nullable Item next) {
        return wrote(old, next, 2);
    }

    private Consumed wrote(@Nullable Item old, @Nullable Item next, int times) {
        write(null, times * writeUnits(Math.max(size(old), size(next))));
        for (var index : table.kept()) {
            var before = old == null || !Table.has(index.keys(), old) ? null : table.projected(index, old);
            var after = next == null || !Table.has(index.keys(), next) ? null : table.projected(index, next);
            if (Objects.equals(before, after)) {
                continue;
            }
            boolean moves = before != null
                    && after != null
                    && !index.keys().of(before).equals(index.keys().of(after));
            write(
                    index,
                    times
                            * (moves
                                    ? writeUnits(size(before)) + writeUnits(size(after))
                                    : writeUnits(Math.max(size(before), size(after)))));
        }
        return this;
    }

    private static int size(@Nullable Item item) {
        return item == null ? 0 : item.sizeBytes();
    }

    private void write(@Nullable StoredIndex index, double units) {
        writes += units;
        add(index, units);
    }

    private void add(@Nullable StoredIndex index, double units) {
        if (index == null) {
            tableUnits += units;
        } else {
            indexes.merge(index.number(), units, Double::sum);
        }
    }

    /** What a request is told that asked for it; null if it did not. */
    @Nullable
    ConsumedCapacity told(@Nullable ReturnConsumedCapacity asked) {
        return told(asked, false);
    }

    /** The same in transactions, where reads and writes are told apart. */
    @Nullable
    ConsumedCapacity toldApart(@Nullable ReturnConsumedCapacity asked) {
        return told(asked, true);
    }

    private @Nullable ConsumedCapacity told(@Nullable ReturnConsumedCapacity asked, boolean apart) {
        if (asked != ReturnConsumedCapacity.TOTAL && asked != ReturnConsumedCapacity.INDEXES) {
            return null;
        }
        var told = ConsumedCapacity.builder().tableName(table.name()).capacityUnits(reads + writes);
        if (apart) {
            told.readCapacityUnits(reads > 0 ? reads : null).writeCapacityUnits(writes > 0 ? writes : null);
        }
        if (asked == ReturnConsumedCapacity.INDEXES) {
            told.table(capacity(tableUnits, apart));
            var global = new TreeMap<String, Capacity>();
            var local = new TreeMap<String, Capacity>();
            for (var index : table.stored().indexes()) {
                if (indexes.containsKey(index.number())) {
                    (index.global() ? global : local).put(index.name(), capacity(of(index), apart));
                }
            }
            told.globalSecondaryIndexes(global.isEmpty() ? null : global)
                    .localSecondaryIndexes(local.isEmpty() ? null : local);
        }
        return told.build();
    }

    private Capacity capacity(double units, boolean apart) {
        var capacity = Capacity.builder().capacityUnits(units);
        if (apart) {
            capacity.readCapacityUnits(reads > 0 ? units : null).writeCapacityUnits(writes > 0 ? units : null);
        }
        return capacity.build();
    }
}
