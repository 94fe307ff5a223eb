package tarn.services.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.s3.InProcess.BUCKET;
import static tarn.services.s3.InProcess.refused;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ReplicationRule;
import software.amazon.awssdk.services.s3.model.ReplicationStatus;
import software.amazon.awssdk.services.s3.model.Tag;
import tarn.kernel.Caller;
import tarn.kernel.testing.TestPlatform;

class ReplicationTest {

    private static final String TARGET = "target";
    private static final String ROLE = "arn:aws:iam::123456789012:role/replication";

    @RegisterExtension
    final InProcess tarn = new InProcess();

    @BeforeEach
    void buckets() {
        TestPlatform.CALLER.run(() -> {
            tarn.s3()
                    .createBucket(request -> request.bucket(TARGET)
                            .createBucketConfiguration(bucket -> bucket.locationConstraint("eu-west-1")));
            version(BUCKET);
            version(TARGET);
        });
    }

    private void version(String bucket) {
        tarn.s3()
                .putBucketVersioning(
                        request -> request.bucket(bucket).versioningConfiguration(now -> now.status("Enabled")));
    }

    private static ReplicationRule.Builder rule(String target) {
        return ReplicationRule.builder()
                .id("rule-" + target)
                .status("Enabled")
                .priority(1)
                .filter(filter -> filter.prefix(""))
                .deleteMarkerReplication(marks -> marks.status("Enabled"))
                .destination(destination -> destination.bucket("arn:aws:s3:::" + target));
    }

    private void replicate(ReplicationRule... rules) {
        tarn.s3()
                .putBucketReplication(request -> request.bucket(BUCKET)
                        .replicationConfiguration(
                                replication -> replication.role(ROLE).rules(rules)));
    }

    /* By the time the timer has fired, whoever worked has ended. */
    private void settle() {
        tarn.platform().clock().advance(Duration.ofMinutes(2));
    }

    private HeadObjectResponse head(String bucket, String key) {
        return tarn.s3().headObject(request -> request.bucket(bucket).key(key));
    }

    @Test
    void aReplicaIsWhatItsSourceIs() {
        replicate(rule(TARGET).build());
        var put = tarn.s3()
                .putObject(
                        request -> request.bucket(BUCKET)
                                .key("k")
                                .contentType("text/plain")
                                .metadata(Map.of("colour", "red"))
                                .tagging("a=b"),
                        RequestBody.fromString("content"));
        settle();
        assertThat(head(BUCKET, "k").replicationStatus()).isEqualTo(ReplicationStatus.COMPLETED);
        var replica = head(TARGET, "k");
        assertThat(replica.replicationStatus()).isEqualTo(ReplicationStatus.REPLICA);
        assertThat(replica.versionId()).isEqualTo(put.versionId());
        assertThat(replica.eTag()).isEqualTo(put.eTag());
        assertThat(replica.contentType()).isEqualTo("text/plain");
        assertThat(replica.metadata()).isEqualTo(Map.of("colour", "red"));
        assertThat(tarn.s3()
                        .getObjectAsBytes(request -> request.bucket(TARGET).key("k"))
                        .asUtf8String())
                .isEqualTo("content");
        assertThat(tarn.s3()
                        .getObjectTagging(request -> request.bucket(TARGET).key("k"))
                        .tagSet())
                .containsExactly(Tag.builder().key("a").value("b").build());
    }

    @Test
    void versionsAndMarksArriveInOrder() {
        replicate(rule(TARGET).build());
        for (int i = 0; i < 5; i++) {
            tarn.put("k", "version " + i);
        }
        tarn.s3().deleteObject(request -> request.bucket(BUCKET).key("k"));
        settle();
        var source = tarn.s3().listObjectVersions(request -> request.bucket(BUCKET));
        var target = tarn.s3().listObjectVersions(request -> request.bucket(TARGET));
        assertThat(target.versions().stream().map(each -> each.versionId() + each.isLatest()))
                .isEqualTo(source.versions().stream()
                        .map(each -> each.versionId() + each.isLatest())
                        .toList());
        assertThat(target.deleteMarkers())
                .singleElement()
                .satisfies(mark -> assertThat(mark.versionId())
                        .isEqualTo(source.deleteMarkers().getFirst().versionId()));
        refused(
                404,
                "NoSuchKey",
                () -> tarn.s3()
                        .getObjectAsBytes(request -> request.bucket(TARGET).key("k")));
    }

