package tarn.services.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static tarn.services.Governance.refused;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.DimensionFilter;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StatisticSet;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;
import tarn.kernel.testing.Golden;
import tarn.kernel.testing.TestPlatform;
import tarn.services.Governance;

/** Metrics: what is published, found and worked out of it. */
class MetricsTest {

    private static final Instant NOW = TestPlatform.START;

    @RegisterExtension
    final Governance governance = new Governance();

    private CloudWatchClient metrics() {
        return governance.metrics();
    }

    private void put(String name, Instant time, double... values) {
        metrics()
                .putMetricData(b -> b.namespace("App")
                        .metricData(DoubleStream.of(values)
                                .mapToObj(value -> MetricDatum.builder()
                                        .metricName(name)
                                        .timestamp(time)
                                        .value(value)
                                        .build())
                                .toList()));
    }

    private static MetricDataQuery metric(String id, String name, String stat, int period) {
        return MetricDataQuery.builder()
                .id(id)
                .metricStat(s -> s.metric(m -> m.namespace("App").metricName(name))
                        .stat(stat)
                        .period(period))
                .build();
    }

    private static MetricDataQuery expression(String id, String text) {
        return MetricDataQuery.builder().id(id).expression(text).build();
    }

    private GetMetricDataResponse query(MetricDataQuery... queries) {
        return metrics()
                .getMetricData(b -> b.startTime(NOW.minusSeconds(600))
                        .endTime(NOW.plusSeconds(60))
                        .scanBy(ScanBy.TIMESTAMP_ASCENDING)
                        .metricDataQueries(queries));
    }

