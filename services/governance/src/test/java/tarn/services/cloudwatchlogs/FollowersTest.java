package tarn.services.cloudwatchlogs;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.Governance.refused;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.MetricTransformation;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import tarn.kernel.Part;
import tarn.kernel.Service;
import tarn.kernel.testing.TestPlatform;
import tarn.services.Governance;

/** What follows from lines as they come in: metrics, and who subscribed to them. */
class FollowersTest {

    private static final long NOW = TestPlatform.START.toEpochMilli();
    private static final String STREAM = "arn:aws:kinesis:us-east-1:123456789012:stream/sink";
    private static final String ROLE = "arn:aws:iam::123456789012:role/logs";

    @RegisterExtension
    final Governance governance = new Governance();

    private final Sink sink = new Sink();

    /** A stream that may be down. */
    private static final class Sink implements KinesisClient, Part {
        private final BlockingQueue<PutRecordRequest> records = new LinkedBlockingQueue<>();
        private volatile boolean down;

        @Override
        public PutRecordResponse putRecord(PutRecordRequest request) {
            if (down) {
                throw KinesisException.builder().message("down").build();
            }
            records.add(request);
            return PutRecordResponse.builder().build();
        }
    }

    private CloudWatchLogsClient logs() {
        return governance.logs();
    }

    @BeforeEach
    void begin() {
        governance.platform().services().add(KinesisClient.class, () -> Service.of(KinesisClient.class, sink));
        TestPlatform.CALLER.run(() -> {
            logs().createLogGroup(b -> b.logGroupName("app"));
            logs().createLogStream(b -> b.logGroupName("app").logStreamName("one"));
        });
    }

    private void put(String... messages) {
        logs().putLogEvents(b -> b.logGroupName("app")
                .logStreamName("one")
                .logEvents(List.of(messages).stream()
                        .map(message -> InputLogEvent.builder()
                                .timestamp(NOW)
                                .message(message)
                                .build())
                        .toList()));
    }

    private double sum(String namespace, String name, Map<String, String> dimensions) {
        return governance
                .metrics()
                .getMetricStatistics(b -> b.namespace(namespace)
                        .metricName(name)
                        .dimensions(dimensions.entrySet().stream()
                                .map(each -> Dimension.builder()
                                        .name(each.getKey())
                                        .value(each.getValue())
                                        .build())
                                .toList())
                        .startTime(TestPlatform.START)
                        .endTime(TestPlatform.START.plusSeconds(60))
                        .period(60)
                        .statistics(Statistic.SUM))
                .datapoints()
                .getFirst()
                .sum();
    }

    private static MetricTransformation transformation(String name, String value) {
        return MetricTransformation.builder()
                .metricNamespace("App")
                .metricName(name)
                .metricValue(value)
                .build();
    }

    @Test
    void metricFiltersCountAndTakeValues() {
        logs().putMetricFilter(b -> b.logGroupName("app")
                .filterName("errors")
                .filterPattern("ERROR")
                .metricTransformations(transformation("errors", "1").toBuilder()
                        .defaultValue(0.0)
                        .build()));
        logs().putMetricFilter(b -> b.logGroupName("app")
                .filterName("sizes")
                .filterPattern("{ $.size > 0 }")
                .metricTransformations(transformation("sizes", "$.size").toBuilder()
                        .dimensions(Map.of("user", "$.user"))
                        .build()));
        put("ERROR one", "ok", "{\"size\": 5, \"user\": \"ann\"}", "{\"size\": 7, \"user\": \"ann\"}", "ERROR two");
        assertThat(sum("App", "errors", Map.of())).isEqualTo(2);
        assertThat(sum("App", "sizes", Map.of("user", "ann"))).isEqualTo(12);
        assertThat(logs().describeMetricFilters(b -> b.logGroupName("app")).metricFilters())
                .hasSize(2);
        refused(
                400,
                "InvalidParameterException",
                "Invalid filter pattern",
                () -> logs().putMetricFilter(b -> b.logGroupName("app")
                        .filterName("bad")
                        .filterPattern("{ $.a")
                        .metricTransformations(transformation("x", "1"))));
    }

    @Test
    void patternsAreTried() {
        var matches = logs().testMetricFilter(b ->
                        b.filterPattern("[ip, user, size > 10]").logEventMessages("1.2.3.4 ann 12", "1.2.3.4 bob 2"))
                .matches();
        assertThat(matches)
                .singleElement()
                .satisfies(match -> assertThat(match.extractedValues())
                        .containsEntry("$ip", "1.2.3.4")
                        .containsEntry("$size", "12"));
    }

    @Test
    void embeddedMetricsAreTaken() {
        put("""
            {"_aws": {"Timestamp": %d, "CloudWatchMetrics": [{"Namespace": "Emf", "Dimensions": [["fn"]],
             "Metrics": [{"Name": "latency", "Unit": "Milliseconds"}]}]}, "fn": "f", "latency": [3, 4]}\
            """.formatted(NOW));
        assertThat(sum("Emf", "latency", Map.of("fn", "f"))).isEqualTo(7);
    }

    private JsonNode received() throws Exception {
        var record = sink.records.poll(10, TimeUnit.SECONDS);
        try (var in = new GZIPInputStream(new ByteArrayInputStream(record.data().asByteArray()))) {
            return new ObjectMapper().readTree(in);
        }
    }

    @Test
    void subscribersGetWhatTheyWantAndNothingIsLost() throws Exception {
        logs().putSubscriptionFilter(b -> b.logGroupName("app")
                .filterName("all")
                .filterPattern("ERROR")
                .destinationArn(STREAM)
                .roleArn(ROLE));
        assertThat(received().path("messageType").asText()).isEqualTo("CONTROL_MESSAGE");
        put("ERROR one", "fine");
        var message = received();
        assertThat(message.path("messageType").asText()).isEqualTo("DATA_MESSAGE");
        assertThat(message.path("owner").asText()).isEqualTo("123456789012");
        assertThat(message.path("subscriptionFilters").get(0).asText()).isEqualTo("all");
        assertThat(message.path("logEvents"))
                .singleElement()
                .satisfies(event -> assertThat(event.path("message").asText()).isEqualTo("ERROR one"));
        sink.down = true;
        put("ERROR two");
        governance.platform().clock().advance(Duration.ofMinutes(10));
        sink.down = false;
        governance.platform().clock().advance(Duration.ofMinutes(10));
        assertThat(received().path("logEvents").get(0).path("message").asText()).isEqualTo("ERROR two");
    }

    @Test
    void aDestinationThatIsNotThereIsRefused() {
        sink.down = true;
        refused(
                400,
                "InvalidParameterException",
                "Could not deliver test message to specified Kinesis stream. Check if the given kinesis stream is in "
                        + "ACTIVE state. ",
                () -> logs().putSubscriptionFilter(b -> b.logGroupName("app")
                        .filterName("all")
                        .filterPattern("")
                        .destinationArn(STREAM)
                        .roleArn(ROLE)));
    }
}
