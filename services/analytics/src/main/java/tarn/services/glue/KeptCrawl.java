package tarn.services.glue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run of a crawler as it is kept.
 *
 * @param end null while it runs
 * @param error why it failed; null if it did not
 * @param log what it did and skipped, line by line, bounded
 */
record KeptCrawl(
        String id,
        String crawler,
        Outcome outcome,
        Instant start,
        @Nullable Instant end,
        @Nullable String error,
        Changes changes,
        List<String> log) {

    /** How a run stands. */
    enum Outcome {
        RUNNING,
        COMPLETED,
        FAILED,
        STOPPED
    }

    /** What a run changed in the catalog, by name. */
    record Changes(
            List<String> tablesAdded,
            List<String> tablesUpdated,
            List<String> tablesDeleted,
            long partitionsAdded,
            long partitionsUpdated,
            long partitionsDeleted) {

        static Changes none() {
            return new Changes(List.of(), List.of(), List.of(), 0, 0, 0);
        }
    }

    private static final int LOG_LINES_MAX = 1_000;

    static KeptCrawl begun(String id, String crawler, Instant start) {
        return new KeptCrawl(id, crawler, Outcome.RUNNING, start, null, null, Changes.none(), List.of());
    }

    KeptCrawl ended(Outcome how, Instant when, @Nullable String why, Changes changed, List<String> lines) {
        var kept = new ArrayList<>(lines.subList(0, Math.min(lines.size(), LOG_LINES_MAX)));
        if (lines.size() > kept.size()) {
            kept.add("… and " + (lines.size() - kept.size()) + " lines more");
        }
        return new KeptCrawl(id, crawler, how, start, when, why, changed, kept);
    }
}
