package tarn.services.cloudwatch;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * What is told of an {@link Aggregate}: {@code Average}, {@code p99.9}, {@code tm90}, {@code TM(10%:90%)},
 * {@code PR(0:100)}…
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html">Statistics
 *     definitions</a>
 */
sealed interface Statistic {

    /** What is told of what was measured; empty if that is not known of it. */
    OptionalDouble of(Aggregate measured);

    /** The five that everything has. */
    enum Plain implements Statistic {
        SAMPLE_COUNT,
        SUM,
        AVERAGE,
        MINIMUM,
        MAXIMUM;

        @Override
        public OptionalDouble of(Aggregate measured) {
            return OptionalDouble.of(
                    switch (this) {
                        case SAMPLE_COUNT -> measured.count();
                        case SUM -> measured.sum();
                        case AVERAGE -> measured.average();
                        case MINIMUM -> measured.minimum();
                        case MAXIMUM -> measured.maximum();
                    });
        }
    }

    /** The value below which so many per cent lie. */
    record Percentile(double percent) implements Statistic {
        @Override
        public OptionalDouble of(Aggregate measured) {
            if (!measured.hasValues()) {
                return OptionalDouble.empty();
            }
            double rank = percent / 100 * measured.count();
            double seen = 0;
            for (int i = 0; i < measured.values().size(); i++) {
                seen += measured.counts().get(i);
                if (seen >= rank - 1e-9) {
                    return OptionalDouble.of(measured.values().get(i));
                }
            }
            return OptionalDouble.of(measured.maximum());
        }
    }

    /** What is done with what lies between two bounds. */
    enum Cut {
        /** The mean of what lies between. */
        TM,
        /** The mean, with what lies outside taken as the nearest bound. */
        WM,
        /** How many lie between. */
        TC,
        /** The sum of those. */
        TS,
        /** Which part of all lies between, in per cent. */
        PR
    }

    /**
     * Something of what lies between two bounds.
     *
     * @param inPercent whether the bounds are shares of how many there are, rather than values
     */
    record Between(Cut cut, double low, double high, boolean inPercent) implements Statistic {
        @Override
        public OptionalDouble of(Aggregate measured) {
            if (!measured.hasValues()) {
                return OptionalDouble.empty();
            }
            double count = 0;
            double sum = 0;
            double below = 0;
            double least = Double.NaN;
            double most = Double.NaN;
            double seen = 0;
            for (int i = 0; i < measured.values().size(); i++) {
                double value = measured.values().get(i);
                double times = measured.counts().get(i);
                double inside;
                if (inPercent) {
                    double from = Math.max(seen, low / 100 * measured.count());
                    double to = Math.min(seen + times, high / 100 * measured.count());
                    inside = Math.max(0, to - from);
                    below += Math.clamp(low / 100 * measured.count() - seen, 0, times);
                } else {
                    inside = (value > low && value <= high) || (value == low && low == measured.minimum()) ? times : 0;
                    below += value <= low && inside == 0 ? times : 0;
                }
                seen += times;
                count += inside;
                sum += inside * value;
                if (inside > 0) {
                    least = Double.isNaN(least) ? value : least;
                    most = value;
                }
            }
            double above = measured.count() - count - below;
            return switch (cut) {
                case TM -> count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
                case WM ->
                    count == 0
                            ? OptionalDouble.empty()
                            : OptionalDouble.of((sum + below * least + above * most) / measured.count());
                case TC -> OptionalDouble.of(count);
                case TS -> OptionalDouble.of(sum);
                case PR -> OptionalDouble.of(100 * count / measured.count());
            };
        }
    }

    /** {@code p99.9} and the like. */
    Pattern SHORT = Pattern.compile("(p|tm|wm|tc|ts)(\\d{1,2}(?:\\.\\d{1,10})?|100)");

    /** {@code TM(10%:90%)} and the like; a bound may be left out. */
    Pattern LONG = Pattern.compile("(TM|WM|TC|TS|PR)\\((-?[0-9.]*)(%?):(-?[0-9.]*)(%?)\\)");

    /** Reads a statistic's name; empty if it is none. */
    static Optional<Statistic> of(String name) {
        for (var plain : Plain.values()) {
            if (plain.name().replace("_", "").equalsIgnoreCase(name)) {
                return Optional.of(plain);
            }
        }
        if (name.equals("IQM")) {
            return Optional.of(new Between(Cut.TM, 25, 75, true));
        }
        var brief = SHORT.matcher(name);
        if (brief.matches()) {
            double percent = Double.parseDouble(brief.group(2));
            return Optional.of(
                    brief.group(1).equals("p")
                            ? new Percentile(percent)
                            : new Between(
                                    Cut.valueOf(brief.group(1).toUpperCase(java.util.Locale.ROOT)), 0, percent, true));
        }
        var full = LONG.matcher(name);
        if (!full.matches()) {
            return Optional.empty();
        }
        boolean inPercent = !full.group(3).isEmpty() || !full.group(5).isEmpty();
        try {
            double low = full.group(2).isEmpty()
                    ? inPercent ? 0 : Double.NEGATIVE_INFINITY
                    : Double.parseDouble(full.group(2));
            double high = full.group(4).isEmpty()
                    ? inPercent ? 100 : Double.POSITIVE_INFINITY
                    : Double.parseDouble(full.group(4));
            return low > high
                    ? Optional.empty()
                    : Optional.of(new Between(Cut.valueOf(full.group(1)), low, high, inPercent));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
