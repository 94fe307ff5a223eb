package tarn.services.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.s3.InProcess.BUCKET;
import static tarn.services.s3.InProcess.refused;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tier;
import software.amazon.awssdk.services.sqs.SqsClient;
import tarn.kernel.Service;
import tarn.kernel.testing.Golden;
import tarn.store.Formats;

/** Who is told of what happens to objects, and in which words. */
class NotificationsTest {

    private static final String QUEUE = "arn:aws:sqs:us-east-1:123456789012:events";

    @RegisterExtension
    final InProcess tarn = new InProcess();

    private final TinyQueue queue = new TinyQueue();

    @BeforeEach
    void addQueue() {
        tarn.platform().services().add(SqsClient.class, () -> Service.of(SqsClient.class, queue));
    }

    private static QueueConfiguration.Builder events(String... names) {
        return QueueConfiguration.builder().queueArn(QUEUE).eventsWithStrings(names);
    }

    private void configure(QueueConfiguration... configurations) {
        tarn.s3()
                .putBucketNotificationConfiguration(request -> request.bucket(BUCKET)
                        .notificationConfiguration(one -> one.queueConfigurations(configurations)));
    }

    @Test
    void aQueueIsTestedAndThenToldOfWhatMatches() throws Exception {
        configure(events("s3:ObjectCreated:*")
                .id("uploads")
                .filter(filter -> filter.key(key -> key.filterRules(
                        FilterRule.builder().name("prefix").value("in/").build(),
                        FilterRule.builder().name("suffix").value(".csv").build())))
                .build());
        assertThat(queue.next().path("Event").asText()).isEqualTo("s3:TestEvent");
        tarn.put("in/a.txt", "no");
        tarn.put("in/a b.csv", "yes");
        var record = queue.record();
        assertThat(record.path("eventName").asText()).isEqualTo("ObjectCreated:Put");
        assertThat(record.path("s3").path("configurationId").asText()).isEqualTo("uploads");
        assertThat(record.path("s3").path("bucket").path("arn").asText()).isEqualTo("arn:aws:s3:::bucket");
        var object = record.path("s3").path("object");
        assertThat(object.path("key").asText()).isEqualTo("in/a+b.csv");
        assertThat(object.path("size").asLong()).isEqualTo(3);
        assertThat(object.path("eTag").asText()).isEqualTo("a6105c0a611b41b08f1209506350279e");
        assertThat(object.has("versionId")).isFalse();
        assertThat(queue.bodies).isEmpty();
    }

    @Test
    void deletionsMarksTagsAndCopiesHaveTheirOwnNames() throws Exception {
        tarn.s3()
                .putBucketVersioning(request -> request.bucket(BUCKET)
                        .versioningConfiguration(to -> to.status(BucketVersioningStatus.ENABLED)));
        configure(events("s3:ObjectCreated:Copy", "s3:ObjectRemoved:*", "s3:ObjectTagging:*")
                .build());
        assertThat(queue.next().path("Bucket").asText()).isEqualTo(BUCKET);
        var put = tarn.put("a", "x");
        tarn.s3()
                .copyObject(copy -> copy.sourceBucket(BUCKET)
                        .sourceKey("a")
                        .destinationBucket(BUCKET)
                        .destinationKey("b"));
        assertThat(queue.record().path("eventName").asText()).isEqualTo("ObjectCreated:Copy");
        tarn.s3()
                .putObjectTagging(request -> request.bucket(BUCKET)
                        .key("a")
                        .tagging(tags ->
                                tags.tagSet(Tag.builder().key("k").value("v").build())));
        assertThat(queue.record().path("eventName").asText()).isEqualTo("ObjectTagging:Put");
        var mark = tarn.s3().deleteObject(request -> request.bucket(BUCKET).key("a"));
        var marked = queue.record();
        assertThat(marked.path("eventName").asText()).isEqualTo("ObjectRemoved:DeleteMarkerCreated");
        assertThat(marked.path("s3").path("object").path("versionId").asText()).isEqualTo(mark.versionId());
        tarn.s3().deleteObject(request -> request.bucket(BUCKET).key("a").versionId(put.versionId()));
        var gone = queue.record();
        assertThat(gone.path("eventName").asText()).isEqualTo("ObjectRemoved:Delete");
        assertThat(gone.path("s3").path("object").path("sequencer").asText()).isGreaterThan("0");
    }

