package tarn.services.s3control;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.s3control.Control.BUCKET;
import static tarn.services.s3control.Control.refused;

import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3control.model.CreateJobRequest;
import software.amazon.awssdk.services.s3control.model.JobDescriptor;
import software.amazon.awssdk.services.s3control.model.JobManifestFieldName;
import software.amazon.awssdk.services.s3control.model.JobStatus;
import software.amazon.awssdk.services.s3control.model.RequestedJobStatus;
import software.amazon.awssdk.services.s3control.model.S3Tag;
import tarn.kernel.testing.TestPlatform;

class JobsTest {

    private static final String ACCOUNT = TestPlatform.ACCOUNT;

    @RegisterExtension
    final Control tarn = new Control();

    private String manifest(String content) {
        return tarn.s3()
                .putObject(request -> request.bucket(BUCKET).key("manifest.csv"), RequestBody.fromString(content))
                .eTag();
    }

    private String create(String etag, Consumer<CreateJobRequest.Builder> change) {
        var request = CreateJobRequest.builder()
                .accountId(ACCOUNT)
                .clientRequestToken("token-" + etag)
                .priority(10)
                .roleArn("arn:aws:iam::" + ACCOUNT + ":role/batch")
                .operation(operation -> operation.s3PutObjectTagging(tagging ->
                        tagging.tagSet(S3Tag.builder().key("batch").value("yes").build())))
                .manifest(manifest -> manifest.spec(spec -> spec.format("S3BatchOperations_CSV_20180820")
                                .fields(JobManifestFieldName.BUCKET, JobManifestFieldName.KEY))
                        .location(at -> at.objectArn("arn:aws:s3:::" + BUCKET + "/manifest.csv")
                                .eTag(etag)))
                .report(report -> report.enabled(true)
                        .bucket("arn:aws:s3:::" + BUCKET)
                        .prefix("reports")
                        .format("Report_CSV_20180820")
                        .reportScope("AllTasks"));
        change.accept(request);
        return tarn.control().createJob(request.build()).jobId();
    }

    /* By the time the timer has fired, whoever worked has ended. */
    private JobDescriptor settled(String id) {
        tarn.platform().clock().advance(Duration.ofMinutes(2));
        return tarn.control()
                .describeJob(request -> request.accountId(ACCOUNT).jobId(id))
                .job();
    }

    @Test
    void aJobTagsWhatItsManifestNamesAndReports() {
        tarn.put("a b.txt", "1");
        tarn.put("c", "2");
        var id = create(manifest("bucket,a+b.txt\nbucket,missing\nbucket,c\n"), any -> {});
        var job = settled(id);
        assertThat(job.status()).isEqualTo(JobStatus.COMPLETE);
        assertThat(job.progressSummary().totalNumberOfTasks()).isEqualTo(3);
        assertThat(job.progressSummary().numberOfTasksSucceeded()).isEqualTo(2);
        assertThat(job.progressSummary().numberOfTasksFailed()).isEqualTo(1);
        assertThat(tarn.s3()
                        .getObjectTagging(request -> request.bucket(BUCKET).key("a b.txt"))
                        .tagSet())
                .singleElement()
                .satisfies(tag -> assertThat(tag.value()).isEqualTo("yes"));
        var report = tarn.s3()
                .listObjectsV2(request -> request.bucket(BUCKET).prefix("reports/job-" + id + "/"))
                .contents();
        assertThat(report).hasSize(3);
        var rows = report.stream()
                .map(S3Object::key)
                .filter(key -> key.endsWith(".csv"))
                .map(tarn::get)
                .toList();
        assertThat(String.join("", rows))
                .contains("bucket,missing,,failed,NoSuchKey,404,")
                .contains("bucket,a+b.txt,,succeeded,,200,\"Successful\"");
    }

    @Test
    void aJobCopies() {
        tarn.s3().createBucket(request -> request.bucket("target"));
        tarn.put("k", "content");
        var id = create(
                manifest("bucket,k\n"),
                job -> job.operation(operation -> operation.s3PutObjectCopy(
                        copy -> copy.targetResource("arn:aws:s3:::target").targetKeyPrefix("copies"))));
        assertThat(settled(id).status()).isEqualTo(JobStatus.COMPLETE);
        assertThat(tarn.s3()
                        .getObjectAsBytes(request -> request.bucket("target").key("copies/k"))
                        .asUtf8String())
                .isEqualTo("content");
    }

