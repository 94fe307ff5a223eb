package tarn.kernel;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Figures about the work of services, on their way to CloudWatch.
 *
 * <p>They are put together by the minute in memory, so that counting costs next to nothing, and kept every ten seconds and
 * whenever somebody looks at metrics; a killed process loses the last of them. Nothing that is observed waits for it or
 * fails by it.
 */
public interface Metrics {

    /**
     * Takes note of a figure of the current caller's account and region.
     *
     * @param namespace such as {@code AWS/Lambda}
     * @param dimensions at most thirty
     * @param unit as CloudWatch names it: Count, Milliseconds, Bytes…
     */
    void add(String namespace, String name, Map<String, String> dimensions, String unit, double value);

    /**
     * The same figure again and again, for requests that should not pay for finding where it goes. May be kept for as long
     * as one likes.
     */
    Gauge gauge(String namespace, String name, Map<String, String> dimensions, String unit);

    /** Takes note of one figure of the account and region that it was made in. */
    @FunctionalInterface
    interface Gauge {
        void add(double value);
    }

    /** Has everything that was taken note of kept. */
    void flush();

    /** Says who keeps figures: CloudWatch, once it is assembled. */
    void to(Sink sink);

    /** What keeps figures. */
    @FunctionalInterface
    interface Sink {
        /** Keeps figures of the current caller's account and region. */
        void keep(List<Figure> figures);
    }

    /**
     * What was measured in a minute.
     *
     * @param minute its beginning, in seconds since 1970
     * @param values how often each value was measured; of many different ones, about
     */
    record Figure(
            String namespace,
            String name,
            SortedMap<String, String> dimensions,
            String unit,
            long minute,
            double count,
            double sum,
            double minimum,
            double maximum,
            SortedMap<Double, Double> values) {}
}
