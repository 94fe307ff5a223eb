package tarn.services.cloudwatchlogs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tarn.services.cloudwatchlogs.KeptStream.Open;
import tarn.services.cloudwatchlogs.lines.Chunk;
import tarn.services.cloudwatchlogs.lines.ChunkFile;
import tarn.services.cloudwatchlogs.lines.Line;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Key;

/**
 * Adds lines to a stream. What one request brings is a chunk. As soon as there are eight small chunks of a level they
 * become one of the next, in the same batch, until a chunk is large enough to be left alone: so a line is rewritten a
 * handful of times however small the requests are, and a reader finds few large chunks.
 */
final class Appending {

    private static final int FAN_IN = 8;
    private static final long LARGE_BYTES = 256 * 1024;
    private static final long SPAN_MILLIS_MAX = Duration.ofHours(24).toMillis();

    private final Holdings holdings;

    Appending(Holdings holdings) {
        this.holdings = holdings;
    }

    /** A batch that adds lines, which are in order, to a stream as it was seen. */
    Batch batch(KeptGroup group, Entry<KeptStream> seen, List<Line> lines) {
        var batch = holdings.platform().batch();
        var stream = merged(batch, group, seen.value());
        var chunk = Chunk.of(lines, holdings.keys().sealing(group));
        batch.put(holdings.chunks(), key(group, stream, lines), chunk);
        long bytes = 0;
        for (var line : lines) {
            bytes += line.sizeBytes() + Writing.OVERHEAD_BYTES;
        }
        var grown = stream.grown(lines, bytes, open(0, lines, chunk));
        return batch.replace(
                holdings.streams(), seen, chunk.sizeBytes() < LARGE_BYTES ? grown : grown.merged(stream.open(), 0));
    }

    private static Open open(int level, List<Line> lines, Chunk chunk) {
        return new Open(level, lines.getLast().timestamp(), greatest(lines), chunk.sizeBytes());
    }

    private static long greatest(List<Line> lines) {
        long greatest = 0;
        for (var line : lines) {
            greatest = Math.max(greatest, line.number());
        }
        return greatest;
    }

    private static Key key(KeptGroup group, KeptStream stream, List<Line> lines) {
        return ChunkFile.key(Key.of(group.id(), stream.id()), lines.getLast().timestamp(), greatest(lines));
    }

    /** Merges the small chunks of a level that has become full, if one has. */
    private KeptStream merged(Batch batch, KeptGroup group, KeptStream stream) {
        Map<Integer, List<Open>> levels =
                stream.open().stream().collect(Collectors.groupingBy(Open::level, TreeMap::new, Collectors.toList()));
        for (var level : levels.values()) {
            if (level.size() >= FAN_IN) {
                return merged(batch, group, stream, level);
            }
        }
        return stream;
    }

    private KeptStream merged(Batch batch, KeptGroup group, KeptStream stream, List<Open> small) {
        var place = Key.of(group.id(), stream.id());
        var rest = new ArrayList<>(stream.open());
        rest.removeAll(small);
        var lines = new ArrayList<Line>();
        var entries = new ArrayList<Entry<Chunk>>();
        for (var open : small) {
            holdings.chunks()
                    .entry(ChunkFile.key(place, open.lastMillis(), open.lastNumber()))
                    .ifPresent(entry -> {
                        entries.add(entry);
                        lines.addAll(
                                entry.value().lines(hidden -> holdings.keys().open(group, hidden)));
                    });
        }
        if (lines.isEmpty()) {
            return stream.merged(rest, 0);
        }
        lines.sort(Line.ORDER);
        long span = lines.getLast().timestamp() - lines.getFirst().timestamp();
        if (span > SPAN_MILLIS_MAX) {
            // A chunk over several days would make every reader of one of them open it.
            return stream.merged(rest, 0);
        }
        entries.forEach(entry -> batch.delete(holdings.chunks(), entry));
        var chunk = Chunk.of(lines, holdings.keys().sealing(group));
        batch.put(holdings.chunks(), key(group, stream, lines), chunk);
        if (chunk.sizeBytes() < LARGE_BYTES) {
            rest.add(open(small.getFirst().level() + 1, lines, chunk));
        }
        return stream.merged(rest, span);
    }
}
