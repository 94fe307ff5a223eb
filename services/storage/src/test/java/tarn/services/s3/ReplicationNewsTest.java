package tarn.services.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.s3.InProcess.BUCKET;
import static tarn.services.s3.InProcess.refused;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.ReplicationRule;
import software.amazon.awssdk.services.sqs.SqsClient;
import tarn.kernel.Metrics;
import tarn.kernel.Service;
import tarn.kernel.testing.TestPlatform;

/** What replication tells of itself: figures by rule, and events where it fails or takes too long. */
class ReplicationNewsTest {

    private static final String TARGET = "target";

    @RegisterExtension
    final InProcess tarn = new InProcess();

    private final TinyQueue queue = new TinyQueue();
    private final List<Metrics.Figure> figures = new CopyOnWriteArrayList<>();

    @BeforeEach
    void bucketsAndQueue() {
        tarn.platform().services().add(SqsClient.class, () -> Service.of(SqsClient.class, queue));
        tarn.platform().metrics().to(figures::addAll);
        TestPlatform.CALLER.run(() -> {
            tarn.s3().createBucket(request -> request.bucket(TARGET));
            version(BUCKET, "Enabled");
            version(TARGET, "Enabled");
            tarn.s3()
                    .putBucketNotificationConfiguration(request -> request.bucket(BUCKET)
                            .notificationConfiguration(one -> one.queueConfigurations(QueueConfiguration.builder()
                                    .queueArn("arn:aws:sqs:us-east-1:123456789012:events")
                                    .eventsWithStrings("s3:Replication:*")
                                    .build())));
        });
    }

    private void version(String bucket, String status) {
        tarn.s3()
                .putBucketVersioning(
                        request -> request.bucket(bucket).versioningConfiguration(now -> now.status(status)));
    }

    private static ReplicationRule.Builder rule() {
        return ReplicationRule.builder()
                .id("timed")
                .status("Enabled")
                .priority(1)
                .filter(filter -> filter.prefix(""))
                .deleteMarkerReplication(marks -> marks.status("Enabled"))
                .destination(to -> to.bucket("arn:aws:s3:::" + TARGET)
                        .metrics(metrics -> metrics.status("Enabled").eventThreshold(time -> time.minutes(15)))
                        .replicationTime(time -> time.status("Enabled").time(within -> within.minutes(15))));
    }

    private void replicate(ReplicationRule rule) {
        tarn.s3()
                .putBucketReplication(request -> request.bucket(BUCKET)
                        .replicationConfiguration(replication -> replication
                                .role("arn:aws:iam::123456789012:role/replication")
                                .rules(rule)));
    }

    private JsonNode event() throws Exception {
        var next = queue.next();
        return next.has("Records") ? next.path("Records").path(0) : event();
    }

    private List<Metrics.Figure> told(String name) {
        tarn.platform().metrics().flush();
        return figures.stream().filter(figure -> figure.name().equals(name)).toList();
    }

    @Test
    void whatIsDoneAndWhatWaitsIsMeasuredByRule() {
        replicate(rule().build());
        tarn.put("k", "12345");
        tarn.platform().clock().advance(Duration.ofMinutes(2));
        assertThat(told("ReplicationLatency")).isNotEmpty().allSatisfy(figure -> {
            assertThat(figure.unit()).isEqualTo("Seconds");
            assertThat(figure.dimensions())
                    .containsEntry("SourceBucket", BUCKET)
                    .containsEntry("DestinationBucket", TARGET)
                    .containsEntry("RuleId", "timed");
        });
        assertThat(told("OperationsPendingReplication")).isNotEmpty().allSatisfy(figure -> {
            assertThat(figure.maximum()).isEqualTo(1);
            assertThat(figure.minimum()).isZero();
        });
        assertThat(told("BytesPendingReplication"))
                .isNotEmpty()
                .allSatisfy(figure -> assertThat(figure.maximum()).isEqualTo(5));
        assertThat(told("OperationsFailedReplication"))
                .allSatisfy(figure -> assertThat(figure.sum()).isZero());
    }

    @Test
    void whatFailsIsToldOfWithItsReason() throws Exception {
        replicate(rule().build());
        version(TARGET, "Suspended");
        var version = tarn.put("k", "x").versionId();
        var failed = event();
        assertThat(failed.path("eventName").asText()).isEqualTo("Replication:OperationFailedReplication");
        assertThat(failed.path("s3").path("object").path("versionId").asText()).isEqualTo(version);
        var data = failed.path("replicationEventData");
        assertThat(data.path("replicationRuleId").asText()).isEqualTo("timed");
        assertThat(data.path("destinationBucket").asText()).isEqualTo("arn:aws:s3:::target");
        assertThat(data.path("s3Operation").asText()).isEqualTo("OBJECT_PUT");
        assertThat(data.path("failureReason").asText()).isEqualTo("DstBucketUnversioned");
        tarn.platform().clock().advance(Duration.ofMinutes(2));
        assertThat(told("OperationsFailedReplication"))
                .isNotEmpty()
                .allSatisfy(figure -> assertThat(figure.sum()).isEqualTo(1));
    }

    @Test
    void existingObjectsAreLeftToBatchJobs() {
        refused(
                400,
                "InvalidRequest",
                () -> replicate(rule().existingObjectReplication(existing -> existing.status("Enabled"))
                        .build()));
        replicate(rule().existingObjectReplication(existing -> existing.status("Disabled"))
                .build());
    }
}