    @Test
    void whatADestinationDidNotTakeIsToldAgain() throws Exception {
        configure(events("s3:ObjectCreated:*").build());
        queue.next();
        queue.failures.set(2);
        tarn.put("again", "x");
        @Nullable String told = null;
        for (int i = 0; told == null && i < 200; i++) {
            tarn.platform().clock().advance(Duration.ofSeconds(2));
            told = queue.bodies.poll(50, TimeUnit.MILLISECONDS);
        }
        assertThat(told).contains("again");
    }

    @Test
    void whatCannotBeToldIsRefusedAndChangesNothing() throws Exception {
        configure(events("s3:ObjectCreated:Put").build());
        queue.next();
        refused(
                400,
                "InvalidArgument",
                () -> configure(events("s3:ObjectCreated:*")
                        .queueArn("arn:aws:sqs:us-east-1:123456789012:gone")
                        .build()));
        refused(
                400,
                "InvalidArgument",
                () -> configure(
                        events("s3:ObjectCreated:*").build(),
                        events("s3:ObjectCreated:Put").build()));
        refused(400, "InvalidArgument", () -> configure(events("s3:Nothing").build()));
        refused(
                400,
                "InvalidArgument",
                () -> configure(
                        events("s3:ObjectCreated:*").queueArn(QUEUE + ".fifo").build()));
        var kept = tarn.s3().getBucketNotificationConfiguration(request -> request.bucket(BUCKET));
        assertThat(kept.queueConfigurations().getFirst().eventsAsStrings()).containsExactly("s3:ObjectCreated:Put");
        configure();
        tarn.put("quiet", "x");
        assertThat(queue.bodies).isEmpty();
    }

    @Test
    void whatIsOnItsWayReadsAsItWasWritten() {
        Golden.check(
                "s3/notices",
                Formats.record(Notice.class),
                new Notice(Notice.Kind.QUEUE, QUEUE, "{}", BUCKET, "123456789012", "us-east-1", "Object Created"));
    }

    @Test
    void aRestoredCopyIsToldOfWhenItIsThereAndWhenItIsGone() throws Exception {
        configure(events("s3:ObjectRestore:*").build());
        queue.next();
        tarn.s3()
                .putObject(
                        request -> request.bucket(BUCKET).key("old").storageClass("GLACIER"),
                        RequestBody.fromString("x"));
        tarn.s3()
                .restoreObject(request -> request.bucket(BUCKET)
                        .key("old")
                        .restoreRequest(
                                restore -> restore.days(1).glacierJobParameters(job -> job.tier(Tier.EXPEDITED))));
        assertThat(queue.record().path("eventName").asText()).isEqualTo("ObjectRestore:Post");
        tarn.platform().clock().advance(Duration.ofMinutes(2));
        var there = queue.record();
        assertThat(there.path("eventName").asText()).isEqualTo("ObjectRestore:Completed");
        var data = there.path("glacierEventData").path("restoreEventData");
        assertThat(data.path("lifecycleRestoreStorageClass").asText()).isEqualTo("GLACIER");
        assertThat(data.path("lifecycleRestorationExpiryTime").asText()).isEqualTo("2026-01-03T00:00:00.000Z");
        tarn.platform().clock().advance(Duration.ofDays(1));
        assertThat(queue.bodies).isEmpty();
        tarn.platform().clock().advance(Duration.ofDays(1));
        assertThat(queue.record().path("eventName").asText()).isEqualTo("ObjectRestore:Delete");
    }

    @Test
    void anAclThatIsSetIsToldOf() throws Exception {
        configure(events("s3:ObjectAcl:Put").build());
        queue.next();
        tarn.s3()
                .putBucketOwnershipControls(request -> request.bucket(BUCKET)
                        .ownershipControls(controls -> controls.rules(OwnershipControlsRule.builder()
                                .objectOwnership(ObjectOwnership.BUCKET_OWNER_PREFERRED)
                                .build())));
        tarn.put("k", "x");
        tarn.s3().putObjectAcl(request -> request.bucket(BUCKET).key("k").acl("bucket-owner-full-control"));
        assertThat(queue.record().path("eventName").asText()).isEqualTo("ObjectAcl:Put");
    }
}
