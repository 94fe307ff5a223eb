package tarn.services.cloudwatch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.services.cloudwatch.Piece.Point;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * The measurements of the caller's account and region.
 *
 * <p>What a call brings is added as a piece under its metric and hour, without a look at what is there, so that writers of
 * one metric do not wait for each other. A roll-up makes one piece of an hour's and thins it out: seconds become minutes
 * after four hours or somewhat later, minutes become five after fifteen days, those become hours after sixty-three, and after 455 days they
 * go.
 */
final class Points {

    private static final String ROLL_UP = "cloudwatch/roll-up";
    private static final long HOUR = 3600;
    private static final Duration EVERY = Duration.ofDays(1);
    private static final Duration NOTED_AFTER = Duration.ofMinutes(5);

    /** How old an hour is when it is rolled up, and into how long times. */
    private static final List<Age> AGES = List.of(
            new Age(Duration.ofHours(4), 60), new Age(Duration.ofDays(15), 300), new Age(Duration.ofDays(63), 3600));

    private static final Duration KEPT = Duration.ofDays(455);

    private record Age(Duration reached, long seconds) {}

    /** How far a metric was rolled up: for each age the hour before which all is done. */
    record Rolled(List<Long> hours) {}

    private final Platform platform;
    private final Store<KeptMetric> metrics;
    private final Store<Piece> pieces;
    private final Store<Rolled> rolled;
    private final AtomicLong rolls = new AtomicLong();

    Points(Platform platform) {
        this.platform = platform;
        this.metrics = platform.store("cloudwatch/metrics", Scope.REGION, KeptMetric.FORMAT);
        this.pieces = platform.store("cloudwatch/points", Scope.REGION, Piece.FORMAT);
        this.rolled = platform.store("cloudwatch/rolled", Scope.REGION, tarn.store.Formats.record(Rolled.class));
        platform.timers().on(ROLL_UP, (_, _) -> rollUp());
    }

    Store<KeptMetric> metrics() {
        return metrics;
    }

    /** A measurement of a metric. */
    record Measurement(MetricName metric, Point point) {}

    /** Keeps measurements, all or none. */
    void add(List<Measurement> measurements) {
        var now = platform.clock().instant();
        var batch = platform.batch();
        var byMetric = new LinkedHashMap<MetricName, Map<Long, List<Point>>>();
        for (var each : measurements) {
            byMetric.computeIfAbsent(each.metric(), _ -> new TreeMap<>())
                    .computeIfAbsent(each.point().second() / HOUR, _ -> new ArrayList<>())
                    .add(each.point());
        }
        byMetric.forEach((metric, hours) -> {
            var key = metric.key();
            hours.forEach((hour, points) -> batch.put(
                    pieces,
                    key.with(hour).with(platform.ids().uuid().getMostSignificantBits()),
                    new Piece(merged(points))));
            var known = metrics.get(key);
            if (known.isEmpty() || known.get().latest().plus(NOTED_AFTER).isBefore(now)) {
                batch.put(metrics, key, new KeptMetric(metric.namespace(), metric.name(), metric.dimensions(), now));
            }
            if (known.isEmpty()) {
                begin(batch);
            }
        });
        batch.commit();
    }

    private static List<Point> merged(List<Point> points) {
        if (points.size() == 1) {
            return points;
        }
        var merged = new TreeMap<Long, Map<String, Point>>();
        for (var point : points) {
            merged.computeIfAbsent(point.second(), _ -> new TreeMap<>())
                    .merge(
                            point.unit(),
                            point,
                            (a, b) ->
                                    new Point(a.second(), a.unit(), a.measured().plus(b.measured())));
        }
        return merged.values().stream()
                .flatMap(units -> units.values().stream())
                .toList();
    }

    /**
     * What a metric measured, from a time and before another, put together over periods.
     *
     * @param start in seconds; periods begin here and every {@code period} seconds on
     * @param unit only measurements of this unit; null for all
     * @return by the beginning of each period that has any
     */
    NavigableMap<Long, Aggregate> read(MetricName metric, long start, long end, long period, @Nullable String unit) {
        var found = new TreeMap<Long, Aggregate>();
        each(metric, start, end, found::clear, (second, point) -> {
            if (unit == null || unit.equals(point.unit())) {
                long begin = start + Math.floorDiv(second - start, period) * period;
                found.merge(begin, point.measured(), Aggregate::plus);
            }
        });
        return found;
    }

