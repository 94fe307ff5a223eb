package tarn.services.s3;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.model.Destination;
import software.amazon.awssdk.services.s3.model.ReplicationStatus;
import tarn.blobs.BlobKey;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Key;
import tarn.store.Range;

/**
 * Copies versions to other buckets: one worker for each bucket, at once when something was written, and again by a timer
 * if something was left.
 *
 * <p>What fails for good (the other bucket has gone, or keeps no versions) makes the version FAILED, as on AWS; anything
 * else is tried again, some times, each after a longer wait. The status of a version and the end of its task are one
 * batch, on condition that nobody changed the version meanwhile.
 *
 * <p>A replica is written past the versions' own door, so that it is not replicated further. It has the id, the entity
 * tag, the description, tags and lock of its source; links to the same bytes where S3 holds both keys.
 */
final class Replicating {

    private static final System.Logger LOG = System.getLogger(Replicating.class.getName());
    private static final String PRINCIPAL = "s3.amazonaws.com";
    private static final int ATTEMPTS_MAX = 8;
    private static final EncryptionHeaders NOTHING_ASKED = new EncryptionHeaders(null, null, null, null, null);

    private final Platform platform;
    private final Holdings holdings;
    private final DataKeys keys;
    private final Map<String, ReentrantLock> working = new ConcurrentHashMap<>();

    Replicating(Platform platform, Holdings holdings, DataKeys keys) {
        this.platform = platform;
        this.holdings = holdings;
        this.keys = keys;
    }

    /** Takes the work up. */
    void begin() {
        holdings.replications().worker(this::work);
        platform.timers().beside(Replications.TIMER, (bucket, _) -> work(bucket));
    }

    /* One worker a bucket at a time, and each looks through all that is due. */
    private void work(String bucket) {
        var lock = working.computeIfAbsent(bucket, any -> new ReentrantLock());
        lock.lock();
        try {
            Instant next = null;
            for (var task : holdings.replications().tasks().scan(Range.under(Key.of(bucket)))) {
                var due = task.value().due();
                var left = due.isAfter(platform.clock().instant()) ? due : replicate(task);
                if (left != null && (next == null || left.isBefore(next))) {
                    next = left;
                }
            }
            if (next != null) {
                var batch = platform.batch();
                platform.timers().set(batch, Replications.TIMER, bucket, next);
                batch.commit();
            }
        } finally {
            lock.unlock();
        }
    }

    /** What came of a version at one destination. */
    private enum Outcome {
        COPIED,
        REFUSED,
        /** Somebody else was faster; to be looked at again. */
        CHANGED
    }

    /* Gives when to try again; null if that is done with. */
    private @Nullable Instant replicate(Entry<ReplicationTask> task) {
        var what = task.value();
        var bucket = holdings.buckets().get(Key.of(what.bucket()));
        var found = bucket.flatMap(_ -> holdings.versions().find(Key.of(what.bucket(), what.key()), what.version()));
        if (bucket.isEmpty() || found.isEmpty()) {
            holdings.replications().tasks().delete(task.key());
            return null;
        }
        try {
            var status = copied(bucket.get(), what.key(), found.get().version(), false);
            return status != ReplicationStatus.PENDING && finish(task, found.get(), status) ? null : again(task);
        } catch (AwsServiceException refused) {
            LOG.log(WARNING, "Replication of " + what.bucket() + "/" + what.key() + " was refused", refused);
            return finish(task, found.get(), ReplicationStatus.FAILED) ? null : again(task);
        } catch (IOException | RuntimeException e) {
            LOG.log(WARNING, "Replication of " + what.bucket() + "/" + what.key() + " failed", e);
            boolean over = what.attempts() >= ATTEMPTS_MAX;
            return over && finish(task, found.get(), ReplicationStatus.FAILED) ? null : again(task);
        }
    }

