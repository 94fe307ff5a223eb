package tarn.services.s3;

import java.time.Instant;

/**
 * A version that is to be replicated, kept under bucket, key and version id.
 *
 * @param attempts how often it was tried in vain
 * @param due when it is tried next
 */
record ReplicationTask(String bucket, String key, String version, int attempts, Instant due) {

    ReplicationTask again(Instant when) {
        return new ReplicationTask(bucket, key, version, attempts + 1, when);
    }
}
