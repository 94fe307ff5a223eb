package tarn.services.kinesis;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The limits of a shard in each second: 1,000 records and 1 MiB in, five reads and 2 MiB out. They are kept only where a
 * setting wants it, since a machine of one's own has others.
 */
final class Throttle {

    private static final int RECORDS_IN_MAX = 1_000;
    private static final long BYTES_IN_MAX = 1L << 20;
    private static final int READS_MAX = 5;
    private static final int SHARDS_MAX = 50_000;

    private final InstantSource clock;
    private final boolean active;
    private final Map<String, Second> seconds = new ConcurrentHashMap<>();

    Throttle(InstantSource clock, boolean active) {
        this.clock = clock;
        this.active = active;
    }

    private static final class Second {
        private long second;
        private int records;
        private long bytes;
        private int reads;

        synchronized boolean write(long now, int size) {
            turn(now);
            if (records + 1 > RECORDS_IN_MAX || bytes + size > BYTES_IN_MAX) {
                return false;
            }
            records++;
            bytes += size;
            return true;
        }

        synchronized boolean read(long now) {
            turn(now);
            return ++reads <= READS_MAX;
        }

        private void turn(long now) {
            if (now != second) {
                second = now;
                records = 0;
                bytes = 0;
                reads = 0;
            }
        }
    }

    boolean mayWrite(DataStream stream, KeptShard shard, int bytes) {
        return !active || of(stream, shard).write(clock.instant().getEpochSecond(), bytes);
    }

    boolean mayRead(DataStream stream, KeptShard shard) {
        return !active || of(stream, shard).read(clock.instant().getEpochSecond());
    }

    private Second of(DataStream stream, KeptShard shard) {
        if (seconds.size() > SHARDS_MAX) {
            seconds.clear();
        }
        return seconds.computeIfAbsent(stream.id() + "/" + shard.index(), _ -> new Second());
    }
}
