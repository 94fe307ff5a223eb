package tarn.services.s3control;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3control.model.JobManifest;
import software.amazon.awssdk.services.s3control.model.JobOperation;
import software.amazon.awssdk.services.s3control.model.JobReport;
import software.amazon.awssdk.services.s3control.model.JobStatus;
import software.amazon.awssdk.services.s3control.model.S3GeneratedManifestDescriptor;
import software.amazon.awssdk.services.s3control.model.S3JobManifestGenerator;

/**
 * A batch operation as it is kept.
 *
 * @param status in AWS's words
 * @param reason why its status was changed by hand; null if it was not
 * @param progress how far it is
 * @param failure why it failed; null if it did not
 * @param ended when it reached a status that does not change; null before
 * @param manifest what it works on; null if that is generated
 * @param generator what it is to work on, in its bucket's words; null if it came with a manifest
 * @param generated where the manifest that was generated can be read; null if nowhere
 */
record Job(
        String id,
        @Nullable String description,
        JobOperation operation,
        @Nullable JobManifest manifest,
        JobReport report,
        String role,
        int priority,
        boolean confirmationRequired,
        JobStatus status,
        @Nullable String reason,
        Progress progress,
        @Nullable String failure,
        Map<String, String> tags,
        Instant created,
        @Nullable Instant ended,
        @Nullable S3JobManifestGenerator generator,
        @Nullable S3GeneratedManifestDescriptor generated) {

    /** How far a job is; tasks are done in the order of the manifest. */
    record Progress(long total, long succeeded, long failed) {
        static final Progress NONE = new Progress(0, 0, 0);

        long done() {
            return succeeded + failed;
        }

        Progress plus(boolean success) {
            return new Progress(total, succeeded + (success ? 1 : 0), failed + (success ? 0 : 1));
        }
    }

    /** Whether its status does not change any more. */
    boolean over() {
        return status == JobStatus.COMPLETE || status == JobStatus.FAILED || status == JobStatus.CANCELLED;
    }

    Job with(JobStatus next, @Nullable Instant when) {
        return new Job(
                id,
                description,
                operation,
                manifest,
                report,
                role,
                priority,
                confirmationRequired,
                next,
                reason,
                progress,
                failure,
                tags,
                created,
                when,
                generator,
                generated);
    }

    Job with(Progress next) {
        return new Job(
                id,
                description,
                operation,
                manifest,
                report,
                role,
                priority,
                confirmationRequired,
                status,
                reason,
                next,
                failure,
                tags,
                created,
                ended,
                generator,
                generated);
    }

    Job failed(String why, Instant when) {
        return new Job(
                id,
                description,
                operation,
                manifest,
                report,
                role,
                priority,
                confirmationRequired,
                JobStatus.FAILED,
                reason,
                progress,
                why,
                tags,
                created,
                when,
                generator,
                generated);
    }

    Job withReason(@Nullable String next) {
        return new Job(
                id,
                description,
                operation,
                manifest,
                report,
                role,
                priority,
                confirmationRequired,
                status,
                next,
                progress,
                failure,
                tags,
                created,
                ended,
                generator,
                generated);
    }

    Job withPriority(int next) {
        return new Job(
                id,
                description,
                operation,
                manifest,
                report,
                role,
                next,
                confirmationRequired,
                status,
                reason,
                progress,
                failure,
                tags,
                created,
                ended,
                generator,
                generated);
    }

    Job withTags(Map<String, String> next) {
        return new Job(
                id,
                description,
                operation,
                manifest,
                report,
                role,
                priority,
                confirmationRequired,
                status,
                reason,
                progress,
                failure,
                next,
                created,
                ended,
                generator,
                generated);
    }

    Job withGenerated(S3GeneratedManifestDescriptor next) {
        return new Job(
                id,
                description,
                operation,
                manifest,
                report,
                role,
                priority,
                confirmationRequired,
                status,
                reason,
                progress,
                failure,
                tags,
                created,
                ended,
                generator,
                next);
    }
}
