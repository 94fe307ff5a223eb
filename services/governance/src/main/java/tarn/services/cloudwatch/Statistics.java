package tarn.services.cloudwatch;

import static tarn.services.cloudwatch.MetricFaults.combined;
import static tarn.services.cloudwatch.MetricFaults.invalid;
import static tarn.services.cloudwatch.MetricFaults.missing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.DimensionFilter;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsResponse;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsResponse;
import software.amazon.awssdk.services.cloudwatch.model.RecentlyActive;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.store.Key;
import tarn.store.Range;

/** GetMetricStatistics and ListMetrics. */
final class Statistics implements CloudWatchClient, Part {

    private static final int POINTS_MAX = 1_440;
    private static final int PAGE = 500;
    private static final Duration LISTED = Duration.ofDays(14);

    private final Platform platform;
    private final Points points;
    private final Pages pages;

    Statistics(Platform platform, Points points) {
        this.platform = platform;
        this.points = points;
        this.pages = new Pages(platform.tokens(), PAGE, PAGE, MetricFaults::tokenInvalid);
    }

    /** A period that may be asked for: whole minutes, or 1, 5, 10, 20 or 30 seconds. */
    static void checkPeriod(int seconds, String parameter) {
        if (!(seconds == 1 || seconds == 5 || seconds == 10 || seconds == 20 || seconds == 30)
                && (seconds <= 0 || seconds % 60 != 0)) {
            throw invalid("The parameter " + parameter
                    + " must be a value in the set [1, 5, 10, 20, 30] or a multiple of 60.");
        }
    }

    /** A time rounded down as AWS does it, by how long ago it is. */
    static long rounded(Instant start, Instant now, long period) {
        var age = Duration.between(start, now);
        long unit = age.compareTo(Duration.ofDays(63)) > 0 ? 3600 : age.compareTo(Duration.ofDays(15)) > 0 ? 300 : 60;
        return Math.floorDiv(start.getEpochSecond(), Math.min(unit, period < 60 ? period : unit))
                * Math.min(unit, period < 60 ? period : unit);
    }

    @Override
    public GetMetricStatisticsResponse getMetricStatistics(GetMetricStatisticsRequest request) {
        int period = request.period();
        checkPeriod(period, "Period");
        if (!request.startTime().isBefore(request.endTime())) {
            throw invalid("The parameter StartTime must be less than the parameter EndTime.");
        }
        if (request.statisticsAsStrings().isEmpty()
                && request.extendedStatistics().isEmpty()) {
            throw missing("At least one of the parameters Statistics and ExtendedStatistics must be specified.");
        }
        long asked = Duration.between(request.startTime(), request.endTime()).toSeconds() / period;
        if (asked > POINTS_MAX) {
            throw combined("You have requested up to " + asked + " datapoints, which exceeds the limit of 1,440. "
                    + "You may reduce the datapoints requested by increasing Period, or decreasing the time range.");
        }
        var extended = new TreeMap<String, Statistic>();
        for (var name : request.extendedStatistics()) {
            extended.put(
                    name,
                    Statistic.of(name)
                            .orElseThrow(() -> invalid(
                                    "The value " + name + " for parameter ExtendedStatistics is not supported.")));
        }
        var plain = new TreeMap<String, Statistic>();
        for (var name : request.statisticsAsStrings()) {
            plain.put(
                    name,
                    Statistic.of(name)
                            .filter(Statistic.Plain.class::isInstance)
                            .orElseThrow(() ->
                                    invalid("The value " + name + " for parameter Statistics is not supported.")));
        }
        long start = rounded(request.startTime(), platform.clock().instant(), period);
        var metric = MetricName.of(request.namespace(), request.metricName(), request.dimensions());
        var found = new ArrayList<Datapoint>();
        points.byUnit(metric, start, request.endTime().getEpochSecond(), period).forEach((unit, aggregates) -> {
            if (request.unitAsString() == null || request.unitAsString().equals(unit)) {
                aggregates.forEach((second, measured) -> found.add(shown(second, unit, measured, plain, extended)));
            }
        });
        return GetMetricStatisticsResponse.builder()
                .label(request.metricName())
                .datapoints(found)
                .build();
    }

    private static Datapoint shown(
            long second,
            String unit,
            Aggregate measured,
            Map<String, Statistic> plain,
            Map<String, Statistic> extended) {
        var shown = Datapoint.builder().timestamp(Instant.ofEpochSecond(second)).unit(unit);
        plain.values().forEach(statistic -> {
            double value = statistic.of(measured).orElseThrow();
            switch ((Statistic.Plain) statistic) {
                case SAMPLE_COUNT -> shown.sampleCount(value);
                case SUM -> shown.sum(value);
                case AVERAGE -> shown.average(value);
                case MINIMUM -> shown.minimum(value);
                case MAXIMUM -> shown.maximum(value);
            }
        });
        var more = new TreeMap<String, Double>();
        extended.forEach((name, statistic) -> statistic.of(measured).ifPresent(value -> more.put(name, value)));
        if (!extended.isEmpty()) {
            shown.extendedStatistics(more);
        }
        return shown.build();
    }

    @Override
    public ListMetricsResponse listMetrics(ListMetricsRequest request) {
        platform.metrics().flush();
        if (request.metricName() != null
                && request.namespace() == null
                && request.metricName().isEmpty()) {
            throw invalid("The parameter MetricName must not be empty.");
        }
        var now = platform.clock().instant();
        var since = request.recentlyActive() == null ? now.minus(LISTED) : now.minus(Duration.ofHours(3));
        if (request.recentlyActive() == RecentlyActive.UNKNOWN_TO_SDK_VERSION) {
            throw invalid("The value " + request.recentlyActiveAsString()
                    + " for parameter RecentlyActive is invalid. Valid values are: PT3H");
        }
        Predicate<KeptMetric> wanted = metric -> !metric.latest().isBefore(since)
                && (request.metricName() == null || request.metricName().equals(metric.name()))
                && has(metric, request.dimensions());
        var page = pages.records(
                "ListMetrics",
                request.nextToken(),
                null,
                points.metrics(),
                request.namespace() == null ? Range.all() : Range.under(Key.of(request.namespace())),
                entry -> wanted.test(entry.value()));
        return ListMetricsResponse.builder()
                .metrics(page.items().stream()
                        .map(metric -> metric.metric().shown())
                        .toList())
                .nextToken(page.next())
                .build();
    }

    private static boolean has(KeptMetric metric, List<DimensionFilter> dimensions) {
        for (var dimension : dimensions) {
            var value = metric.dimensions().get(dimension.name());
            if (value == null
                    || (dimension.value() != null && !dimension.value().equals(value))) {
                return false;
            }
        }
        return true;
    }
}
