package tarn.services.cloudwatchlogs.insights;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a stats command works out of many rows.
 *
 * @param what null for {@code count(*)}
 * @param percent of a percentile
 */
record Aggregation(Kind kind, @Nullable Expression what, double percent, String name) {

    /** The kinds, by their names in queries. */
    @SuppressWarnings("ImmutableEnumChecker") // a constructor and names that nobody changes
    enum Kind {
        COUNT(Counter::new, "count"),
        DISTINCT(Distinct::new, "count_distinct"),
        SUM(Counter::new, "sum"),
        AVG(Counter::new, "avg"),
        MIN(Counter::new, "min"),
        MAX(Counter::new, "max"),
        STDDEV(Numbers::new, "stddev"),
        MEDIAN(Numbers::new, "median"),
        PERCENTILE(Numbers::new, "pct", "percentile"),
        EARLIEST(ByTime::new, "earliest"),
        LATEST(ByTime::new, "latest"),
        FIRST(Counter::new, "sortsfirst"),
        LAST(Counter::new, "sortslast");

        private final Supplier<State> state;
        private final List<String> names;

        Kind(Supplier<State> state, String... names) {
            this.state = state;
            this.names = List.of(names);
        }

        static @Nullable Kind of(String name) {
            for (var kind : values()) {
                if (kind.names.contains(name.toLowerCase(Locale.ROOT))) {
                    return kind;
                }
            }
            return null;
        }
    }

    /** What it has come to so far. */
    sealed interface State {
        void add(Object value, Row row);

        @Nullable
        Object result(Aggregation of);
    }

    State begin() {
        return kind.state.get();
    }

    void add(State state, Row row) {
        var value = what == null ? (Object) 1.0 : what.in(row);
        if (value != null) {
            state.add(value, row);
        }
    }

    /** Counts, sums and extremes. */
    static final class Counter implements State {
        private double count;
        private double numbers;
        private double sum;
        private @Nullable Object least;
        private @Nullable Object most;

        @Override
        public void add(Object value, Row row) {
            count++;
            var number = Values.number(value);
            if (number != null) {
                numbers++;
                sum += number;
            }
            if (least == null || Values.compare(value, least) < 0) {
                least = value;
            }
            if (most == null || Values.compare(value, most) > 0) {
                most = value;
            }
        }

        @Override
        public @Nullable Object result(Aggregation of) {
            return switch (of.kind) {
                case COUNT -> count;
                case SUM -> sum;
                case AVG -> numbers == 0 ? null : (Object) (sum / numbers);
                case MIN, FIRST -> least;
                default -> most;
            };
        }
    }

    /** Different values. */
    static final class Distinct implements State {
        private final Set<String> values = new HashSet<>();

        @Override
        public void add(Object value, Row row) {
            values.add(Values.text(value));
        }

        @Override
        public Object result(Aggregation of) {
            return (double) values.size();
        }
    }

    /** All numbers. */
    static final class Numbers implements State {
        private final List<Double> values = new ArrayList<>();

        @Override
        public void add(Object value, Row row) {
            var number = Values.number(value);
            if (number != null) {
                values.add(number);
            }
        }

        @Override
        public @Nullable Object result(Aggregation of) {
            if (values.isEmpty()) {
                return null;
            }
            if (of.kind == Kind.STDDEV) {
                double mean = values.stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElse(0);
                return Math.sqrt(values.stream()
                        .mapToDouble(value -> (value - mean) * (value - mean))
                        .average()
                        .orElse(0));
            }
            values.sort(Double::compare);
            double percent = of.kind == Kind.MEDIAN ? 50 : of.percent;
            int rank = (int) Math.ceil(percent / 100 * values.size());
            return values.get(Math.clamp(rank - 1L, 0, values.size() - 1));
        }
    }

    /** The value of the earliest or latest line. */
    static final class ByTime implements State {
        private long first = Long.MAX_VALUE;
        private long last = Long.MIN_VALUE;
        private @Nullable Object earliest;
        private @Nullable Object latest;

        @Override
        public void add(Object value, Row row) {
            var line = row.line();
            long time = line == null ? 0 : line.timestamp();
            if (time < first) {
                first = time;
                earliest = value;
            }
            if (time >= last) {
                last = time;
                latest = value;
            }
        }

        @Override
        public @Nullable Object result(Aggregation of) {
            return of.kind == Kind.EARLIEST ? earliest : latest;
        }
    }
}