    @Test
    void theContentOfManyPartsIsTheSame() {
        replicate(rule(TARGET).build());
        var upload = tarn.s3()
                .createMultipartUpload(request -> request.bucket(BUCKET).key("big"));
        var large = new byte[5 << 20];
        var parts = List.of(RequestBody.fromBytes(large), RequestBody.fromString("end"));
        var done = new java.util.ArrayList<CompletedPart>();
        for (int i = 1; i <= 2; i++) {
            int number = i;
            var part = tarn.s3()
                    .uploadPart(
                            request -> request.bucket(BUCKET)
                                    .key("big")
                                    .uploadId(upload.uploadId())
                                    .partNumber(number),
                            parts.get(i - 1));
            done.add(CompletedPart.builder().partNumber(i).eTag(part.eTag()).build());
        }
        tarn.s3()
                .completeMultipartUpload(request -> request.bucket(BUCKET)
                        .key("big")
                        .uploadId(upload.uploadId())
                        .multipartUpload(all -> all.parts(done)));
        settle();
        assertThat(head(TARGET, "big").eTag()).isEqualTo(head(BUCKET, "big").eTag());
        assertThat(tarn.s3()
                        .getObjectAsBytes(
                                request -> request.bucket(TARGET).key("big").range("bytes=-4"))
                        .asByteArray())
                .isEqualTo(new byte[] {0, 'e', 'n', 'd'});
        assertThat(tarn.s3()
                        .headObject(request -> request.bucket(TARGET).key("big").partNumber(2))
                        .contentLength())
                .isEqualTo(3);
    }

    @Test
    void filtersSayWhatIsReplicated() {
        var tag = Tag.builder().key("copy").value("yes").build();
        replicate(rule(TARGET)
                .filter(filter -> filter.and(and -> and.prefix("in/").tags(tag)))
                .deleteMarkerReplication(marks -> marks.status("Disabled"))
                .build());
        tarn.put("in/untagged", "");
        tarn.put("out", "");
        tarn.s3()
                .putObject(request -> request.bucket(BUCKET).key("in/tagged").tagging("copy=yes"), RequestBody.empty());
        tarn.s3().deleteObject(request -> request.bucket(BUCKET).key("in/tagged"));
        settle();
        assertThat(tarn.s3()
                        .listObjectVersions(request -> request.bucket(TARGET))
                        .versions())
                .singleElement()
                .satisfies(each -> assertThat(each.key()).isEqualTo("in/tagged"));
        assertThat(head(BUCKET, "out").replicationStatus()).isNull();
        assertThat(head(TARGET, "in/tagged").contentLength()).isZero();
    }

    @Test
    void changedTagsFollow() {
        replicate(rule(TARGET).build());
        tarn.put("k", "x");
        settle();
        tarn.s3()
                .putObjectTagging(request -> request.bucket(BUCKET)
                        .key("k")
                        .tagging(tags -> tags.tagSet(
                                Tag.builder().key("new").value("tag").build())));
        settle();
        assertThat(head(BUCKET, "k").replicationStatus()).isEqualTo(ReplicationStatus.COMPLETED);
        assertThat(tarn.s3()
                        .getObjectTagging(request -> request.bucket(TARGET).key("k"))
                        .tagSet())
                .containsExactly(Tag.builder().key("new").value("tag").build());
    }

    @Test
    void whatCannotBeCopiedHasFailed() {
        replicate(rule(TARGET).build());
        tarn.s3()
                .putBucketVersioning(
                        request -> request.bucket(TARGET).versioningConfiguration(now -> now.status("Suspended")));
        tarn.put("k", "x");
        settle();
        assertThat(head(BUCKET, "k").replicationStatus()).isEqualTo(ReplicationStatus.FAILED);
    }