    @Test
    void aJobWaitsForConfirmationWhereThatIsAsked() {
        tarn.put("k", "");
        var id = create(manifest("bucket,k\n"), job -> job.confirmationRequired(true));
        assertThat(settled(id).status()).isEqualTo(JobStatus.SUSPENDED);
        tarn.control()
                .updateJobPriority(
                        request -> request.accountId(ACCOUNT).jobId(id).priority(99));
        tarn.control()
                .updateJobStatus(
                        request -> request.accountId(ACCOUNT).jobId(id).requestedJobStatus(RequestedJobStatus.READY));
        var job = settled(id);
        assertThat(job.status()).isEqualTo(JobStatus.COMPLETE);
        assertThat(job.priority()).isEqualTo(99);
        refused(
                "JobStatusException",
                () -> tarn.control()
                        .updateJobStatus(request ->
                                request.accountId(ACCOUNT).jobId(id).requestedJobStatus(RequestedJobStatus.CANCELLED)));
    }

    @Test
    void aCancelledJobDoesNothingMore() {
        tarn.put("k", "");
        var id = create(manifest("bucket,k\n"), job -> job.confirmationRequired(true));
        settled(id);
        tarn.control()
                .updateJobStatus(request ->
                        request.accountId(ACCOUNT).jobId(id).requestedJobStatus(RequestedJobStatus.CANCELLED));
        assertThat(settled(id).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(tarn.s3()
                        .getObjectTagging(request -> request.bucket(BUCKET).key("k"))
                        .tagSet())
                .isEmpty();
    }

    @Test
    void aManifestThatChangedFailsTheJob() {
        var etag = manifest("bucket,k\n");
        manifest("bucket,other\n");
        var job = settled(create(etag, any -> {}));
        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.failureReasons().getFirst().failureReason()).contains("ETag");
    }

    @Test
    void theSameTokenMakesOneJob() {
        var etag = manifest("bucket,k\n");
        var id = create(etag, any -> {});
        assertThat(create(etag, any -> {})).isEqualTo(id);
        settled(id);
        assertThat(tarn.control()
                        .listJobs(request -> request.accountId(ACCOUNT))
                        .jobs())
                .singleElement()
                .satisfies(job -> assertThat(job.operationAsString()).isEqualTo("S3PutObjectTagging"));
        assertThat(tarn.control()
                        .listJobs(request -> request.accountId(ACCOUNT).jobStatuses(JobStatus.FAILED))
                        .jobs())
                .isEmpty();
    }

    @Test
    void whatIsNoJobIsRefused() {
        var etag = manifest("bucket,k\n");
        refused(
                "InvalidRequest",
                () -> create(
                        etag,
                        job -> job.operation(operation -> operation.lambdaInvoke(
                                lambda -> lambda.functionArn("arn:aws:lambda:us-east-1:1:function:f")
                                        .invocationSchemaVersion("3.0")))));
        refused("InvalidRequest", () -> create(etag, job -> job.operation(operation -> {})));
        refused(
                "NoSuchJob",
                () -> tarn.control()
                        .describeJob(request -> request.accountId(ACCOUNT).jobId("none")));
    }

    @Test
    void tagsOfAJobAreKept() {
        var id = create(manifest("bucket,k\n"), any -> {});
        tarn.control()
                .putJobTagging(request -> request.accountId(ACCOUNT)
                        .jobId(id)
                        .tags(S3Tag.builder().key("a").value("b").build()));
        assertThat(tarn.control()
                        .getJobTagging(request -> request.accountId(ACCOUNT).jobId(id))
                        .tags())
                .hasSize(1);
        tarn.control().deleteJobTagging(request -> request.accountId(ACCOUNT).jobId(id));
        assertThat(tarn.control()
                        .getJobTagging(request -> request.accountId(ACCOUNT).jobId(id))
                        .tags())
                .isEmpty();
        settled(id);
    }
}
