package tarn.services.s3;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.model.Destination;
import software.amazon.awssdk.services.s3.model.ReplicationRule;
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
    private final ReplicationNews news;
    private final Map<String, ReentrantLock> working = new ConcurrentHashMap<>();

    Replicating(Platform platform, Holdings holdings, DataKeys keys) {
        this.platform = platform;
        this.holdings = holdings;
        this.keys = keys;
        this.news = new ReplicationNews(platform, holdings);
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
            var waiting = new ReplicationNews.Waiting();
            var remaining = new ReplicationNews.Waiting();
            for (var task : holdings.replications().tasks().scan(Range.under(Key.of(bucket)))) {
                var due = task.value().due();
                var left = due.isAfter(platform.clock().instant()) ? due : replicate(task, waiting, remaining);
                if (left != null && (next == null || left.isBefore(next))) {
                    next = left;
                }
            }
            holdings.buckets().get(Key.of(bucket)).ifPresent(owned -> news.waiting(owned, waiting, remaining));
            if (next != null) {
                var batch = platform.batch();
                platform.timers().set(batch, Replications.TIMER, bucket, next);
                batch.commit();
            }
        } finally {
            lock.unlock();
        }
    }

    /* Gives when to try again; null if that is done with. */
    private @Nullable Instant replicate(
            Entry<ReplicationTask> task, ReplicationNews.Waiting waiting, ReplicationNews.Waiting remaining) {
        var what = task.value();
        var bucket = holdings.buckets().get(Key.of(what.bucket()));
        var found = bucket.flatMap(_ -> holdings.versions().find(Key.of(what.bucket(), what.key()), what.version()));
        if (bucket.isEmpty() || found.isEmpty()) {
            holdings.replications().tasks().delete(task.key());
            return null;
        }
        var version = found.get().version();
        var rules = holdings.replications().rules(bucket.get(), what.key(), version);
        waiting.add(rules, version);
        var left = attempt(new Turn(task, bucket.get(), found.get(), rules));
        if (left != null) {
            remaining.add(rules, version);
        }
        return left;
    }

    /** A task whose turn it is. */
    private record Turn(
            Entry<ReplicationTask> task, OwnedBucket bucket, Versions.Located located, List<ReplicationRule> rules) {

        ReplicationTask what() {
            return task.value();
        }

        Map<ReplicationRule, ReplicationOutcome> all(ReplicationOutcome outcome) {
            var outcomes = new HashMap<ReplicationRule, ReplicationOutcome>();
            rules.forEach(rule -> outcomes.put(rule, outcome));
            return outcomes;
        }
    }

    private @Nullable Instant attempt(Turn turn) {
        var what = turn.what();
        try {
            var outcomes = copied(turn.bucket, what.key(), turn.located.version(), turn.rules, false);
            return status(outcomes) != ReplicationStatus.PENDING && finish(turn, outcomes) ? null : again(turn);
        } catch (AwsServiceException refused) {
            LOG.log(WARNING, "Replication of " + what.bucket() + "/" + what.key() + " was refused", refused);
            return finish(turn, turn.all(ReplicationOutcome.of(refused))) ? null : again(turn);
        } catch (IOException | RuntimeException e) {
            LOG.log(WARNING, "Replication of " + what.bucket() + "/" + what.key() + " failed", e);
            boolean over = what.attempts() >= ATTEMPTS_MAX;
            return over && finish(turn, turn.all(ReplicationOutcome.GIVEN_UP)) ? null : again(turn);
        }
    }

    private static ReplicationStatus status(Map<ReplicationRule, ReplicationOutcome> outcomes) {
        if (outcomes.containsValue(ReplicationOutcome.CHANGED)) {
            return ReplicationStatus.PENDING;
        }
        boolean failed = outcomes.isEmpty() || outcomes.values().stream().anyMatch(ReplicationOutcome::failed);
        return failed ? ReplicationStatus.FAILED : ReplicationStatus.COMPLETED;
    }

    /** Copies a version now, as a batch asks for it; says what came of it. A version that no rule takes is left as it is. */
    ReplicationStatus now(OwnedBucket bucket, String key, String version) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            var found = holdings.versions().find(Key.of(bucket.name(), key), version);
            var rules = found.map(each -> holdings.replications().rules(bucket, key, each.version(), true))
                    .orElse(List.of());
            if (found.isEmpty() || rules.isEmpty()) {
                return ReplicationStatus.FAILED;
            }
            var status = status(copied(bucket, key, found.get().version(), rules, true));
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

    /* Stops where somebody was faster. */
    private Map<ReplicationRule, ReplicationOutcome> copied(
            OwnedBucket bucket, String key, Version version, List<ReplicationRule> rules, boolean batch)
            throws IOException {
        var outcomes = new HashMap<ReplicationRule, ReplicationOutcome>();
        var configuration = holdings.replications().configurations().find(bucket.name());
        if (configuration.isEmpty()) {
            rules.forEach(rule -> outcomes.put(rule, ReplicationOutcome.NO_RULE));
            return outcomes;
        }
        var service = Caller.service(bucket.owner(), bucket.region(), PRINCIPAL, "replication");
        Caller role;
        try {
            role = service.call(
                    () -> platform.permissions().as(configuration.get().role(), PRINCIPAL, "s3-replication"));
        } catch (AwsServiceException refused) {
            LOG.log(WARNING, "The role that replicates " + bucket.name() + " cannot be taken", refused);
            rules.forEach(rule -> outcomes.put(rule, ReplicationOutcome.NO_ROLE));
            return outcomes;
        }
        for (var rule : rules) {
            var outcome = role.call(() -> copy(bucket, version, key, rule.destination(), batch));
            outcomes.put(rule, outcome);
            if (outcome == ReplicationOutcome.CHANGED) {
                break;
            }
        }
        return outcomes;
    }

    private Instant again(Turn turn) {
        var now = platform.clock().instant();
        var what = turn.what();
        var wait = Replications.WAIT.multipliedBy(1L << Math.min(what.attempts(), ATTEMPTS_MAX));
        var batch = platform.batch();
        boolean told = news.missed(batch, turn.bucket, what, turn.located.version(), turn.rules);
        var next = (told ? what.late(now) : what).again(now.plus(wait));
        // If the task was noted anew meanwhile, that is due at once
        boolean kept =
                batch.replace(holdings.replications().tasks(), turn.task, next).commit();
        return kept ? now.plus(wait) : now.plus(Duration.ofSeconds(1));
    }

    private boolean finish(Turn turn, Map<ReplicationRule, ReplicationOutcome> outcomes) {
        var batch = platform.batch().delete(holdings.replications().tasks(), turn.task);
        settle(batch, turn.located, status(outcomes));
        news.finished(batch, turn.bucket, turn.what(), turn.located.version(), outcomes);
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

    private ReplicationOutcome copy(
            OwnedBucket source, Version version, String key, Destination destination, boolean batch)
            throws IOException {
        var name = BucketNames.ofArn(destination.bucket());
        var found = holdings.buckets().get(Key.of(name));
        if (found.isEmpty()) {
            return ReplicationOutcome.NO_BUCKET;
        }
        var target = found.get();
        if (target.versioning() != Versioning.ENABLED) {
            return ReplicationOutcome.NOT_VERSIONED;
        }
        var refused = refused(source, target, version, key, destination.account());
        if (refused != null) {
            return refused;
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
    private @Nullable ReplicationOutcome refused(
            OwnedBucket source, OwnedBucket target, Version version, String key, @Nullable String account) {
        var unwritten =
                version instanceof DeleteMarker ? ReplicationOutcome.MAY_NOT_DELETE : ReplicationOutcome.MAY_NOT_WRITE;
        if (account != null && !account.equals(target.owner())) {
            return unwritten;
        }
        var permissions = platform.permissions();
        if (!permissions.enforced(source.owner()) && !permissions.enforced(target.owner())) {
            return account != null || target.owner().equals(source.owner()) ? null : unwritten;
        }
        var action = version instanceof DeleteMarker ? "s3:ReplicateDelete" : "s3:ReplicateObject";
        if (!permissions.allow("s3:GetObjectVersionForReplication", "arn:aws:s3:::" + source.name() + "/" + key)) {
            return ReplicationOutcome.MAY_NOT_READ;
        }
        return permissions.allow(action, "arn:aws:s3:::" + target.name() + "/" + key) ? null : unwritten;
    }

    /* Of a replica only what is said of it goes back. */
    private ReplicationOutcome update(OwnedBucket target, String key, StoredObject object) {
        var there = holdings.versions().find(Key.of(target.name(), key), object.version());
        return there.isPresent() ? bringUpToDate(target, there.get(), object) : ReplicationOutcome.COPIED;
    }

    private ReplicationOutcome copy(
            OwnedBucket source, StoredObject object, OwnedBucket target, String key, Destination destination)
            throws IOException {
        if (!object.protection().equals(Protection.NONE) && target.lock() == null) {
            return ReplicationOutcome.NO_LOCK;
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
        var outcome = ReplicationOutcome.CHANGED;
        try {
            outcome = insert(target, key, object.replica(described, pieces, under.encryption()), batch);
            return outcome;
        } finally {
            if (outcome != ReplicationOutcome.COPIED) {
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

    private ReplicationOutcome insert(OwnedBucket target, String key, Version version, Batch batch) {
        var place = Key.of(target.name(), key);
        if (holdings.versions().find(place, version.version()).isPresent()) {
            return ReplicationOutcome.CHANGED;
        }
        holdings.versions().insert(place, version, batch);
        return holdings.commit(target, batch) ? ReplicationOutcome.COPIED : ReplicationOutcome.CHANGED;
    }

    /* The version is there; what may have changed since is what was said of it. */
    private ReplicationOutcome bringUpToDate(OwnedBucket target, Versions.Located there, StoredObject object) {
        if (!(there.version() instanceof StoredObject replica)) {
            return ReplicationOutcome.GONE;
        }
        if (replica.tags().equals(object.tags()) && replica.protection().equals(object.protection())) {
            return ReplicationOutcome.COPIED;
        }
        var next = replica.withTags(object.tags()).withProtection(object.protection());
        var versions = holdings.versions();
        var batch =
                platform.batch().replace(there.current() ? versions.current() : versions.older(), there.entry(), next);
        return holdings.commit(target, batch) ? ReplicationOutcome.COPIED : ReplicationOutcome.CHANGED;
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
