package tarn.services.s3control;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3control.model.JobManifest;
import software.amazon.awssdk.services.s3control.model.JobManifestFieldName;
import software.amazon.awssdk.services.s3control.model.JobOperation;
import software.amazon.awssdk.services.s3control.model.JobReport;
import software.amazon.awssdk.services.s3control.model.JobStatus;
import tarn.kernel.testing.Golden;
import tarn.store.Formats;

/** What is on disk stays readable. */
class JobFormatsTest {

    @Test
    void aJobIsKeptAsItAlwaysWas() {
        Golden.check(
                "s3control/jobs",
                Formats.record(Job.class),
                new Job(
                        "0123",
                        "tags",
                        JobOperation.builder()
                                .s3DeleteObjectTagging(untagging -> {})
                                .build(),
                        JobManifest.builder()
                                .spec(spec -> spec.format("S3BatchOperations_CSV_20180820")
                                        .fields(JobManifestFieldName.BUCKET, JobManifestFieldName.KEY))
                                .location(at -> at.objectArn("arn:aws:s3:::bucket/manifest.csv")
                                        .eTag("e"))
                                .build(),
                        JobReport.builder().enabled(false).build(),
                        "arn:aws:iam::123456789012:role/r",
                        10,
                        true,
                        JobStatus.SUSPENDED,
                        "reason",
                        new Job.Progress(3, 1, 1),
                        null,
                        Map.of("a", "b"),
                        Instant.parse("2026-03-01T12:00:00.123Z"),
                        null,
                        null,
                        null));
    }

    @Test
    void anOutcomeIsKeptAsItAlwaysWas() {
        Golden.check(
                "s3control/job-outcomes",
                Formats.record(JobOutcome.class),
                new JobOutcome("bucket", "a/b", null, "NoSuchKey", 404, "missing"));
    }

    @Test
    void aTargetIsKeptAsItAlwaysWas() {
        Golden.check(
                "s3control/job-targets",
                Formats.record(Targets.Target.class),
                new Targets.Target("bucket", "a/b", "version"));
    }
}