    /** Copies a version now, as a batch asks for it; says what came of it. A version that no rule takes is left as it is. */
    ReplicationStatus now(OwnedBucket bucket, String key, String version) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            var found = holdings.versions().find(Key.of(bucket.name(), key), version);
            if (found.isEmpty()
                    || holdings.replications()
                            .destinations(bucket, key, found.get().version(), true)
                            .isEmpty()) {
                return ReplicationStatus.FAILED;
            }
            var status = copied(bucket, key, found.get().version(), true);
            if (status == ReplicationStatus.PENDING) {
                continue;
            }
            var batch = platform.batch();
            settle(batch, found.get(), status);
            if (batch.commit()) {
                return status;
            }
        }
        return ReplicationStatus.PENDING;
    }

    private ReplicationStatus copied(OwnedBucket bucket, String key, Version version, boolean batch)
            throws IOException {
        var destinations = holdings.replications().destinations(bucket, key, version, batch);
        var configuration = holdings.replications().configurations().find(bucket.name());
        if (configuration.isEmpty()) {
            return ReplicationStatus.FAILED;
        }
        var service = Caller.service(bucket.owner(), bucket.region(), PRINCIPAL, "replication");
        var role =
                service.call(() -> platform.permissions().as(configuration.get().role(), PRINCIPAL, "s3-replication"));
        var status = destinations.isEmpty() ? ReplicationStatus.FAILED : ReplicationStatus.COMPLETED;
        for (var destination : destinations) {
            switch (role.call(() -> copy(bucket, version, key, destination, batch))) {
                case COPIED -> {}
                case REFUSED -> status = ReplicationStatus.FAILED;
                case CHANGED -> {
                    return ReplicationStatus.PENDING;
                }
            }
        }
        return status;
    }

    private Instant again(Entry<ReplicationTask> task) {
        var now = platform.clock().instant();
        var wait = Replications.WAIT.multipliedBy(1L << Math.min(task.value().attempts(), ATTEMPTS_MAX));
        // If the task was noted anew meanwhile, that is due at once
        boolean kept =
                holdings.replications().tasks().replace(task, task.value().again(now.plus(wait)));
        return kept ? now.plus(wait) : now.plus(Duration.ofSeconds(1));
    }

    private boolean finish(Entry<ReplicationTask> task, Versions.Located located, ReplicationStatus status) {
        var batch = platform.batch().delete(holdings.replications().tasks(), task);
        settle(batch, located, status);
        return batch.commit();
    }

    /* A replica stays one, whatever becomes of its own replication. */
    private void settle(Batch batch, Versions.Located located, ReplicationStatus status) {
        var versions = holdings.versions();
        if (located.version() instanceof StoredObject object && object.replication() != ReplicationStatus.REPLICA) {
            batch.replace(
                    located.current() ? versions.current() : versions.older(),
                    located.entry(),
                    object.withReplication(status));
        }
    }

    private Outcome copy(OwnedBucket source, Version version, String key, Destination destination, boolean batch)
            throws IOException {
        var name = BucketNames.ofArn(destination.bucket());
        var found = holdings.buckets().get(Key.of(name));
        if (found.isEmpty() || found.get().versioning() != Versioning.ENABLED) {
            return Outcome.REFUSED;
        }
        var target = found.get();
        if (!admitted(source, target, version, key, destination.account())) {
            return Outcome.REFUSED;
        }
        return switch (version) {
            case DeleteMarker marker -> insert(target, key, marker, platform.batch());
            case StoredObject object -> {
                boolean modified = object.replication() == ReplicationStatus.REPLICA && !batch;
                yield modified ? update(target, key, object) : copy(source, object, target, key, destination);
            }
        };
    }

    /* Where policies decide, they decide as of the role. Where they do not, another account is to be named. */
    private boolean admitted(
            OwnedBucket source, OwnedBucket target, Version version, String key, @Nullable String account) {
        if (account != null && !account.equals(target.owner())) {
            return false;
        }
        var permissions = platform.permissions();
        if (!permissions.enforced(source.owner()) && !permissions.enforced(target.owner())) {
            return account != null || target.owner().equals(source.owner());
        }
        var action = version instanceof DeleteMarker ? "s3:ReplicateDelete" : "s3:ReplicateObject";
        return permissions.allow("s3:GetObjectVersionForReplication", "arn:aws:s3:::" + source.name() + "/" + key)
                && permissions.allow(action, "arn:aws:s3:::" + target.name() + "/" + key);
    }

    /* Of a replica only what is said of it goes back. */
    private Outcome update(OwnedBucket target, String key, StoredObject object) {
        var there = holdings.versions().find(Key.of(target.name(), key), object.version());
        return there.isPresent() ? bringUpToDate(target, there.get(), object) : Outcome.COPIED;
    }

    private Outcome copy(
            OwnedBucket source, StoredObject object, OwnedBucket target, String key, Destination destination)
            throws IOException {
        if (!object.protection().equals(Protection.NONE) && target.lock() == null) {
            return Outcome.REFUSED;
        }
        var there = holdings.versions().find(Key.of(target.name(), key), object.version());
        if (there.isPresent()) {
            return bringUpToDate(target, there.get(), object);
        }
        var from = new DataKeys.Place(source, key);
        var under = under(from, object.encryption(), new DataKeys.Place(target, key), destination);
        var pieces = under.key() == null && object.encryption() instanceof Encryption.ByCustomer
                ? pieces(object, null, null)
                : pieces(object, keys.open(from, object.encryption(), null), under.key());
        var storageClass = destination.storageClass() == null
                ? object.description().storageClass()
                : destination.storageClassAsString();
        var described =
                object.description().copied(storageClass, object.description().redirect());
        var batch = platform.batch();
        pieces.forEach(piece -> batch.adopt(piece.blob()));
        var outcome = Outcome.CHANGED;
        try {
            outcome = insert(target, key, object.replica(described, pieces, under.encryption()), batch);
            return outcome;
        } finally {
            if (outcome != Outcome.COPIED) {
                discard(pieces);
            }
        }
    }

    /* Under a customer's key the same bytes stay; under one of KMS the role asks for another; else the bucket decides. */
    private DataKeys.Made under(
            DataKeys.Place from, Encryption encryption, DataKeys.Place to, Destination destination) {
        var bucket = to.bucket();
        var replicaKey = destination.encryptionConfiguration() == null
                ? null
                : destination.encryptionConfiguration().replicaKmsKeyID();
        return switch (encryption) {
            case Encryption.ByCustomer _ -> new DataKeys.Made(encryption, null);
            case Encryption.ByKms _ ->
                keys.forCopy(from, encryption, to, new EncryptionHeaders("aws:kms", replicaKey, null, null, null));
            case Encryption.Twice _ ->
                keys.forCopy(from, encryption, to, new EncryptionHeaders("aws:kms:dsse", replicaKey, null, null, null));
            case Encryption.ByS3 _, Encryption.ByDisk _ ->
                Caller.service(bucket.owner(), bucket.region(), PRINCIPAL, "replication")
                        .call(() -> keys.forCopy(from, encryption, to, NOTHING_ASKED));
        };
    }

    private Outcome insert(OwnedBucket target, String key, Version version, Batch batch) {
        var place = Key.of(target.name(), key);
        if (holdings.versions().find(place, version.version()).isPresent()) {
            return Outcome.CHANGED;
        }
        holdings.versions().insert(place, version, batch);
        return holdings.commit(target, batch) ? Outcome.COPIED : Outcome.CHANGED;
    }

    /* The version is there; what may have changed since is what was said of it. */
    private Outcome bringUpToDate(OwnedBucket target, Versions.Located there, StoredObject object) {
        if (!(there.version() instanceof StoredObject replica)) {
            return Outcome.REFUSED;
        }
        if (replica.tags().equals(object.tags()) && replica.protection().equals(object.protection())) {
            return Outcome.COPIED;
        }
        var next = replica.withTags(object.tags()).withProtection(object.protection());
        var versions = holdings.versions();
        var batch =
                platform.batch().replace(there.current() ? versions.current() : versions.older(), there.entry(), next);
        return holdings.commit(target, batch) ? Outcome.COPIED : Outcome.CHANGED;
    }

    private List<Piece> pieces(StoredObject object, @Nullable BlobKey from, @Nullable BlobKey to) throws IOException {
        var pieces = new ArrayList<Piece>(object.pieces().size());
        boolean link = Objects.equals(from, to);
        try {
            for (var piece : object.pieces()) {
                var blob = link ? holdings.blobs().link(piece.blob()) : rewritten(piece, from, to);
                pieces.add(new Piece(blob, piece.number(), piece.checksum()));
            }
            return pieces;
        } catch (IOException e) {
            discard(pieces);
            throw e;
        }
    }

    private tarn.blobs.Blob rewritten(Piece piece, @Nullable BlobKey from, @Nullable BlobKey to) throws IOException {
        try (var content = holdings.blobs().open(piece.blob(), from);
                var in = content.stream(0, content.sizeBytes());
                var draft = holdings.blobs().draft(to)) {
            in.transferTo(draft);
            return draft.seal();
        }
    }

    private void discard(List<Piece> pieces) {
        pieces.forEach(piece -> holdings.blobs().discard(piece.blob()));
    }
}
