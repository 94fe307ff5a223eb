package tarn.services.cloudwatch;

import static tarn.services.cloudwatch.MetricFaults.combined;
import static tarn.services.cloudwatch.MetricFaults.invalid;
import static tarn.services.cloudwatch.MetricFaults.missing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import tarn.kernel.Caller;
import tarn.kernel.Metrics;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.services.cloudwatch.Piece.Point;
import tarn.services.cloudwatch.Points.Measurement;

/** PutMetricData, and what services of the platform publish themselves. */
final class Publishing implements CloudWatchClient, Part {

    private static final Duration BEHIND_MAX = Duration.ofDays(14);
    private static final Duration AHEAD_MAX = Duration.ofHours(2);
    private static final int METRICS_MAX = 1_000;
    private static final int DIMENSIONS_MAX = 30;
    private static final int VALUES_MAX = 150;
    private static final Set<String> UNITS =
            StandardUnit.knownValues().stream().map(StandardUnit::toString).collect(Collectors.toSet());

    private final Platform platform;
    private final Points points;

    Publishing(Platform platform, Points points) {
        this.platform = platform;
        this.points = points;
        platform.metrics().to(this::keep);
    }

    private void keep(List<Metrics.Figure> figures) {
        points.add(figures.stream()
                .map(figure -> new Measurement(
                        new MetricName(figure.namespace(), figure.name(), figure.dimensions()),
                        new Point(
                                figure.minute(),
                                figure.unit(),
                                new Aggregate(
                                        figure.count(),
                                        figure.sum(),
                                        figure.minimum(),
                                        figure.maximum(),
                                        List.copyOf(figure.values().keySet()),
                                        List.copyOf(figure.values().values())))))
                .toList());
    }

    @Override
    public PutMetricDataResponse putMetricData(PutMetricDataRequest request) {
        var namespace = request.namespace();
        if (namespace.startsWith("AWS/") && Caller.current().via() == null) {
            throw invalid("The value AWS/ for parameter Namespace is invalid.");
        }
        if (namespace.startsWith(":")) {
            throw invalid("The value " + namespace + " for parameter Namespace is invalid.");
        }
        var now = platform.clock().instant();
        var data = new ArrayList<>(request.metricData());
        request.entityMetricData().forEach(entity -> data.addAll(entity.metricData()));
        if (data.isEmpty()) {
            throw missing("The parameter MetricData is required.");
        }
        if (data.size() > METRICS_MAX) {
            throw invalid("The collection MetricData must not have a size greater than " + METRICS_MAX + ".");
        }
        var measurements = new ArrayList<Measurement>();
        for (int i = 0; i < data.size(); i++) {
            measurements.add(measurement(namespace, data.get(i), "MetricData.member." + (i + 1) + ".", now));
        }
        points.add(measurements);
        return PutMetricDataResponse.builder().build();
    }

    private static Measurement measurement(String namespace, MetricDatum datum, String at, Instant now) {
        if (datum.metricName() == null || datum.metricName().isEmpty()) {
            throw missing("The parameter " + at + "MetricName is required.");
        }
        var time = datum.timestamp() == null ? now : datum.timestamp();
        if (time.isAfter(now.plus(AHEAD_MAX))) {
            throw invalid(
                    "The parameter " + at + "Timestamp must specify a time no more than two hours in the future.");
        }
        if (time.isBefore(now.minus(BEHIND_MAX))) {
            throw invalid("The parameter " + at + "Timestamp must specify a time within the past two weeks.");
        }
        checkDimensions(datum, at);
        var unit = datum.unitAsString() == null ? StandardUnit.NONE.toString() : datum.unitAsString();
        if (!UNITS.contains(unit)) {
            throw invalid("The parameter " + at + "Unit must be a value in the set " + UNITS + ".");
        }
        long resolution = resolution(datum.storageResolution(), at);
        return new Measurement(
                MetricName.of(namespace, datum.metricName(), datum.dimensions()),
                new Point(time.getEpochSecond() / resolution * resolution, unit, aggregate(datum, at)));
    }

    private static long resolution(@Nullable Integer seconds, String at) {
        if (seconds == null) {
            return 60;
        }
        if (seconds != 1 && seconds != 60) {
            throw invalid("The parameter " + at + "StorageResolution must be 1 or 60.");
        }
        return seconds;
    }

