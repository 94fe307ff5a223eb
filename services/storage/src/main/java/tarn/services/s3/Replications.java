package tarn.services.s3;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.services.s3.model.ReplicationConfiguration;
import software.amazon.awssdk.services.s3.model.ReplicationRule;
import software.amazon.awssdk.services.s3.model.ReplicationStatus;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Store;

/**
 * What is to be replicated, by which configuration.
 *
 * <p>The batch that writes a version keeps a task with it and sets a timer, so that no version is forgotten, whenever the
 * process ends. {@link Replicating} does the work.
 */
final class Replications {

    static final String TIMER = "s3/replication";
    static final Duration WAIT = Duration.ofMinutes(1);

    private final Platform platform;
    private final Holdings holdings;
    private final Configurations<ReplicationConfiguration> configurations;
    private final Store<ReplicationTask> tasks;
    private volatile Consumer<String> worker = bucket -> {};

    Replications(Platform platform, Holdings holdings) {
        this.platform = platform;
        this.holdings = holdings;
        this.configurations =
                new Configurations<>(holdings, "replication", Formats.record(ReplicationConfiguration.class));
        this.tasks = holdings.belongings("s3/replication-tasks", Formats.record(ReplicationTask.class));
    }

    Configurations<ReplicationConfiguration> configurations() {
        return configurations;
    }

    Store<ReplicationTask> tasks() {
        return tasks;
    }

    /** Says who is told of a bucket that has something to be replicated. */
    void worker(Consumer<String> next) {
        worker = next;
    }

    boolean configured(String bucket) {
        return configurations.find(bucket).isPresent();
    }

    /** Has a batch note that a version is to be replicated, if it is; gives the version with its status. */
    StoredObject noted(OwnedBucket bucket, String key, StoredObject object, Batch batch) {
        if (rules(bucket, key, object).isEmpty()) {
            return object;
        }
        note(bucket.name(), key, object.version(), batch);
        return object.withReplication(ReplicationStatus.PENDING);
    }

    /** Has a batch note that the mark of a deletion is to be replicated, if it is. */
    void noted(OwnedBucket bucket, String key, DeleteMarker marker, Batch batch) {
        if (!rules(bucket, key, marker).isEmpty()) {
            note(bucket.name(), key, marker.version(), batch);
        }
    }

    /** Has a batch note that what is said of a replicated version changed; gives the version with its status. */
    StoredObject changed(String bucket, String key, StoredObject before, StoredObject after, Batch batch) {
        boolean same = before.tags().equals(after.tags()) && before.protection().equals(after.protection());
        if (before.replication() == null || same) {
            return after;
        }
        if (before.replication() == ReplicationStatus.REPLICA) {
            var owned = holdings.buckets().get(Key.of(bucket));
            if (owned.isPresent() && !rules(owned.get(), key, after).isEmpty()) {
                note(bucket, key, after.version(), batch);
            }
            return after;
        }
        note(bucket, key, after.version(), batch);
        return after.withReplication(ReplicationStatus.PENDING);
    }

    /**
     * The rules by which a version goes somewhere, one for each destination. What lies under a KMS key goes where that was asked for; what lies under a customer's key goes
     * as it is; a replica goes where changes made to replicas are taken back.
     */
    List<ReplicationRule> rules(OwnedBucket bucket, String key, Version version) {
        return rules(bucket, key, version, false);
    }

    /** @param replicas whether a replica goes on like any object, as in a batch */
    List<ReplicationRule> rules(OwnedBucket bucket, String key, Version version, boolean replicas) {
        if (bucket.versioning() != Versioning.ENABLED || version.unversioned()) {
            return List.of();
        }
        var configuration = configurations.find(bucket.name());
        if (configuration.isEmpty()) {
            return List.of();
        }
        return switch (version) {
            case StoredObject object -> ReplicationRules.rules(configuration.get(), key, object, replicas);
            case DeleteMarker _ -> ReplicationRules.rulesOfMarks(configuration.get(), key);
        };
    }

    private void note(String bucket, String key, String version, Batch batch) {
        var now = platform.clock().instant();
        batch.put(tasks, Key.of(bucket, key, version), new ReplicationTask(bucket, key, version, 0, now, now, null));
        platform.timers().set(batch, TIMER, bucket, now.plus(WAIT));
        batch.afterwards(() -> platform.background().run("replication of " + bucket, () -> worker.accept(bucket)));
    }
}