    private List<Double> values(String id, MetricDataQuery... queries) {
        return query(queries).metricDataResults().stream()
                .filter(result -> result.id().equals(id))
                .map(MetricDataResult::values)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsPublishedIsToldByStatistics() {
        put("latency", NOW, 1, 2, 3, 4, 100);
        put("latency", NOW.minusSeconds(60), 7);
        var found = metrics()
                .getMetricStatistics(b -> b.namespace("App")
                        .metricName("latency")
                        .startTime(NOW)
                        .endTime(NOW.plusSeconds(60))
                        .period(60)
                        .statisticsWithStrings("Sum", "Average", "Minimum", "Maximum", "SampleCount")
                        .extendedStatistics("p50", "p99", "tm80"));
        assertThat(found.datapoints()).singleElement().satisfies(point -> {
            assertThat(point.sum()).isEqualTo(110);
            assertThat(point.average()).isEqualTo(22);
            assertThat(point.minimum()).isEqualTo(1);
            assertThat(point.maximum()).isEqualTo(100);
            assertThat(point.sampleCount()).isEqualTo(5);
            assertThat(point.extendedStatistics()).containsEntry("p50", 3.0).containsEntry("p99", 100.0);
            assertThat(point.extendedStatistics().get("tm80")).isEqualTo(2.5, within(1e-9));
        });
        assertThat(values("m", metric("m", "latency", "Sum", 60))).containsExactly(7.0, 110.0);
        assertThat(values("m", metric("m", "latency", "Sum", 300))).containsExactly(7.0, 110.0);
        assertThat(values("m", metric("m", "latency", "PR(:4)", 60)).get(1)).isEqualTo(80.0);
    }

    @Test
    void setsAndCountsAreTakenToo() {
        metrics()
                .putMetricData(b -> b.namespace("App")
                        .metricData(
                                MetricDatum.builder()
                                        .metricName("set")
                                        .timestamp(NOW)
                                        .statisticValues(StatisticSet.builder()
                                                .sampleCount(4.0)
                                                .sum(10.0)
                                                .minimum(1.0)
                                                .maximum(5.0)
                                                .build())
                                        .build(),
                                MetricDatum.builder()
                                        .metricName("counted")
                                        .timestamp(NOW)
                                        .values(1.0, 2.0)
                                        .counts(3.0, 1.0)
                                        .build()));
        assertThat(values("m", metric("m", "set", "Average", 60))).containsExactly(2.5);
        assertThat(values("m", metric("m", "set", "p90", 60))).isEmpty();
        assertThat(values("m", metric("m", "counted", "Sum", 60))).containsExactly(5.0);
        assertThat(values("m", metric("m", "counted", "p75", 60))).containsExactly(1.0);
    }

    @Test
    void whatIsWrongIsNamed() {
        refused(
                400,
                "InvalidParameterValue",
                "The value AWS/ for parameter Namespace is invalid.",
                () -> metrics()
                        .putMetricData(b -> b.namespace("AWS/S3")
                                .metricData(MetricDatum.builder()
                                        .metricName("m")
                                        .value(1.0)
                                        .build())));
        refused(
                400,
                "InvalidParameterValue",
                "The value NaN for parameter MetricData.member.1.Value is invalid.",
                () -> put("m", NOW, Double.NaN));
        refused(
                400,
                "InvalidParameterValue",
                "The parameter MetricData.member.1.Timestamp must specify a time within the past two weeks.",
                () -> put("m", NOW.minus(Duration.ofDays(15)), 1));
        refused(
                400,
                "InvalidParameterCombination",
                "You have requested up to 86400 datapoints, which exceeds the limit of 1,440. You may reduce the "
                        + "datapoints requested by increasing Period, or decreasing the time range.",
                () -> metrics()
                        .getMetricStatistics(b -> b.namespace("App")
                                .metricName("m")
                                .startTime(NOW.minus(Duration.ofDays(60)))
                                .endTime(NOW)
                                .period(60)
                                .statisticsWithStrings("Sum")));
        refused(
                400,
                "ValidationError",
                "Error in expression 'e': the id x is not among the queries",
                () -> query(expression("e", "x + 1")));
    }

    @Test
    void expressionsAreWorkedOut() {
        for (int i = 0; i < 5; i++) {
            put("errors", NOW.minusSeconds(60L * i), i);
            put("calls", NOW.minusSeconds(60L * i), 10);
        }
        var errors = metric("m1", "errors", "Sum", 60);
        var calls = metric("m2", "calls", "Sum", 60);
        assertThat(values("e", errors, calls, expression("e", "m1 / m2 * 100")))
                .containsExactly(40.0, 30.0, 20.0, 10.0, 0.0);
        assertThat(values("e", errors, calls, expression("e", "SUM([m1, m2])")))
                .containsExactly(14.0, 13.0, 12.0, 11.0, 10.0);
        assertThat(values("e", errors, calls, expression("e", "SUM(METRICS())")))
                .hasSize(5);
        assertThat(values("e", errors, expression("e", "IF(m1 > 2, 1, 0)"))).containsExactly(1.0, 1.0, 0.0, 0.0, 0.0);
        assertThat(values("e", errors, expression("e", "m1 - AVG(m1)"))).containsExactly(2.0, 1.0, 0.0, -1.0, -2.0);
        assertThat(values("e", errors, expression("e", "RATE(m1) * PERIOD(m1)")))
                .containsExactly(-1.0, -1.0, -1.0, -1.0);
        assertThat(values("e", errors, expression("e", "-m1 ^ 2 + 2 * (1 + 1)")))
                .last()
                .isEqualTo(4.0);
        put("gaps", NOW.minusSeconds(240), 1);
        put("gaps", NOW, 5);
        assertThat(values("e", metric("m", "gaps", "Sum", 60), expression("e", "FILL(m, LINEAR)")))
                .containsExactly(1.0, 2.0, 3.0, 4.0, 5.0);
        assertThat(values("e", metric("m", "gaps", "Sum", 60), expression("e", "FILL(m, 0)")))
                .hasSize(11);
        assertThat(values("e", metric("m", "gaps", "Sum", 60), expression("e", "FILL(m, REPEAT)")))
                .containsExactly(1.0, 1.0, 1.0, 1.0, 5.0);
        assertThat(query(expression("e", "SEARCH('{App} MetricName=\"errors\"', 'Sum', 60)"))
                        .metricDataResults())
                .extracting(MetricDataResult::label)
                .containsExactly("errors");
    }

    @Test
    void aBandIsWhereValuesWereBefore() {
        for (int day = 1; day <= 7; day++) {
            put("load", NOW.minus(Duration.ofDays(day)), 100 + day % 2);
        }
        put("load", NOW, 500);
        var results = query(metric("m", "load", "Average", 60), expression("b", "ANOMALY_DETECTION_BAND(m, 3)"))
                .metricDataResults();
        assertThat(results).hasSize(3);
        assertThat(results.get(1).values().getLast()).isBetween(101.0, 103.0);
        assertThat(results.get(2).values().getLast()).isBetween(98.0, 100.0);
    }

    @Test
    void metricsAreListedByWhatTheyHave() {
        metrics()
                .putMetricData(b -> b.namespace("App")
                        .metricData(MetricDatum.builder()
                                .metricName("m")
                                .value(1.0)
                                .dimensions(Dimension.builder()
                                        .name("host")
                                        .value("a")
                                        .build())
                                .build()));
        put("n", NOW, 1);
        assertThat(metrics()
                        .listMetrics(b -> b.namespace("App").metricName("m"))
                        .metrics())
                .singleElement()
                .satisfies(found -> assertThat(found.dimensions())
                        .containsExactly(
                                Dimension.builder().name("host").value("a").build()));
        assertThat(metrics()
                        .listMetrics(b -> b.dimensions(
                                DimensionFilter.builder().name("host").build()))
                        .metrics())
                .hasSize(1);
        assertThat(metrics().listMetrics(b -> b.namespace("Other")).metrics()).isEmpty();
        governance.platform().clock().advance(Duration.ofDays(15));
        assertThat(metrics().listMetrics(b -> {}).metrics())
                .extracting(Metric::metricName)
                .isEmpty();
    }

    @Test
    void oldMeasurementsAreThinnedOutAndGo() {
        for (int i = 0; i < 10; i++) {
            put("m", NOW.minusSeconds(60L * i), 1);
        }
        for (var days : List.of(1, 16, 60, 64)) {
            governance.platform().clock().advance(Duration.ofDays(days));
            assertThat(metrics()
                            .getMetricStatistics(b -> b.namespace("App")
                                    .metricName("m")
                                    .startTime(NOW.minusSeconds(7200))
                                    .endTime(NOW.plusSeconds(3600))
                                    .period(10_800)
                                    .statisticsWithStrings("Sum"))
                            .datapoints())
                    .singleElement()
                    .satisfies(point -> assertThat(point.sum()).isEqualTo(10));
        }
        governance.platform().clock().advance(Duration.ofDays(400));
        assertThat(metrics()
                        .getMetricStatistics(b -> b.namespace("App")
                                .metricName("m")
                                .startTime(NOW.minusSeconds(7200))
                                .endTime(NOW.plusSeconds(3600))
                                .period(10_800)
                                .statisticsWithStrings("Sum"))
                        .datapoints())
                .isEmpty();
    }

    @Test
    void pagesOfDataAreFollowed() {
        for (int i = 0; i < 5; i++) {
            put("m", NOW.minusSeconds(60L * i), i);
        }
        var first = metrics()
                .getMetricData(b -> b.startTime(NOW.minusSeconds(600))
                        .endTime(NOW.plusSeconds(60))
                        .maxDatapoints(3)
                        .metricDataQueries(metric("m", "m", "Sum", 60)));
        assertThat(first.metricDataResults().getFirst().values()).containsExactly(0.0, 1.0, 2.0);
        assertThat(first.metricDataResults().getFirst().statusCode()).isEqualTo(StatusCode.PARTIAL_DATA);
        var second = metrics()
                .getMetricData(b -> b.startTime(NOW.minusSeconds(600))
                        .endTime(NOW.plusSeconds(60))
                        .maxDatapoints(3)
                        .nextToken(first.nextToken())
                        .metricDataQueries(metric("m", "m", "Sum", 60)));
        assertThat(second.metricDataResults().getFirst().values()).containsExactly(3.0, 4.0);
        assertThat(second.nextToken()).isNull();
    }

    @Test
    void servicesCountInMemoryAndEverybodySeesIt() {
        IntStream.range(0, 1000)
                .forEach(i -> governance
                        .platform()
                        .metrics()
                        .add("AWS/Test", "Calls", Map.of("Operation", "Get"), "Count", i < 990 ? 1 : 3));
        assertThat(metrics()
                        .getMetricStatistics(b -> b.namespace("AWS/Test")
                                .metricName("Calls")
                                .dimensions(Dimension.builder()
                                        .name("Operation")
                                        .value("Get")
                                        .build())
                                .startTime(NOW)
                                .endTime(NOW.plusSeconds(60))
                                .period(60)
                                .statisticsWithStrings("Sum", "SampleCount"))
                        .datapoints())
                .singleElement()
                .satisfies(point -> assertThat(point.sum()).isEqualTo(1020))
                .satisfies(point -> assertThat(point.sampleCount()).isEqualTo(1000));
    }

    @Test
    void whatIsOnDiskStaysReadable() {
        var measured = new Aggregate(3, 4, 1, 2, List.of(1.0, 2.0), List.of(2.0, 1.0));
        Golden.check(
                "cloudwatch/points",
                Piece.FORMAT,
                new Piece(List.of(new Piece.Point(1_767_225_600, "Count", measured))));
        Golden.check(
                "cloudwatch/metrics",
                KeptMetric.FORMAT,
                new KeptMetric("App", "m", new java.util.TreeMap<>(Map.of("a", "b")), NOW));
        Golden.check(
                "cloudwatch/rolled",
                tarn.store.Formats.record(Points.Rolled.class),
                new Points.Rolled(List.of(1L, 2L, 3L)));
    }
}
