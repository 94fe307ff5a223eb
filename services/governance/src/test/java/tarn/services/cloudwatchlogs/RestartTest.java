package tarn.services.cloudwatchlogs;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.kernel.testing.TestPlatform.CALLER;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;
import tarn.services.cloudwatch.CloudWatch;

/** Lines and figures are there after a restart, and go on. */
class RestartTest {

    private static LocalPlatform open(Path data, long seed) {
        var platform = LocalPlatform.open(data, TestPlatform.options(seed));
        platform.services()
                .add(CloudWatchLogsClient.class, () -> CloudWatchLogs.on(platform))
                .add(CloudWatchClient.class, () -> CloudWatch.on(platform));
        platform.ready();
        return platform;
    }

    private static void put(LocalPlatform platform, String message) {
        platform.client(CloudWatchLogsClient.class)
                .putLogEvents(b -> b.logGroupName("g")
                        .logStreamName("s")
                        .logEvents(InputLogEvent.builder()
                                .timestamp(TestPlatform.START.toEpochMilli())
                                .message(message)
                                .build()));
    }

    @Test
    void nothingIsLostBetween(@TempDir Path data) {
        var expected = new ArrayList<String>();
        for (int start = 0; start < 3; start++) {
            int from = 10 * start;
            boolean isFirst = start == 0;
            try (var platform = open(data, start + 1L)) {
                CALLER.run(() -> {
                    var logs = platform.client(CloudWatchLogsClient.class);
                    if (isFirst) {
                        logs.createLogGroup(b -> b.logGroupName("g"));
                        logs.createLogStream(b -> b.logGroupName("g").logStreamName("s"));
                    }
                    for (int i = from; i < from + 10; i++) {
                        put(platform, "line " + i);
                        expected.add("line " + i);
                    }
                    List<String> found = logs.filterLogEvents(b -> b.logGroupName("g")).events().stream()
                            .map(FilteredLogEvent::message)
                            .toList();
                    assertThat(found).isEqualTo(expected);
                    platform.metrics().add("App", "starts", java.util.Map.of(), "Count", 1);
                });
            }
        }
        try (var platform = open(data, 9)) {
            CALLER.run(() -> assertThat(platform.client(CloudWatchClient.class)
                            .getMetricStatistics(b -> b.namespace("App")
                                    .metricName("starts")
                                    .startTime(TestPlatform.START)
                                    .endTime(TestPlatform.START.plusSeconds(60))
                                    .period(60)
                                    .statisticsWithStrings("Sum"))
                            .datapoints()
                            .getFirst()
                            .sum())
                    .isEqualTo(3));
        }
    }
}
