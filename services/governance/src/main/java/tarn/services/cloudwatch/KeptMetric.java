package tarn.services.cloudwatch;

import java.time.Instant;
import java.util.SortedMap;
import tarn.store.Format;
import tarn.store.Formats;

/**
 * A metric as it is kept, for lists.
 *
 * @param latest the time of about its latest data, at most five minutes behind
 */
record KeptMetric(String namespace, String name, SortedMap<String, String> dimensions, Instant latest) {

    static final Format<KeptMetric> FORMAT = Formats.record(KeptMetric.class);

    MetricName metric() {
        return new MetricName(namespace, name, dimensions);
    }
}
