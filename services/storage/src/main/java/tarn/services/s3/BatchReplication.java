package tarn.services.s3;

import static tarn.services.s3.S3Faults.accessDenied;
import static tarn.services.s3.S3Faults.noSuchKey;
import static tarn.services.s3.S3Faults.storageFailed;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ReplicationStatus;
import tarn.access.Replicator;
import tarn.kernel.Platform;
import tarn.store.Key;

/** Replicates, one by one, what a batch job names: objects that were there before the rules, or whose replication failed. */
record BatchReplication(Platform platform, Holdings holdings, Replicating replicating) implements Replicator {

    @Override
    public boolean eligible(String bucket, String key, String version) {
        var owned = holdings.bucket(bucket, null);
        return holdings.versions()
                .find(Key.of(bucket, key), version)
                .filter(found -> !holdings.replications()
                        .rules(owned, key, found.version(), true)
                        .isEmpty())
                .isPresent();
    }

    @Override
    public boolean replicate(String bucket, String key, @Nullable String version) {
        var owned = holdings.bucket(bucket, null);
        if (!platform.permissions().allow("s3:InitiateReplication", "arn:aws:s3:::" + bucket + "/" + key)) {
            throw accessDenied();
        }
        var id = version != null
                ? version
                : holdings.versions()
                        .current()
                        .get(Key.of(bucket, key))
                        .map(Version::version)
                        .orElseThrow(() -> noSuchKey(key));
        try {
            return replicating.now(owned, key, id) == ReplicationStatus.COMPLETED;
        } catch (IOException e) {
            throw storageFailed(e);
        }
    }
}
