package tarn.services.s3;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A version that is to be replicated, kept under bucket, key and version id.
 *
 * @param attempts how often it was tried in vain
 * @param due when it is tried next
 * @param noted since when; null in records of before this was kept
 * @param missed when somebody was told that it takes too long; null if nobody was
 */
record ReplicationTask(
        String bucket,
        String key,
        String version,
        int attempts,
        Instant due,
        @Nullable Instant noted,
        @Nullable Instant missed) {

    /** The same, somebody being told at a moment that it takes too long. */
    ReplicationTask late(Instant when) {
        return new ReplicationTask(bucket, key, version, attempts, due, noted, when);
    }

    ReplicationTask again(Instant when) {
        return new ReplicationTask(bucket, key, version, attempts + 1, when, noted, missed);
    }
}