    private static void checkDimensions(MetricDatum datum, String at) {
        var dimensions = datum.dimensions();
        if (dimensions.size() > DIMENSIONS_MAX) {
            throw invalid(
                    "The collection " + at + "Dimensions must not have a size greater than " + DIMENSIONS_MAX + ".");
        }
        var names = new HashSet<String>();
        for (int i = 0; i < dimensions.size(); i++) {
            var dimension = dimensions.get(i);
            if (dimension.name() == null
                    || dimension.name().isBlank()
                    || dimension.name().startsWith(":")) {
                throw invalid("The parameter " + at + "Dimensions.member." + (i + 1) + ".Name is invalid.");
            }
            if (dimension.value() == null || dimension.value().isBlank()) {
                throw invalid("The parameter " + at + "Dimensions.member." + (i + 1)
                        + ".Value must contain at least one non-whitespace character.");
            }
            if (!names.add(dimension.name())) {
                throw combined("No repeated dimension names are allowed: " + dimension.name() + ".");
            }
        }
    }

    private static Aggregate aggregate(MetricDatum datum, String at) {
        int kinds = (datum.value() == null ? 0 : 1)
                + (datum.statisticValues() == null ? 0 : 1)
                + (datum.values().isEmpty() ? 0 : 1);
        if (kinds > 1) {
            throw combined("The parameters " + at + (datum.value() == null ? "Values" : "Value") + " and " + at
                    + (datum.statisticValues() == null ? "Values" : "StatisticValues")
                    + " are mutually exclusive and you have specified both.");
        }
        if (kinds == 0) {
            throw missing("At least one of the parameters " + at + "Value, " + at + "Values or " + at
                    + "StatisticValues must be specified.");
        }
        if (datum.value() != null) {
            return Aggregate.of(number(datum.value(), at + "Value"), 1);
        }
        var set = datum.statisticValues();
        if (set != null) {
            if (set.sampleCount() == null || set.sum() == null || set.minimum() == null || set.maximum() == null) {
                throw missing("The parameter " + at + "StatisticValues needs SampleCount, Sum, Minimum and Maximum.");
            }
            if (number(set.sampleCount(), at + "StatisticValues.SampleCount") <= 0) {
                throw invalid("The parameter " + at + "StatisticValues.SampleCount must be greater than 0.");
            }
            if (set.maximum() < set.minimum()) {
                throw combined("The parameter " + at + "StatisticValues.Maximum must not be less than Minimum.");
            }
            return Aggregate.set(
                    set.sampleCount(),
                    number(set.sum(), at + "StatisticValues.Sum"),
                    number(set.minimum(), at + "StatisticValues.Minimum"),
                    number(set.maximum(), at + "StatisticValues.Maximum"));
        }
        return values(datum, at);
    }

    private static Aggregate values(MetricDatum datum, String at) {
        if (datum.values().size() > VALUES_MAX) {
            throw invalid("The collection " + at + "Values must not have a size greater than " + VALUES_MAX + ".");
        }
        var counts = datum.counts();
        if (!counts.isEmpty() && counts.size() != datum.values().size()) {
            throw invalid("The parameters " + at + "Values and " + at + "Counts must be of the same size.");
        }
        var all = new Aggregate(0, 0, 0, 0, List.of(), List.of());
        for (int i = 0; i < datum.values().size(); i++) {
            double times = counts.isEmpty() ? 1 : number(counts.get(i), at + "Counts.member." + (i + 1));
            if (times < 0) {
                throw invalid("The parameter " + at + "Counts.member." + (i + 1) + " must not be negative.");
            }
            if (times > 0) {
                all = all.plus(Aggregate.of(number(datum.values().get(i), at + "Values.member." + (i + 1)), times));
            }
        }
        return all;
    }

    private static double number(Double value, String name) {
        if (value.isNaN() || value.isInfinite()) {
            throw invalid("The value " + value + " for parameter " + name + " is invalid.");
        }
        if (Math.abs(value) > 0x1p360) {
            throw invalid("The value " + value + " for parameter " + name + " is too large.");
        }
        return value;
    }
}