    @Test
    void bucketsThatReplicateToEachOtherDoNotGoOnForEver() {
        replicate(rule(TARGET).build());
        tarn.s3()
                .putBucketReplication(request -> request.bucket(TARGET)
                        .replicationConfiguration(replication ->
                                replication.role(ROLE).rules(rule(BUCKET).build())));
        tarn.put("k", "x");
        settle();
        settle();
        assertThat(tarn.s3()
                        .listObjectVersions(request -> request.bucket(BUCKET))
                        .versions())
                .hasSize(1);
        assertThat(head(TARGET, "k").replicationStatus()).isEqualTo(ReplicationStatus.REPLICA);
    }

    @Test
    void anotherAccountMayBeTheDestination() {
        var other = Caller.root("210987654321", "us-east-1", "other");
        other.run(() -> {
            tarn.s3().createBucket(request -> request.bucket("theirs"));
            version("theirs");
        });
        replicate(rule("theirs")
                .destination(destination -> destination
                        .bucket("arn:aws:s3:::theirs")
                        .account("210987654321")
                        .accessControlTranslation(owner -> owner.owner("Destination"))
                        .storageClass("STANDARD_IA"))
                .build());
        tarn.put("k", "for them");
        settle();
        var read = other.call(() ->
                tarn.s3().getObjectAsBytes(request -> request.bucket("theirs").key("k")));
        assertThat(read.asUtf8String()).isEqualTo("for them");
        assertThat(read.response().storageClassAsString()).isEqualTo("STANDARD_IA");
    }

    private void wrong(String code, Consumer<ReplicationRule.Builder> change) {
        var rule = rule(TARGET);
        change.accept(rule);
        int status = 400;
        refused(status, code, () -> replicate(rule.build()));
    }

    @Test
    void configurationsAreCheckedAsAwsDoes() {
        refused(
                404,
                "ReplicationConfigurationNotFoundError",
                () -> tarn.s3().getBucketReplication(request -> request.bucket(BUCKET)));
        wrong("InvalidRequest", rule -> rule.priority(null));
        wrong(
                "InvalidRequest",
                rule -> rule.deleteMarkerReplication(
                        (software.amazon.awssdk.services.s3.model.DeleteMarkerReplication) null));
        wrong(
                "InvalidRequest",
                rule -> rule.filter(filter -> filter.tag(tag -> tag.key("a").value("b"))));
        wrong("InvalidRequest", rule -> rule.destination(to -> to.bucket("arn:aws:s3:::missing-bucket")));
        wrong("InvalidRequest", rule -> rule.destination(to -> to.bucket("arn:aws:s3:::" + BUCKET)));
        wrong("InvalidArgument", rule -> rule.destination(to -> to.bucket(TARGET)));
        wrong("InvalidRequest", rule -> rule.existingObjectReplication(existing -> existing.status("Enabled")));
        wrong(
                "InvalidRequest",
                rule -> rule.sourceSelectionCriteria(
                        criteria -> criteria.sseKmsEncryptedObjects(kms -> kms.status("Enabled"))));
        refused(
                400,
                "InvalidRequest",
                () -> replicate(
                        rule(TARGET).id("a").build(), rule(TARGET).id("b").build()));
        refused(
                400,
                "InvalidArgument",
                () -> replicate(rule(TARGET).build(), rule(TARGET).priority(2).build()));
        refused(400, "MalformedXML", () -> replicate());
        refused(
                400,
                "InvalidArgument",
                () -> tarn.s3()
                        .putBucketReplication(request -> request.bucket(BUCKET)
                                .replicationConfiguration(replication -> replication
                                        .role("no role")
                                        .rules(rule(TARGET).build()))));
        var rule = rule(TARGET).build();
        replicate(rule);
        assertThat(tarn.s3()
                        .getBucketReplication(request -> request.bucket(BUCKET))
                        .replicationConfiguration()
                        .rules())
                .containsExactly(rule);
        refused(
                409,
                "InvalidBucketState",
                () -> tarn.s3()
                        .putBucketVersioning(request ->
                                request.bucket(BUCKET).versioningConfiguration(now -> now.status("Suspended"))));
        tarn.s3().deleteBucketReplication(request -> request.bucket(BUCKET));
        refused(
                404,
                "ReplicationConfigurationNotFoundError",
                () -> tarn.s3().getBucketReplication(request -> request.bucket(BUCKET)));
    }
}
