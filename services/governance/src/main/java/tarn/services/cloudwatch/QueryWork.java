package tarn.services.cloudwatch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import tarn.services.cloudwatch.math.Evaluation;
import tarn.services.cloudwatch.math.Expression;
import tarn.services.cloudwatch.math.MathException;
import tarn.services.cloudwatch.math.Search;
import tarn.services.cloudwatch.math.Series;
import tarn.services.cloudwatch.math.Series.Times;
import tarn.store.Range;

/**
 * Queries of metrics and expressions, worked out as they are asked for, each once.
 *
 * <p>An anomaly detection band is our own, simpler than AWS's: the mean of what was measured in the fourteen days before
 * within an hour of the same time of day, and so many standard deviations to either side; of all fourteen days where that
 * time of day has fewer than three values.
 */
final class QueryWork implements Evaluation.Source {

    private static final Duration LEARNED = Duration.ofDays(14);
    private static final long DAY = 86_400;
    private static final long NEAR = 3_600;
    private static final int FOUND_MAX = 100;

    private final Points points;
    private final Map<String, MetricDataQuery> queries = new LinkedHashMap<>();
    private final Map<String, Series> done = new HashMap<>();
    private final Set<String> begun = new HashSet<>();
    private final long start;
    private final long end;
    private final Instant now;
    private final boolean sliding;

    /** @param sliding whether periods begin at {@code start}, rather than at multiples of themselves */
    QueryWork(Points points, List<MetricDataQuery> queries, long start, long end, Instant now, boolean sliding) {
        this.sliding = sliding;
        this.points = points;
        queries.forEach(query -> this.queries.put(query.id(), query));
        this.start = start;
        this.end = end;
        this.now = now;
    }

    @Override
    public long start() {
        return start;
    }

    @Override
    public long end() {
        return end;
    }

    @Override
    public Series query(String id) {
        var known = done.get(id);
        if (known != null) {
            return known;
        }
        var query = queries.get(id);
        if (query == null) {
            throw new MathException("the id " + id + " is not among the queries");
        }
        if (!begun.add(id)) {
            throw new MathException("the expression refers to itself");
        }
        var series = query.metricStat() == null
                ? new Evaluation(this).of(Expression.of(query.expression()))
                : metric(query, start, end);
        done.put(id, series);
        return series;
    }

    private Times metric(MetricDataQuery query, long from, long to) {
        var stat = query.metricStat();
        return times(
                MetricName.of(stat.metric()),
                stat.stat(),
                stat.period(),
                stat.unitAsString(),
                stat.metric().metricName(),
                from,
                to);
    }

    private Times times(
            MetricName metric, String stat, long period, @Nullable String unit, String label, long from, long to) {
        var statistic =
                Statistic.of(stat).orElseThrow(() -> new MathException("the statistic " + stat + " is not supported"));
        long begin = sliding
                ? from
                : Math.floorDiv(Statistics.rounded(Instant.ofEpochSecond(from), now, period), period) * period;
        var values = new TreeMap<Long, Double>();
        points.read(metric, begin, to, period, unit)
                .forEach((second, measured) -> statistic.of(measured).ifPresent(value -> values.put(second, value)));
        return new Times(label, values, period);
    }

    @Override
    public List<Times> metrics(String part) {
        var found = new ArrayList<Times>();
        for (var query : queries.values()) {
            boolean isNamed = query.id().contains(part)
                    || (query.metricStat() != null
                            && query.metricStat().metric().metricName().contains(part));
            if (query.metricStat() != null && isNamed) {
                found.add((Times) query(query.id()));
            }
        }
        return found;
    }

    @Override
    public List<Times> search(String text, String statistic, long period) {
        var search = Search.of(text);
        var found = new ArrayList<Times>();
        for (var entry : points.metrics().scan(Range.all())) {
            var metric = entry.value().metric();
            var candidate = new Search.Candidate(metric.namespace(), metric.name(), metric.dimensions());
            if (search.finds(candidate) && found.size() < FOUND_MAX) {
                var label = metric.dimensions().isEmpty()
                        ? metric.name()
                        : String.join(" ", metric.dimensions().values()) + " " + metric.name();
                var times = times(metric, statistic, period, null, label, start, end);
                if (!times.values().isEmpty()) {
                    found.add(times);
                }
            }
        }
        return found;
    }

    @Override
    public List<Times> band(String id, double width) {
        var query = queries.get(id);
        if (query == null || query.metricStat() == null) {
            throw new MathException("ANOMALY_DETECTION_BAND takes the id of a metric");
        }
        long period = query.metricStat().period();
        var past = metric(query, start - LEARNED.toSeconds(), end).values();
        var upper = new TreeMap<Long, Double>();
        var lower = new TreeMap<Long, Double>();
        for (long time = sliding ? start : Math.floorDiv(start, period) * period; time < end; time += period) {
            var before = past.subMap(time - LEARNED.toSeconds(), time);
            var near = new ArrayList<Double>();
            for (var entry : before.entrySet()) {
                long apart = Math.floorMod(time - entry.getKey(), DAY);
                if (Math.min(apart, DAY - apart) <= NEAR) {
                    near.add(entry.getValue());
                }
            }
            var learned = near.size() < 3 ? new ArrayList<>(before.values()) : near;
            if (learned.size() >= 3) {
                double mean = learned.stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElse(0);
                double deviation = Math.sqrt(learned.stream()
                        .mapToDouble(value -> (value - mean) * (value - mean))
                        .average()
                        .orElse(0));
                upper.put(time, mean + width * deviation);
                lower.put(time, mean - width * deviation);
            }
        }
        return List.of(new Times(id + " upper", upper, period), new Times(id + " lower", lower, period));
    }
}
