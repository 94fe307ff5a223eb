package tarn.services.cloudwatchlogs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tarn.services.cloudwatchlogs.lines.Line;
import tarn.store.Format;
import tarn.store.Formats;

/**
 * A log stream as it is kept.
 *
 * @param id under which its chunks lie
 * @param next the number that the next line gets
 * @param firstMillis the time of the earliest line; meaningless while there is none
 * @param lastMillis the time of the latest line
 * @param ingestedMillis when the last lines came in
 * @param bytes what its lines take, as AWS counts them
 * @param spanMillis the longest time that a chunk covers
 * @param open the chunks that are still small, which are merged as they become many
 */
record KeptStream(
        String name,
        String id,
        Instant created,
        long next,
        long firstMillis,
        long lastMillis,
        long ingestedMillis,
        long bytes,
        long spanMillis,
        List<Open> open) {

    static final Format<KeptStream> FORMAT = Formats.record(KeptStream.class);

    /**
     * A small chunk.
     *
     * @param level how often what is in it was merged
     * @param lastMillis the time of its last line, which is in its key
     * @param lastNumber its greatest number, which is in its key
     */
    record Open(int level, long lastMillis, long lastNumber, long sizeBytes) {}

    static KeptStream named(String name, String id, Instant created) {
        return new KeptStream(name, id, created, 0, 0, 0, 0, 0, 0, List.of());
    }

    boolean isEmpty() {
        return next == 0;
    }

    /** The same stream with lines more, which a new chunk holds. */
    KeptStream grown(List<Line> lines, long addedBytes, Open chunk) {
        long first = lines.getFirst().timestamp();
        long last = lines.getLast().timestamp();
        var chunks = new ArrayList<>(open);
        chunks.add(chunk);
        return new KeptStream(
                name,
                id,
                created,
                next + lines.size(),
                isEmpty() ? first : Math.min(firstMillis, first),
                isEmpty() ? last : Math.max(lastMillis, last),
                lines.getLast().ingested(),
                bytes + addedBytes,
                Math.max(spanMillis, last - first),
                chunks);
    }

    /** The same stream with other small chunks. */
    KeptStream merged(List<Open> chunks, long span) {
        return new KeptStream(
                name,
                id,
                created,
                next,
                firstMillis,
                lastMillis,
                ingestedMillis,
                bytes,
                Math.max(spanMillis, span),
                chunks);
    }

    /** The same stream without lines that were too old. */
    KeptStream shrunk(long removedBytes, long oldest) {
        return new KeptStream(
                name,
                id,
                created,
                next,
                Math.max(firstMillis, oldest),
                Math.max(lastMillis, oldest),
                ingestedMillis,
                Math.max(0, bytes - removedBytes),
                spanMillis,
                open);
    }
}
