package tarn.services.dynamodb;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The shards of a stream. A new one begins every four hours, as at AWS, and follows from the one before; so which they
 * are follows from when the stream began, and nothing of it needs to be kept.
 */
final class Shards {

    private static final Duration LENGTH = Duration.ofHours(4);

    /**
     * A shard.
     *
     * @param first the first number that can be in it
     * @param end the first that cannot; {@link Long#MAX_VALUE} while it is open
     * @param parent the id of the one before; null if that is gone or there was none
     */
    record Shard(String id, long first, long end, @Nullable String parent) {
        boolean isOpen() {
            return end == Long.MAX_VALUE;
        }
    }

    /** The shards that still have something to tell, oldest first. */
    static List<Shard> of(StoredStream stream, Instant now) {
        var ended = stream.ended();
        long until = (ended == null ? now : ended).toEpochMilli();
        long oldest = now.minus(ChangeLog.KEPT).toEpochMilli();
        var shards = new ArrayList<Shard>();
        String parent = null;
        long since = stream.since().toEpochMilli();
        long skipped = Math.max(0, (oldest - since) / LENGTH.toMillis());
        for (long start = since + skipped * LENGTH.toMillis(); start <= until; start += LENGTH.toMillis()) {
            long end = start + LENGTH.toMillis();
            boolean last = end > until;
            var id = id(stream, start);
            shards.add(new Shard(
                    id,
                    Sequences.first(start),
                    !last ? Sequences.first(end) : ended == null ? Long.MAX_VALUE : Sequences.first(until + 1),
                    parent));
            parent = id;
        }
        return shards;
    }

    static Optional<Shard> find(StoredStream stream, Instant now, String id) {
        return of(stream, now).stream().filter(shard -> shard.id().equals(id)).findFirst();
    }

    private static String id(StoredStream stream, long start) {
        int mark = (stream.table() + stream.label()).hashCode();
        return String.format(Locale.ROOT, "shardId-%020d-%08x", start, mark);
    }

    private Shards() {}
}