    /** The same by unit, for answers that keep units apart. */
    NavigableMap<String, NavigableMap<Long, Aggregate>> byUnit(MetricName metric, long start, long end, long period) {
        var found = new TreeMap<String, NavigableMap<Long, Aggregate>>();
        each(metric, start, end, found::clear, (second, point) -> {
            long begin = start + Math.floorDiv(second - start, period) * period;
            found.computeIfAbsent(point.unit(), _ -> new TreeMap<>()).merge(begin, point.measured(), Aggregate::plus);
        });
        return found;
    }

    /** Gives every point of a time; from the beginning again if a roll-up came between. */
    private void each(MetricName metric, long start, long end, Runnable again, BiConsumer<Long, Point> taker) {
        platform.metrics().flush();
        long before;
        do {
            before = rolls.get();
            again.run();
            var key = metric.key();
            for (var entry : pieces.scan(Range.under(key).from(key.with(Math.floorDiv(start, HOUR))))) {
                if (hour(entry.key(), key) * HOUR >= end) {
                    break;
                }
                for (var point : entry.value().points()) {
                    if (point.second() >= start && point.second() < end) {
                        taker.accept(point.second(), point);
                    }
                }
            }
        } while (before != rolls.get());
    }

    private static long hour(Key key, Key metric) {
        var bytes = key.bytes();
        return Key.ofBytes(java.util.Arrays.copyOfRange(bytes, metric.bytes().length, bytes.length))
                .reader()
                .number();
    }

    private void begin(tarn.store.Batch batch) {
        platform.timers()
                .set(batch, ROLL_UP, "daily", platform.clock().instant().plus(EVERY));
    }

    private void rollUp() {
        var now = platform.clock().instant();
        boolean isAny = false;
        for (var entry : metrics.scan(Range.all())) {
            isAny = true;
            rollUp(entry.value().metric(), now);
            if (entry.value().latest().plus(KEPT).isBefore(now)) {
                metrics.delete(entry.key());
                rolled.delete(entry.key());
            }
        }
        if (isAny) {
            var batch = platform.batch();
            begin(batch);
            batch.commit();
        }
    }

    private void rollUp(MetricName metric, Instant now) {
        var key = metric.key();
        long goneBefore = now.minus(KEPT).getEpochSecond() / HOUR;
        var done =
                new ArrayList<>(rolled.get(key).map(Rolled::hours).orElse(List.of(goneBefore, goneBefore, goneBefore)));
        for (int i = 0; i < AGES.size(); i++) {
            long until = now.minus(AGES.get(i).reached()).getEpochSecond() / HOUR;
            if (done.get(i) < until) {
                thin(key, done.get(i), until, AGES.get(i).seconds());
                done.set(i, until);
            }
        }
        thin(key, 0, goneBefore, 0);
        rolled.put(key, new Rolled(done));
    }

    /** Makes one piece of each hour's from one to before another; none if {@code seconds} is 0. */
    private void thin(Key metric, long from, long until, long seconds) {
        var hours = new TreeMap<Long, List<tarn.store.Entry<Piece>>>();
        for (var entry : pieces.scan(Range.under(metric).from(metric.with(from)))) {
            long hour = hour(entry.key(), metric);
            if (hour >= until) {
                break;
            }
            hours.computeIfAbsent(hour, _ -> new ArrayList<>()).add(entry);
            if (hours.size() > 24) {
                thin(metric, hours.pollFirstEntry(), seconds);
            }
        }
        while (!hours.isEmpty()) {
            thin(metric, hours.pollFirstEntry(), seconds);
        }
    }

    private void thin(Key metric, Map.Entry<Long, List<tarn.store.Entry<Piece>>> hour, long seconds) {
        var batch = platform.batch();
        var points = new ArrayList<Point>();
        for (var entry : hour.getValue()) {
            batch.delete(pieces, entry);
            for (var point : entry.value().points()) {
                points.add(new Point(
                        seconds == 0 ? 0 : point.second() / seconds * seconds, point.unit(), point.measured()));
            }
        }
        if (seconds > 0) {
            batch.put(pieces, metric.with(hour.getKey()).with(0), new Piece(merged(points)));
        }
        rolls.incrementAndGet();
        batch.commit();
        rolls.incrementAndGet();
    }

    /** Who publishes for a service of its own accord. */
    static Caller service(String account, String region) {
        return Caller.service(account, region, "cloudwatch.amazonaws.com", "metrics");
    }
}
