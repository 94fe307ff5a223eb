package tarn.services.cloudtrail;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudtrail.model.QueryStatus;
import tarn.store.Format;
import tarn.store.Formats;

/**
 * A query on event data stores as it is kept.
 *
 * @param lakes the ids of those it names
 * @param status in AWS's words
 * @param error what went wrong; null if nothing did
 * @param millis how long it ran
 * @param scanned how many events it looked at
 * @param scannedBytes how many bytes those are
 * @param columns the names of the result's columns
 * @param rows the result, as text
 */
record KeptQuery(
        String id,
        List<String> lakes,
        String text,
        String status,
        @Nullable String error,
        Instant created,
        long millis,
        long scanned,
        long scannedBytes,
        List<String> columns,
        List<List<String>> rows) {

    static final Format<KeptQuery> FORMAT = Formats.record(KeptQuery.class);

    static KeptQuery begun(String id, List<String> lakes, String text, Instant now) {
        var running = QueryStatus.RUNNING.toString();
        return new KeptQuery(id, lakes, text, running, null, now, 0, 0, 0, List.of(), List.of());
    }

    KeptQuery ended(QueryStatus how, @Nullable String why, long took) {
        return new KeptQuery(id, lakes, text, how.toString(), why, created, took, scanned, scannedBytes, columns, rows);
    }

    KeptQuery answered(long took, long events, long bytes, List<String> names, List<List<String>> result) {
        return new KeptQuery(
                id, lakes, text, QueryStatus.FINISHED.toString(), null, created, took, events, bytes, names, result);
    }

    boolean runs() {
        return status.equals(QueryStatus.RUNNING.toString());
    }
}
