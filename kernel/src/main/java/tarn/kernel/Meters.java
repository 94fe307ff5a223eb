package tarn.kernel;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Figures by account, region, metric and minute, until they are kept. */
final class Meters implements Metrics, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Meters.class.getName());
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final int SERIES_MAX = 20_000;
    private static final int VALUES_MAX = 400;
    private static final MathContext ABOUT = new MathContext(2);

    private final InstantSource clock;
    private final Runnable wake;
    private final Map<Series, Counter> counters = new ConcurrentHashMap<>();
    private final ReentrantLock flushing = new ReentrantLock();
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile @Nullable Sink sink;
    private volatile boolean closed;

    /** @param wake assembles CloudWatch, which says where figures go */
    Meters(InstantSource clock, Runnable wake) {
        this.clock = clock;
        this.wake = wake;
    }

    private record Series(
            String account,
            String region,
            String namespace,
            String name,
            SortedMap<String, String> dimensions,
            String unit,
            long minute) {

        Series at(long other) {
            return new Series(account, region, namespace, name, dimensions, unit, other);
        }
    }

    /** What a series has come to. Once it is taken it takes no more. */
    private static final class Counter {
        private double count;
        private double sum;
        private double minimum = Double.POSITIVE_INFINITY;
        private double maximum = Double.NEGATIVE_INFINITY;
        private final SortedMap<Double, Double> values = new TreeMap<>();
        private boolean taken;

        synchronized boolean add(double value) {
            if (taken) {
                return false;
            }
            count++;
            sum += value;
            minimum = Math.min(minimum, value);
            maximum = Math.max(maximum, value);
            values.merge(values.size() < VALUES_MAX ? value : about(value), 1.0, Double::sum);
            return true;
        }

        private static double about(double value) {
            return new BigDecimal(value).round(ABOUT).doubleValue();
        }

        synchronized Figure take(Series series) {
            taken = true;
            return new Figure(
                    series.namespace(),
                    series.name(),
                    series.dimensions(),
                    series.unit(),
                    series.minute(),
                    count,
                    sum,
                    minimum,
                    maximum,
                    values);
        }
    }

    @Override
    public void add(String namespace, String name, Map<String, String> dimensions, String unit, double value) {
        gauge(namespace, name, dimensions, unit).add(value);
    }

    @Override
    public Gauge gauge(String namespace, String name, Map<String, String> dimensions, String unit) {
        var caller = Caller.current();
        return new Counting(
                new Series(caller.account(), caller.region(), namespace, name, new TreeMap<>(dimensions), unit, 0));
    }

    private final class Counting implements Gauge {
        private final Series series;
        private volatile @Nullable Current current;

        /** The counter of a minute. */
        private record Current(long minute, Counter counter) {}

        Counting(Series series) {
            this.series = series;
        }

        @Override
        public void add(double value) {
            if (closed || !Double.isFinite(value)) {
                return;
            }
            long minute = clock.instant().getEpochSecond() / 60 * 60;
            var known = current;
            while (known == null || known.minute != minute || !known.counter.add(value)) {
                // One that was taken is out of the map a moment later.
                Thread.onSpinWait();
                known = new Current(minute, counters.computeIfAbsent(series.at(minute), _ -> new Counter()));
                current = known;
            }
            if (!started.get() && started.compareAndSet(false, true)) {
                Thread.ofVirtual().name("tarn-meters").start(Meters.this::watch);
            }
        }
    }

    private void watch() {
        while (!closed) {
            LockSupport.parkNanos(EVERY.toNanos());
            try {
                flush();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "Figures were not kept", e);
            }
        }
    }

    @Override
    public void to(Sink keeper) {
        sink = keeper;
    }

    @Override
    public void flush() {
        // Whoever looks at metrics sees what another flush has taken and is still keeping.
        flushing.lock();
        try {
            if (!counters.isEmpty() && sink == null) {
                wake.run();
            }
            var taken = taken();
            var keeper = sink;
            if (keeper != null) {
                taken.forEach((place, figures) -> place.run(() -> keeper.keep(figures)));
            }
        } finally {
            flushing.unlock();
        }
    }

    private Map<Caller, List<Figure>> taken() {
        var taken = new HashMap<Caller, List<Figure>>();
        int left = SERIES_MAX;
        for (var series : List.copyOf(counters.keySet())) {
            var counter = counters.get(series);
            if (counter != null && left-- > 0) {
                var figure = counter.take(series);
                counters.remove(series, counter);
                var place = Caller.service(series.account(), series.region(), "cloudwatch.amazonaws.com", "metrics");
                taken.computeIfAbsent(place, _ -> new ArrayList<>()).add(figure);
            }
        }
        return taken;
    }

    @Override
    public void close() {
        try {
            flush();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "The last figures were not kept", e);
        }
        closed = true;
    }
}
