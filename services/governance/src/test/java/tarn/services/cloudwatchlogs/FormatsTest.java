package tarn.services.cloudwatchlogs;

import static tarn.kernel.testing.TestPlatform.START;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatchlogs.model.ExportTask;
import software.amazon.awssdk.services.cloudwatchlogs.model.MetricFilter;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryDefinition;
import software.amazon.awssdk.services.cloudwatchlogs.model.SubscriptionFilter;
import tarn.kernel.testing.Golden;
import tarn.services.cloudwatchlogs.KeptGroup.SealedKey;
import tarn.services.cloudwatchlogs.KeptStream.Open;
import tarn.services.cloudwatchlogs.lines.Chunk;
import tarn.services.cloudwatchlogs.lines.Line;
import tarn.store.Formats;

/** What is on disk stays readable. */
class FormatsTest {

    @Test
    void groupsStreamsPoliciesAndLinesStayReadable() {
        Golden.check(
                "cloudwatchlogs/groups",
                KeptGroup.FORMAT,
                new KeptGroup(
                        "app",
                        "id1",
                        START,
                        "STANDARD",
                        30,
                        List.of(new SealedKey("arn:aws:kms:us-east-1:123456789012:key/1", "AAEC")),
                        true,
                        true,
                        Map.of("team", "x"),
                        List.of(MetricFilter.builder().filterName("m").build()),
                        List.of(SubscriptionFilter.builder().filterName("s").build()),
                        "{}"));
        Golden.check(
                "cloudwatchlogs/streams",
                KeptStream.FORMAT,
                new KeptStream("one", "id2", START, 7, 1, 9, 10, 400, 8, List.of(new Open(1, 9, 6, 300))));
        Golden.check("cloudwatchlogs/policies", KeptPolicy.FORMAT, new KeptPolicy("p", "{}", START, "arn:aws:x", "r1"));
        Golden.check(
                "cloudwatchlogs/lines",
                Chunk.format(),
                Chunk.of(List.of(Line.of(1_000, 1_005, 0, "one"), Line.of(1_001, 1_005, 1, "zwölf")), null));
        Golden.check(
                "cloudwatchlogs/definitions",
                Formats.record(QueryDefinition.class),
                QueryDefinition.builder()
                        .queryDefinitionId("d1")
                        .name("errors")
                        .queryString("filter @message like /ERROR/")
                        .lastModified(START.toEpochMilli())
                        .logGroupNames("app")
                        .build());
        Golden.check(
                "cloudwatchlogs/exports",
                Formats.record(ExportTask.class),
                ExportTask.builder()
                        .taskId("t1")
                        .logGroupName("app")
                        .from(1_000L)
                        .to(2_000L)
                        .destination("bucket")
                        .destinationPrefix("exports")
                        .status(status -> status.code("COMPLETED"))
                        .build());
    }
}
