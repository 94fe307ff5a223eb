package tarn.services.dynamodb;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.services.dynamodb.value.Value;

/**
 * Turns requests away that come faster than a table, an index or one partition of them can serve, by the platform's clock.
 *
 * <ul>
 *   <li>Provisioned tables and indexes have their units each second, and what was not used of the last 300 seconds.
 *   <li>Tables billed by request serve twice the highest second of the last half hour and before, and 4,000 writes or
 *       12,000 reads in any case (more if they were warmed up); and no more than the maximum that they were given.
 *   <li>A partition serves 3,000 reads and 1,000 writes a second. Items of one partition key are in one partition; we
 *       keep 256 of them for each table, of which other keys may share one.
 * </ul>
 *
 * <p>Nothing of this is kept over a restart: tables come back with all they could have saved. AWS's own boundaries of
 * partitions, and how it moves hot ones apart, are not known, so that of adaptive capacity only the outcome is here: a
 * partition may use all of its table's units.
 *
 * <p>https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/burst-adaptive-capacity.html and
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
 */
final class Meter {

    static final long BURST_SECONDS = 300;
    static final double PARTITION_READS = 3_000;
    static final double PARTITION_WRITES = 1_000;
    static final double ON_DEMAND_READS = 12_000;
    static final double ON_DEMAND_WRITES = 4_000;

    private static final int METERED_MAX = 4_000;

    private final Platform platform;
    private final boolean isOn;
    private final Map<Place, Metered> known = new ConcurrentHashMap<>();

    private record Place(String account, String region, String table, int index, boolean writes) {}

    /** @param isOn whether requests are turned away at all */
    Meter(Platform platform, boolean isOn) {
        this.platform = platform;
        this.isOn = isOn;
    }

    /** Whether requests are turned away at all. */
    boolean isOn() {
        return isOn;
    }

    /** Whether a write must know what it replaces, to be counted exactly: where units are provisioned, and metered. */
    boolean looks(Table table) {
        return isOn && table.stored().settings().throughput() != null;
    }

    /**
     * Lets a read happen, or not.
     *
     * @param index null if the table itself is read
     * @param partition whose items are read; null if it is not one
     * @throws software.amazon.awssdk.services.dynamodb.model.DynamoDbException if there is no capacity left
     */
    void admitRead(Table table, @Nullable StoredIndex index, @Nullable Value partition) {
        if (isOn) {
            long now = nowMicros();
            metered(table, index, false, now).admit(table, index, partition, now);
        }
    }

    /** Counts what a read has consumed. */
    void read(Consumed consumed, @Nullable StoredIndex index, @Nullable Value partition) {
        if (isOn) {
            long now = nowMicros();
            metered(consumed.table(), index, false, now)
                    .take(consumed.table(), index, consumed.reads(), partition, now);
        }
    }

    /**
     * Lets a write happen and counts it, or turns it away: by the table or by any index that it changes.
     *
     * @param partition the partition key of the item
     * @throws software.amazon.awssdk.services.dynamodb.model.DynamoDbException if there is no capacity left
     */
    void write(Consumed consumed, Value partition) {
        if (!isOn) {
            return;
        }
        long now = nowMicros();
        var table = consumed.table();
        var own = metered(table, null, true, now);
        own.admit(table, null, partition, now);
        var changed = new ArrayList<StoredIndex>();
        for (var index : table.kept()) {
            if (index.global() && consumed.of(index) > 0) {
                metered(table, index, true, now).admit(table, index, null, now);
                changed.add(index);
            }
        }
        double local = table.kept().stream()
                .filter(index -> !index.global())
                .mapToDouble(consumed::of)
                .sum();
        own.take(table, null, consumed.ofTable() + local, partition, now);
        changed.forEach(index -> metered(table, index, true, now).take(table, index, consumed.of(index), null, now));
    }

    private long nowMicros() {
        var now = platform.clock().instant();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    private Metered metered(Table table, @Nullable StoredIndex index, boolean writes, long nowMicros) {
        var caller = Caller.current();
        // A local index shares its table's units.
        int number = index == null || !index.global() ? 0 : index.number();
        var place = new Place(caller.account(), caller.region(), table.stored().id(), number, writes);
        var metered = known.get(place);
        if (metered == null) {
            if (known.size() >= METERED_MAX) {
                known.clear();
            }
            metered = known.computeIfAbsent(
                    place, p -> new Metered(writes, micros(table.stored().created()), nowMicros));
        }
        return metered;
    }

    private static long micros(Instant time) {
        return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
    }
}
