package tarn.services.athena;

import org.jspecify.annotations.Nullable;

/** How far a query is. It goes from queued over running to one of the three ends, which are never left. */
sealed interface Progress {

    /** It waits for its turn. */
    record Queued() implements Progress {}

    /** It runs. */
    record Running(long startedMillis) implements Progress {}

    /** It has an end. */
    sealed interface Ended extends Progress {
        long completedMillis();

        Cost cost();
    }

    /**
     * Its result lies in S3.
     *
     * @param manifest the URI of the list of files it wrote; null if it wrote none
     * @param runtime what the engine did; null if it was not needed
     * @param reused whether the result is that of an earlier query
     */
    record Succeeded(
            long completedMillis,
            Cost cost,
            @Nullable String manifest,
            @Nullable Deeds runtime,
            boolean reused) implements Ended {}

    /** It went wrong; category and type are those of {@code AthenaError}. */
    record Failed(long completedMillis, Cost cost, String reason, int category, int type, boolean retryable)
            implements Ended {}

    /** Its user ended it. */
    record Cancelled(long completedMillis, Cost cost, String reason) implements Ended {}
}
