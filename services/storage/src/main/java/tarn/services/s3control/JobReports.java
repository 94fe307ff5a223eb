package tarn.services.s3control;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3control.model.JobReportScope;
import tarn.kernel.Arn;
import tarn.kernel.Platform;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Store;

/** The report of a job that has ended: one CSV object for what succeeded, one for what failed, and a manifest. */
final class JobReports {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String SCHEMA = "Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage";

    private final Platform platform;
    private final S3Client s3;
    private final Store<JobOutcome> outcomes;

    JobReports(Platform platform, S3Client s3, Store<JobOutcome> outcomes) {
        this.platform = platform;
        this.s3 = s3;
        this.outcomes = outcomes;
    }

    void write(Job job) throws IOException {
        var report = job.report();
        if (!report.enabled()) {
            return;
        }
        var bucket = Arn.parse(report.bucket()).orElseThrow().resource();
        var prefix = report.prefix() == null || report.prefix().isEmpty() ? "" : report.prefix() + "/";
        var folder = prefix + "job-" + job.id() + "/";
        var out = new ByteArrayOutputStream();
        try (var json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("Format", "Report_CSV_20180820");
            json.writeStringField(
                    "ReportCreationDate", platform.clock().instant().toString());
            json.writeArrayFieldStart("Results");
            for (boolean succeeded : new boolean[] {true, false}) {
                if (succeeded && report.reportScope() == JobReportScope.FAILED_TASKS_ONLY) {
                    continue;
                }
                var rows = rows(job, succeeded);
                if (rows.length == 0) {
                    continue;
                }
                var md5 = md5(rows);
                var key = folder + "results/" + md5 + ".csv";
                s3.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(rows));
                json.writeStartObject();
                json.writeStringField("TaskExecutionStatus", succeeded ? "succeeded" : "failed");
                json.writeStringField("Bucket", bucket);
                json.writeStringField("MD5Checksum", md5);
                json.writeStringField("Key", key);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringField("ReportSchema", SCHEMA);
            json.writeEndObject();
        }
        s3.putObject(
                request -> request.bucket(bucket).key(folder + "manifest.json"),
                RequestBody.fromBytes(out.toByteArray()));
    }

    private byte[] rows(Job job, boolean succeeded) {
        var out = new ByteArrayOutputStream();
        for (var entry : outcomes.scan(Range.under(Key.of(job.id())))) {
            var outcome = entry.value();
            if (outcome.succeeded() == succeeded) {
                var row = String.join(
                        ",",
                        outcome.bucket(),
                        URLEncoder.encode(outcome.key(), StandardCharsets.UTF_8).replace("%2F", "/"),
                        outcome.version() == null ? "" : outcome.version(),
                        succeeded ? "succeeded" : "failed",
                        outcome.code(),
                        Integer.toString(outcome.status()),
                        '"' + outcome.message().replace("\"", "\"\"") + '"');
                out.writeBytes((row + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has MD5", e);
        }
    }
}
