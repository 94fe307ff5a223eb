package tarn.services.cloudwatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was measured in a time: how often, how much, least and most, and which values how often.
 *
 * <p>More than some hundred different values are put together with those within one per cent of them, as a histogram of
 * exponential buckets; percentiles are then within one per cent.
 *
 * @param values in ascending order; empty if only sums are known, as of statistic sets
 * @param counts how often each value was measured
 */
record Aggregate(double count, double sum, double minimum, double maximum, List<Double> values, List<Double> counts) {

    private static final int VALUES_MAX = 400;
    private static final double BUCKET = Math.log(1.01);

    static Aggregate of(double value, double times) {
        return new Aggregate(times, value * times, value, value, List.of(value), List.of(times));
    }

    /** Sums without values. Where least and most are one, that value is known. */
    static Aggregate set(double count, double sum, double minimum, double maximum) {
        boolean isOne = minimum == maximum && count > 0;
        return new Aggregate(
                count, sum, minimum, maximum, isOne ? List.of(minimum) : List.of(), isOne ? List.of(count) : List.of());
    }

    double average() {
        return count == 0 ? 0 : sum / count;
    }

    /** Whether values are known, so that percentiles can be told. */
    boolean hasValues() {
        return !values.isEmpty();
    }

    /** Both together. Values are known of both or of none. */
    Aggregate plus(Aggregate other) {
        if (other.count == 0) {
            return this;
        }
        if (count == 0) {
            return other;
        }
        double total = count + other.count;
        double least = Math.min(minimum, other.minimum);
        double most = Math.max(maximum, other.maximum);
        if (!hasValues() || !other.hasValues()) {
            return new Aggregate(total, sum + other.sum, least, most, List.of(), List.of());
        }
        var merged = new TreeMap<Double, Double>();
        for (int i = 0; i < values.size(); i++) {
            merged.put(values.get(i), counts.get(i));
        }
        for (int i = 0; i < other.values.size(); i++) {
            merged.merge(other.values.get(i), other.counts.get(i), Double::sum);
        }
        Map<Double, Double> kept = merged.size() <= VALUES_MAX ? merged : bucketed(merged);
        return new Aggregate(
                total, sum + other.sum, least, most, new ArrayList<>(kept.keySet()), new ArrayList<>(kept.values()));
    }

    private static Map<Double, Double> bucketed(Map<Double, Double> values) {
        var buckets = new TreeMap<Double, Double>();
        values.forEach((value, times) -> {
            double size = Math.abs(value);
            double middle =
                    size < 1e-12 ? 0 : Math.signum(value) * Math.exp(Math.rint(Math.log(size) / BUCKET) * BUCKET);
            buckets.merge(middle, times, Double::sum);
        });
        return buckets;
    }
}
