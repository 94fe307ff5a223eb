package tarn.services.cloudwatchlogs;

import java.time.Duration;
import java.util.List;
import tarn.kernel.Platform;
import tarn.services.cloudwatchlogs.lines.Chunk;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Key;
import tarn.store.Range;

/**
 * Removes lines: those of groups and streams that were deleted, soon after; and those that are older than their group
 * keeps them, once a day. Until they are removed they are not shown any more.
 */
final class Sweep {

    private static final String REMOVAL = "cloudwatchlogs/removal";
    private static final String EXPIRY = "cloudwatchlogs/expiry";
    private static final Duration EVERY = Duration.ofDays(1);

    /** Chunks are some hundred kilobytes. */
    private static final int PAGE = 32;

    private final Holdings holdings;
    private final Platform platform;

    Sweep(Holdings holdings) {
        this.holdings = holdings;
        this.platform = holdings.platform();
        platform.timers().on(REMOVAL, (name, _) -> remove(name));
        platform.timers().on(EXPIRY, (name, _) -> expire(name));
    }

    /** Has the lines of a group that is gone removed. */
    void group(Batch batch, KeptGroup group) {
        platform.timers().set(batch, REMOVAL, group.id(), platform.clock().instant());
    }

    /** Has the lines of a stream that is gone removed. */
    void stream(Batch batch, KeptGroup group, KeptStream stream) {
        platform.timers()
                .set(
                        batch,
                        REMOVAL,
                        group.id() + "/" + stream.id(),
                        platform.clock().instant());
    }

    /** Has the lines of a group removed as they become too old, from now on. */
    void begin(Batch batch, String group) {
        platform.timers().set(batch, EXPIRY, group, platform.clock().instant().plus(EVERY));
    }

    private void remove(String name) {
        var place = Key.of(name.split("/", -1));
        var page = holdings.chunks().list(Range.under(place), PAGE);
        while (!page.isEmpty()) {
            var batch = platform.batch();
            page.forEach(entry -> batch.delete(holdings.chunks(), entry.key()));
            batch.commit();
            page = holdings.chunks().list(Range.under(place), PAGE);
        }
    }

    private void expire(String name) {
        var group = holdings.groups().get(Key.of(name));
        if (group.isEmpty() || group.get().retentionDays() == null) {
            return;
        }
        long oldest = group.get().oldestShown(platform.clock().instant());
        for (var stream : holdings.streams(group.get(), "")) {
            if (!stream.isEmpty() && stream.firstMillis() < oldest) {
                expire(group.get(), stream.name(), oldest);
            }
        }
        var batch = platform.batch();
        begin(batch, name);
        batch.commit();
    }

    private void expire(KeptGroup group, String name, long oldest) {
        while (true) {
            var stream = holdings.streamEntry(group, name);
            if (stream.isEmpty()) {
                return;
            }
            var place = Key.of(group.id(), stream.get().value().id());
            var page = holdings.chunks().list(Range.under(place), PAGE);
            var old = page.stream().filter(entry -> lastMillis(entry) < oldest).toList();
            if (old.isEmpty()) {
                return;
            }
            var batch = platform.batch();
            old.forEach(entry -> batch.delete(holdings.chunks(), entry.key()));
            batch.replace(holdings.streams(), stream.get(), stream.get().value().shrunk(bytes(group, old), oldest));
            batch.commit();
        }
    }

    private static long lastMillis(Entry<Chunk> entry) {
        var reader = entry.key().reader();
        reader.text();
        reader.text();
        return reader.number();
    }

    private long bytes(KeptGroup group, List<Entry<Chunk>> chunks) {
        long bytes = 0;
        for (var chunk : chunks) {
            for (var line : chunk.value().lines(hidden -> holdings.keys().open(group, hidden))) {
                bytes += line.sizeBytes() + Writing.OVERHEAD_BYTES;
            }
        }
        return bytes;
    }
}
