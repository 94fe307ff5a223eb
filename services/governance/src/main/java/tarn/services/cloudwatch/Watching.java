package tarn.services.cloudwatch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import tarn.services.cloudwatch.Verdict.Reading;
import tarn.services.cloudwatch.math.MathException;
import tarn.services.cloudwatch.math.Series;
import tarn.services.cloudwatch.math.Series.Times;

/**
 * Looks at the metrics of an alarm. Its periods end with the last whole minute, or the last whole period of those shorter
 * than a minute: what is still being measured does not count.
 */
final class Watching {

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("dd/MM/yy HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'+0000'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String ONLY = "m1";

    private final Points points;

    Watching(Points points) {
        this.points = points;
    }

    /** What an alarm is to be in. */
    record Finding(
            @Nullable StateValue state,
            String reason,
            @Nullable String reasonData) {}

    /** How long a period of an alarm is, in seconds. */
    static int period(MetricAlarm alarm) {
        if (alarm.period() != null) {
            return alarm.period();
        }
        int longest = 0;
        for (var query : alarm.metrics()) {
            var stat = query.metricStat();
            int period = stat != null ? stat.period() : query.period() != null ? query.period() : 0;
            longest = Math.max(longest, period);
        }
        return longest == 0 ? 60 : longest;
    }

    /** How often it is looked at. */
    static int intervalSeconds(MetricAlarm alarm) {
        return Math.min(period(alarm), 60);
    }

    /** The queries an alarm asks, and which of them it watches. */
    static List<MetricDataQuery> queries(MetricAlarm alarm) {
        if (alarm.hasMetrics() && !alarm.metrics().isEmpty()) {
            return alarm.metrics();
        }
        var stat = alarm.extendedStatistic() == null ? alarm.statisticAsString() : alarm.extendedStatistic();
        return List.of(MetricDataQuery.builder()
                .id(ONLY)
                .metricStat(s -> s.metric(m -> m.namespace(alarm.namespace())
                                .metricName(alarm.metricName())
                                .dimensions(alarm.dimensions()))
                        .period(alarm.period())
                        .stat(stat)
                        .unit(alarm.unitAsString()))
                .build());
    }

    Finding look(MetricAlarm alarm, Instant now) {
        int period = period(alarm);
        int wanted = alarm.evaluationPeriods();
        int interval = intervalSeconds(alarm);
        long end = Math.floorDiv(now.getEpochSecond(), interval) * interval;
        long start = end - (long) period * (wanted + Verdict.MORE_PERIODS);
        var queries = queries(alarm);
        var work = new QueryWork(points, queries, start, end, now, true);
        Times watched;
        Times upper = null;
        Times lower = null;
        try {
            watched = times(work, watched(queries, alarm.thresholdMetricId()));
            if (alarm.thresholdMetricId() != null) {
                if (!(work.query(alarm.thresholdMetricId()) instanceof Series.Several(var band)) || band.size() != 2) {
                    throw new MathException(alarm.thresholdMetricId() + " is no band");
                }
                upper = band.get(0);
                lower = band.get(1);
            }
        } catch (MathException e) {
            return new Finding(StateValue.INSUFFICIENT_DATA, "Error: " + e.getMessage(), null);
        }
        var readings = new ArrayList<Reading>();
        for (long second = start; second < end; second += period) {
            var value = watched.values().get(second);
            var above = upper == null ? null : upper.values().get(second);
            var below = lower == null ? null : lower.values().get(second);
            boolean isKnown = alarm.thresholdMetricId() == null || (above != null && below != null);
            readings.add(new Reading(
                    second, isKnown ? value : null, value != null && isKnown && isAcross(alarm, value, above, below)));
        }
        int enough = alarm.datapointsToAlarm() == null ? wanted : alarm.datapointsToAlarm();
        var treatment = alarm.treatMissingData() == null ? "missing" : alarm.treatMissingData();
        var verdict = Verdict.of(readings, wanted, enough, treatment);
        if (verdict.state() != null && isTooFew(alarm, start, end)) {
            return new Finding(null, "", null);
        }
        return new Finding(verdict.state(), reason(alarm, verdict, enough), data(alarm, verdict, start, now, period));
    }

    private static String watched(List<MetricDataQuery> queries, @Nullable String band) {
        for (var query : queries) {
            if (!Boolean.FALSE.equals(query.returnData()) && !query.id().equals(band)) {
                return query.id();
            }
        }
        return queries.getFirst().id();
    }

    private static Times times(QueryWork work, String id) {
        return switch (work.query(id)) {
            case Times times -> times;
            case Series.Several(var all) when all.size() == 1 -> all.getFirst();
            case Series.Several _ -> throw new MathException("An alarm watches one time series");
            case Series.Scalar _ -> throw new MathException("An alarm watches a time series");
            case Series.Text _ -> throw new MathException("An alarm watches a time series");
        };
    }

    /** Whether a percentile is of too few samples to mean anything, and the alarm is told to pass over that. */
    private boolean isTooFew(MetricAlarm alarm, long start, long end) {
        var extended = alarm.extendedStatistic();
        if (!"ignore".equals(alarm.evaluateLowSampleCountPercentile())
                || extended == null
                || !extended.startsWith("p")) {
            return false;
        }
        if (!(Statistic.of(extended).orElse(null) instanceof Statistic.Percentile(var percent))) {
            return false;
        }
        double part = percent / 100;
        double needed = part < 0.5 ? 10 / Math.max(part, 1e-9) : 10 / Math.max(1 - part, 1e-9);
        var all = points.read(
                MetricName.of(alarm.namespace(), alarm.metricName(), alarm.dimensions()),
                start,
                end,
                end - start,
                null);
        return all.values().stream().mapToDouble(Aggregate::count).sum() < needed;
    }

    private static boolean isAcross(MetricAlarm alarm, double value, @Nullable Double upper, @Nullable Double lower) {
        double threshold = alarm.threshold() == null ? 0 : alarm.threshold();
        double above = upper == null ? Double.POSITIVE_INFINITY : upper;
        double below = lower == null ? Double.NEGATIVE_INFINITY : lower;
        return switch (alarm.comparisonOperator()) {
            case GREATER_THAN_OR_EQUAL_TO_THRESHOLD -> value >= threshold;
            case GREATER_THAN_THRESHOLD -> value > threshold;
            case LESS_THAN_THRESHOLD -> value < threshold;
            case LESS_THAN_OR_EQUAL_TO_THRESHOLD -> value <= threshold;
            case LESS_THAN_LOWER_OR_GREATER_THAN_UPPER_THRESHOLD -> value < below || value > above;
            case LESS_THAN_LOWER_THRESHOLD -> value < below;
            case GREATER_THAN_UPPER_THRESHOLD -> value > above;
            case UNKNOWN_TO_SDK_VERSION -> false;
        };
    }

    private static String words(ComparisonOperator operator) {
        return switch (operator) {
            case GREATER_THAN_OR_EQUAL_TO_THRESHOLD -> "greater than or equal to the threshold";
            case GREATER_THAN_THRESHOLD -> "greater than the threshold";
            case LESS_THAN_THRESHOLD -> "less than the threshold";
            case LESS_THAN_OR_EQUAL_TO_THRESHOLD -> "less than or equal to the threshold";
            case LESS_THAN_LOWER_OR_GREATER_THAN_UPPER_THRESHOLD ->
                "less than the lower thresholds or greater than the upper thresholds";
            case LESS_THAN_LOWER_THRESHOLD -> "less than the lower thresholds";
            case GREATER_THAN_UPPER_THRESHOLD -> "greater than the upper thresholds";
            case UNKNOWN_TO_SDK_VERSION -> "";
        };
    }

    private static String reason(MetricAlarm alarm, Verdict verdict, int enough) {
        int wanted = alarm.evaluationPeriods();
        if (verdict.state() == StateValue.INSUFFICIENT_DATA) {
            return "Insufficient Data: " + verdict.missing()
                    + (verdict.missing() == 1 ? " datapoint was" : " datapoints were") + " unknown.";
        }
        var shown = new ArrayList<String>();
        boolean isAlarm = verdict.state() == StateValue.ALARM;
        for (var reading : verdict.used().reversed()) {
            if (reading.breaching() == isAlarm || !isAlarm) {
                shown.add(reading.value() + " (" + DAY.format(Instant.ofEpochSecond(reading.second())) + ")");
            }
        }
        if (shown.isEmpty()) {
            return "Threshold Crossed: no datapoints were received for " + verdict.missing()
                    + (verdict.missing() == 1
                            ? " period and 1 missing datapoint was"
                            : " periods and " + verdict.missing() + " missing datapoints were")
                    + " treated as [" + (isAlarm ? "Breaching" : "NonBreaching") + "].";
        }
        var threshold = alarm.threshold() == null ? "" : " (" + alarm.threshold() + ")";
        return "Threshold Crossed: " + shown.size() + " out of the last " + wanted + " datapoints " + shown
                + (shown.size() == 1 ? " was " : " were ") + (isAlarm ? "" : "not ") + words(alarm.comparisonOperator())
                + threshold + " (minimum " + enough + (enough == 1 ? " datapoint" : " datapoints") + " for "
                + (isAlarm ? "OK -> ALARM" : "ALARM -> OK") + " transition).";
    }

    private static String data(MetricAlarm alarm, Verdict verdict, long start, Instant now, int period) {
        var data = JsonNodeFactory.instance.objectNode();
        data.put("version", "1.0");
        data.put("queryDate", ISO.format(now));
        data.put("startDate", ISO.format(Instant.ofEpochSecond(start)));
        if (alarm.statisticAsString() != null) {
            data.put("statistic", alarm.statisticAsString());
        }
        data.put("period", period);
        var recent = data.putArray("recentDatapoints");
        var evaluated = JsonNodeFactory.instance.arrayNode();
        for (var reading : verdict.used()) {
            recent.add(reading.value());
            evaluated
                    .addObject()
                    .put("timestamp", ISO.format(Instant.ofEpochSecond(reading.second())))
                    .put("value", reading.value());
        }
        if (alarm.threshold() != null) {
            data.put("threshold", alarm.threshold());
        }
        data.set("evaluatedDatapoints", evaluated);
        return data.toString();
    }
}
