package tarn.services.s3;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.InventoryConfiguration;
import software.amazon.awssdk.services.s3.model.ReplicationConfiguration;
import software.amazon.awssdk.services.s3.model.ReplicationRule;
import software.amazon.awssdk.services.s3.model.Tag;
import tarn.kernel.testing.Golden;
import tarn.store.Formats;

/** What is on disk stays readable. */
class ReplicationFormatsTest {

    @Test
    void aTaskIsKeptAsItAlwaysWas() {
        Golden.check(
                "s3/replication-tasks",
                Formats.record(ReplicationTask.class),
                new ReplicationTask("bucket", "a/b", "v1", 2, Instant.parse("2026-03-01T12:00:00.123Z"), null, null));
    }

    @Test
    void aTaskThatTakesTooLongIsKeptAsItAlwaysWas() {
        var then = Instant.parse("2026-03-01T12:00:00.123Z");
        Golden.check(
                "s3/replication-tasks-late",
                Formats.record(ReplicationTask.class),
                new ReplicationTask("bucket", "a/b", "v1", 2, then, then.minusSeconds(900), then.plusSeconds(1)));
    }

    @Test
    void aReplicationIsKeptAsItAlwaysWas() {
        Golden.check(
                "s3/replication",
                Formats.record(ReplicationConfiguration.class),
                ReplicationConfiguration.builder()
                        .role("arn:aws:iam::123456789012:role/r")
                        .rules(ReplicationRule.builder()
                                .id("one")
                                .priority(1)
                                .status("Enabled")
                                .filter(filter -> filter.and(and -> and.prefix("p")
                                        .tags(Tag.builder().key("a").value("b").build())))
                                .deleteMarkerReplication(marks -> marks.status("Disabled"))
                                .destination(to -> to.bucket("arn:aws:s3:::target")
                                        .account("210987654321")
                                        .storageClass("STANDARD_IA"))
                                .build())
                        .build());
    }

    @Test
    void anInventoryIsKeptAsItAlwaysWas() {
        Golden.check(
                "s3/inventory",
                Formats.record(InventoryConfiguration.class),
                InventoryConfiguration.builder()
                        .id("daily")
                        .isEnabled(true)
                        .includedObjectVersions("All")
                        .filter(filter -> filter.prefix("p"))
                        .schedule(schedule -> schedule.frequency("Weekly"))
                        .optionalFieldsWithStrings("Size", "ETag")
                        .destination(to -> to.s3BucketDestination(
                                s3 -> s3.bucket("arn:aws:s3:::reports").format("CSV")))
                        .build());
    }
}
