package tarn.services.cloudtrail;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudtrail.model.AdvancedEventSelector;
import software.amazon.awssdk.services.cloudtrail.model.AdvancedFieldSelector;
import software.amazon.awssdk.services.cloudtrail.model.DataResource;
import software.amazon.awssdk.services.cloudtrail.model.EventSelector;
import software.amazon.awssdk.services.cloudtrail.model.ReadWriteType;
import tarn.kernel.testing.Golden;
import tarn.services.cloudtrail.DeliveryState.DeliveredFile;
import tarn.services.cloudtrail.DeliveryState.Digest;

/** What is on users' disks stays readable. */
class FormatsTest {

    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final AdvancedEventSelector SELECTOR = AdvancedEventSelector.builder()
            .name("objects")
            .fieldSelectors(AdvancedFieldSelector.builder()
                    .field("eventCategory")
                    .equalsValue("Data")
                    .build())
            .build();

    @Test
    void trailsReadAsTheyWereWritten() {
        var basic = EventSelector.builder()
                .readWriteType(ReadWriteType.ALL)
                .includeManagementEvents(true)
                .dataResources(DataResource.builder()
                        .type("AWS::S3::Object")
                        .values("arn:aws:s3:::b/")
                        .build())
                .build();
        Golden.check(
                "cloudtrail/trails",
                TrailBook.FORMAT,
                new KeptTrail(
                        "audit",
                        "us-east-1",
                        "arn:aws:cloudtrail:us-east-1:123456789012:trail/audit",
                        "logs",
                        "a",
                        true,
                        false,
                        true,
                        "alias/k",
                        TIME,
                        true,
                        TIME,
                        TIME,
                        List.of(basic),
                        List.of(SELECTOR),
                        Map.of("team", "lake"),
                        new KeptTrail.LogsTarget(
                                "arn:aws:logs:us-east-1:123456789012:log-group:audit:*",
                                "arn:aws:iam::123456789012:role/logging"),
                        null));
    }

    @Test
    void trailsWithATopicReadAsTheyWereWritten() {
        Golden.check(
                "cloudtrail/trails-told",
                TrailBook.FORMAT,
                new KeptTrail(
                        "audit",
                        "us-east-1",
                        "arn:aws:cloudtrail:us-east-1:123456789012:trail/audit",
                        "logs",
                        null,
                        true,
                        false,
                        false,
                        null,
                        TIME,
                        false,
                        null,
                        null,
                        List.of(),
                        List.of(),
                        Map.of(),
                        null,
                        new KeptTrail.Topic("files", "arn:aws:sns:us-east-1:123456789012:files")));
    }

    @Test
    void noticesReadAsTheyWereWritten() {
        Golden.check(
                "cloudtrail/notices",
                TrailTopic.Notice.FORMAT,
                new TrailTopic.Notice("arn:aws:cloudtrail:::trail/t", "arn:aws:sns:::t", "logs", "a/b.json.gz"));
        Golden.check("cloudtrail/notices-fared", TrailTopic.Fared.FORMAT, new TrailTopic.Fared(TIME, TIME, "NotFound"));
    }

    @Test
    void whatTheEventBusWasToldReadsAsItWasWritten() {
        Golden.check("cloudtrail/told", Telling.Told.FORMAT, new Telling.Told(7, 9));
    }

    @Test
    void deliveriesReadAsTheyWereWritten() {
        var file = new DeliveredFile("logs", "a/b.json.gz", "ab", TIME, TIME);
        var digest = new Digest("logs", "a/d.json.gz", "cd", "ef");
        Golden.check(
                "cloudtrail/deliveries",
                DeliveryState.FORMAT,
                new DeliveryState(7, 9, TIME, TIME, "AccessDenied", TIME, TIME, digest, List.of(file)));
    }

    @Test
    void eventDataStoresReadAsTheyWereWritten() {
        Golden.check(
                "cloudtrail/lakes",
                KeptLake.FORMAT,
                new KeptLake(
                        "0b1c",
                        "lake",
                        "us-east-1",
                        "arn:aws:cloudtrail:us-east-1:123456789012:eventdatastore/0b1c",
                        List.of(SELECTOR),
                        true,
                        90,
                        true,
                        true,
                        true,
                        "alias/k",
                        TIME,
                        TIME,
                        List.of(TIME),
                        TIME,
                        Map.of("team", "lake")));
    }

    @Test
    void queriesReadAsTheyWereWritten() {
        Golden.check(
                "cloudtrail/queries",
                KeptQuery.FORMAT,
                new KeptQuery(
                        "q",
                        List.of("0b1c"),
                        "SELECT 1",
                        "FINISHED",
                        "why",
                        TIME,
                        1,
                        2,
                        3,
                        List.of("c"),
                        List.of(List.of("1"))));
    }

    @Test
    void signingKeysReadAsTheyWereWritten() {
        Golden.check(
                "cloudtrail/signing-keys",
                SigningKeys.FORMAT,
                new SigningKeys.SigningKey("f1", new byte[] {1, 2}, new byte[] {3}, TIME, TIME));
    }
}
