package tarn.services.s3control;

import org.jspecify.annotations.Nullable;

/**
 * What came of one task of a job.
 *
 * @param code of the error; empty if there was none
 */
record JobOutcome(String bucket, String key, @Nullable String version, String code, int status, String message) {

    boolean succeeded() {
        return code.isEmpty();
    }
}
