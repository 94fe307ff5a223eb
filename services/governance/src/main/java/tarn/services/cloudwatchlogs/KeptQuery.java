package tarn.services.cloudwatchlogs;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import tarn.store.Format;
import tarn.store.Formats;

/**
 * A query of Logs Insights as it is kept, for seven days.
 *
 * @param status Running, Complete, Failed, Cancelled
 * @param results rows of fields and texts
 */
record KeptQuery(
        String id,
        String text,
        List<String> groups,
        Instant created,
        String status,
        double matched,
        double scanned,
        double scannedBytes,
        List<Map<String, String>> results) {

    static final Format<KeptQuery> FORMAT = Formats.record(KeptQuery.class);

    KeptQuery ended(String as, double taken, double lines, double bytes, List<Map<String, String>> rows) {
        return new KeptQuery(id, text, groups, created, as, taken, lines, bytes, rows);
    }
}
