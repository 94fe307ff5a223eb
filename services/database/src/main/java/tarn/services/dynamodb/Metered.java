package tarn.services.dynamodb;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingReason;
import software.amazon.awssdk.services.dynamodb.model.WarmThroughput;
import tarn.services.dynamodb.value.Value;

/** What is left of the capacity for the reads, or the writes, of a table or a global index. */
final class Metered {

    private static final int PARTITIONS = 1 << 8;

    private static final String PROVISIONED = "ProvisionedThroughputExceeded";
    private static final String MAXIMUM = "MaxOnDemandThroughputExceeded";
    private static final String KEY_RANGE = "KeyRangeThroughputExceeded";

    /**
     * What is served.
     *
     * @param provisioned whether units are provisioned, and saved
     * @param units a second; of a table billed by request at least
     * @param maximum a second, that was set; null if none was
     */
    private record Rate(
            boolean provisioned, double units, @Nullable Double maximum) {}

    private final boolean writes;
    private final Bucket bucket;
    private final Bucket maximum;
    private final Bucket[] partitions;
    private final Peak peak;

    /** @param createdMicros when the table was made, since when it could save units */
    Metered(boolean writes, long createdMicros, long nowMicros) {
        this.writes = writes;
        long second = nowMicros - 1_000_000;
        this.bucket = new Bucket(Math.max(createdMicros, nowMicros - Meter.BURST_SECONDS * 1_000_000) - 1_000_000);
        this.maximum = new Bucket(second);
        this.partitions =
                IntStream.range(0, PARTITIONS).mapToObj(i -> new Bucket(second)).toArray(Bucket[]::new);
        this.peak = new Peak(nowMicros);
    }

    /** Lets a request happen, or not. */
    void admit(Table table, @Nullable StoredIndex index, @Nullable Value partition, long now) {
        var rate = rate(table, index);
        if (rate.maximum != null && !maximum.hasAny(now)) {
            throw refused(table, index, MAXIMUM, rate);
        }
        if (!bucket.hasAny(now)) {
            throw refused(table, index, rate.provisioned ? PROVISIONED : KEY_RANGE, rate);
        }
        if (partition != null && !partitions[slot(partition)].hasAny(now)) {
            throw refused(table, index, KEY_RANGE, rate);
        }
    }

    private DynamoDbException refused(Table table, @Nullable StoredIndex index, String why, Rate rate) {
        var reason = ThrottlingReason.builder()
                .reason((index == null ? "Table" : "Index") + (writes ? "Write" : "Read") + why)
                .resource(table.arn() + (index == null ? "" : "/index/" + index.name()))
                .build();
        if (why.equals(MAXIMUM)) {
            return CapacityFaults.maximumExceeded(reason);
        }
        return rate.provisioned
                ? CapacityFaults.provisionedExceeded(index != null, reason)
                : CapacityFaults.throttled(reason);
    }

    /** Takes what a request has consumed. */
    void take(Table table, @Nullable StoredIndex index, double units, @Nullable Value partition, long now) {
        var rate = rate(table, index);
        if (rate.provisioned) {
            bucket.take(units, rate.units, Meter.BURST_SECONDS, now);
        } else {
            bucket.take(units, Math.max(rate.units, peak.allowed(units, now)), 1, now);
        }
        if (rate.maximum != null) {
            maximum.take(units, rate.maximum, 1, now);
        }
        if (partition != null) {
            double most = writes ? Meter.PARTITION_WRITES : Meter.PARTITION_READS;
            partitions[slot(partition)].take(units, most, 1, now);
        }
    }

    private static int slot(Value partition) {
        return (partition.hashCode() * 0x9E3779B9) >>> 24;
    }

    private Rate rate(Table table, @Nullable StoredIndex index) {
        var settings = table.stored().settings();
        var throughput = index == null ? settings.throughput() : index.throughput();
        if (settings.throughput() != null && throughput != null) {
            return new Rate(true, writes ? throughput.write() : throughput.read(), null);
        }
        var warm = index == null ? settings.warm() : index.warm();
        double least = Math.max(writes ? Meter.ON_DEMAND_WRITES : Meter.ON_DEMAND_READS, warmed(warm));
        return new Rate(false, least, maximum(index == null ? settings.onDemand() : index.onDemand()));
    }

    private double warmed(@Nullable WarmThroughput warm) {
        var units = warm == null ? null : writes ? warm.writeUnitsPerSecond() : warm.readUnitsPerSecond();
        return units == null ? 0 : units;
    }

    private @Nullable Double maximum(@Nullable OnDemandThroughput onDemand) {
        var units = onDemand == null ? null : writes ? onDemand.maxWriteRequestUnits() : onDemand.maxReadRequestUnits();
        return units == null || units <= 0 ? null : (double) units;
    }

    /** The highest second of a table billed by request, half hour by half hour. */
    private static final class Peak {
        private static final long WINDOW_MICROS = 30 * 60 * 1_000_000L;

        private long windowFrom;
        private long second;
        private double inSecond;
        private double highest;
        private double former;

        Peak(long nowMicros) {
            this.windowFrom = nowMicros;
        }

        /** Counts units, and says how many a second are served: twice what former half hours have seen. */
        synchronized double allowed(double units, long nowMicros) {
            if (nowMicros - windowFrom >= WINDOW_MICROS) {
                former = Math.max(former, highest);
                highest = 0;
                windowFrom = nowMicros;
            }
            long now = nowMicros / 1_000_000;
            if (now != second) {
                second = now;
                inSecond = 0;
            }
            inSecond += units;
            highest = Math.max(highest, inSecond);
            return 2 * former;
        }
    }
}
