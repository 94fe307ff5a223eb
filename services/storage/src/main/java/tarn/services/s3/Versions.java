package tarn.services.s3;

import static tarn.services.s3.S3Faults.invalidVersionId;
import static tarn.services.s3.S3Faults.markerIsCurrent;
import static tarn.services.s3.S3Faults.markerNamed;
import static tarn.services.s3.S3Faults.noSuchKey;
import static tarn.services.s3.S3Faults.noSuchVersion;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.S3Exception;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Format;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;
import tarn.time.TarnClock;

/**
 * The versions of each key, and how they take each other's place.
 *
 * <p>An object is written by one batch that names the new blobs and gives up or puts aside the old ones, on condition
 * that the current record has not changed since it was read; if it has, it is read and decided again. No lock is held
 * while content moves.
 *
 * <p>How they lie: the current version, if there is any, is the record under bucket and key. Older ones lie under
 * bucket, key and order, newest first, and there are none where there is no current one: who deletes the current version
 * moves the next one up in the same batch. A key has one {@code null} version at most; if that is an older one, a record
 * says which. So a bucket that was never versioned costs nothing more, and everything that changes which version is
 * current is a change of the one current record, on which all agree.
 */
final class Versions {

    private static final Format<Long> ORDER = new Format<>() {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public byte[] encode(Long order) {
            return new RecordWriter(10).number(order).toBytes();
        }

        @Override
        public Long decode(byte[] bytes, int version) {
            return new RecordReader(bytes).number();
        }
    };

    private final Platform platform;
    private final Holdings holdings;
    private final TarnClock clock;
    private final Store<Version> current;
    private final Store<Version> older;
    private final Store<Long> olderNull;

    Versions(Platform platform, Holdings holdings) {
        this.platform = platform;
        this.holdings = holdings;
        this.clock = platform.clock();
        this.current = platform.store("s3/objects", Scope.GLOBAL, Version.FORMAT);
        this.older = platform.store("s3/older-versions", Scope.GLOBAL, Version.FORMAT);
        this.olderNull = platform.store("s3/older-null-versions", Scope.GLOBAL, ORDER);
    }

    /** The current versions, by bucket and key. */
    Store<Version> current() {
        return current;
    }

    /** The older versions of a key, newest first. */
    Range olderOf(String bucket, String key) {
        return Range.under(Key.of(bucket, key));
    }

    /** The older versions, by bucket, key and {@link #olderPlace}. */
    Store<Version> older() {
        return older;
    }

    /** Where a version of that order lies when it is an older one. */
    static Key olderPlace(Key place, long order) {
        return place.with(-order);
    }

    /** A version, as the current one or an older one. */
    record Located(boolean current, Entry<Version> entry) {
        Version version() {
            return entry.value();
        }
    }

    /**
     * An object as it is now.
     *
     * @param version null for the current one
     * @throws S3Exception as reading it is refused; also where there is the mark of a deletion
     */
    StoredObject object(String bucket, String key, @Nullable String version) {
        return objectOf(located(bucket, key, version), key, version);
    }

    /** An object as it is now; refuses as {@link #object}. */
    private Located located(String bucket, String key, @Nullable String version) {
        var place = Holdings.key(bucket, key);
        if (version == null) {
            return current.entry(place).map(entry -> new Located(true, entry)).orElseThrow(() -> noSuchKey(key));
        }
        checkId(version);
        return find(place, version).orElseThrow(() -> noSuchVersion(key, version));
    }

    private static StoredObject objectOf(Located located, String key, @Nullable String asked) {
        return switch (located.version()) {
            case StoredObject object -> object;
            case DeleteMarker marker -> throw asked == null ? markerIsCurrent(key, marker) : markerNamed(marker);
        };
    }

    /** Refuses what cannot be a version's id. */
    static void checkId(@Nullable String version) {
        if (version != null
                && !version.equals(VersionIds.NULL)
                && VersionIds.order(version).isEmpty()) {
            throw invalidVersionId(version);
        }
    }

    /** The version of that id, wherever it lies. */
    Optional<Located> find(Key place, String version) {
        var seen = current.entry(place);
        while (seen.isPresent()) {
            if (seen.get().value().version().equals(version)) {
                return seen.map(entry -> new Located(true, entry));
            }
            var found = findOlder(place, version);
            if (found.isPresent()) {
                return found;
            }
            // It may have become the current one meanwhile
            var again = current.entry(place);
            if (again.isPresent() && again.get().revision() == seen.get().revision()) {
                return Optional.empty();
            }
            seen = again;
        }
        return Optional.empty();
    }

    private Optional<Located> findOlder(Key place, String version) {
        var order = olderOrder(place, version);
        return order.isEmpty()
                ? Optional.empty()
                : older.entry(olderPlace(place, order.getAsLong()))
                        .filter(entry -> entry.value().version().equals(version))
                        .map(entry -> new Located(false, entry));
    }

    /** The order of the version of that id among the older ones, if it can be told. */
    OptionalLong olderOrder(Key place, String version) {
        if (!version.equals(VersionIds.NULL)) {
            return VersionIds.order(version);
        }
        return olderNull.get(place).stream().mapToLong(order -> order).findFirst();
    }

    /**
     * Keeps an object, whose blobs are new, as the current version; says what is kept. If that is refused, the blobs are
     * gone.
     */
    StoredObject put(OwnedBucket bucket, String key, WriteCondition condition, StoredObject draft) {
        var decided = bucket;
        try {
            while (true) {
                var batch = platform.batch();
                for (var piece : draft.pieces()) {
                    batch.adopt(piece.blob());
                }
                var kept = attempt(decided, key, condition, draft, batch);
                if (kept.isPresent()) {
                    return kept.get();
                }
                decided = holdings.bucket(bucket.name(), null);
            }
        } catch (S3Exception refused) {
            draft.pieces().forEach(piece -> holdings.blobs().discard(piece.blob()));
            throw refused;
        }
    }

    /** Tries to keep an object as the current version, with what else is in the batch; says what it kept. */
    Optional<StoredObject> attempt(
            OwnedBucket bucket, String key, WriteCondition condition, StoredObject draft, Batch batch) {
        var place = Holdings.key(bucket.name(), key);
        var seen = current.entry(place);
        condition.check(key, seen.map(Entry::value));
        long order = orderAfter(seen, draft.modified().toEpochMilli());
        var next = holdings.replications().noted(bucket, key, draft.placed(newId(bucket, order), order), batch);
        supersede(batch, place, seen, next);
        holdings.notices().add(batch, bucket, key, next, Happening.ofWriting(next));
        return holdings.commit(bucket, batch) ? Optional.of(next) : Optional.empty();
    }

    private static long orderAfter(Optional<Entry<Version>> seen, long now) {
        return seen.isPresent() ? Math.max(now, seen.get().value().order() + 1) : now;
    }

    private String newId(OwnedBucket bucket, long order) {
        return bucket.versioning() == Versioning.ENABLED ? VersionIds.of(platform.ids(), order) : VersionIds.NULL;
    }

    /* Puts the next version in the place of the current one, which is given up if both are null versions. */
    private void supersede(Batch batch, Key place, Optional<Entry<Version>> seen, Version next) {
        if (seen.isEmpty()) {
            batch.insert(current, place, next);
            return;
        }
        var before = seen.get().value();
        batch.replace(current, seen.get(), next);
        if (before.unversioned() && next.unversioned()) {
            release(batch, before);
            return;
        }
        batch.put(older, olderPlace(place, before.order()), before);
        if (before.unversioned()) {
            batch.put(olderNull, place, before.order());
        } else if (next.unversioned()) {
            findOlder(place, VersionIds.NULL).ifPresent(found -> dropOlder(batch, place, found.entry()));
        }
    }

    /**
     * Has a batch put a version, which is not there, among those of its key by its order: as the current one if none is
     * later.
     */
    void insert(Key place, Version version, Batch batch) {
        var seen = current.entry(place);
        if (seen.isEmpty() || seen.get().value().order() < version.order()) {
            supersede(batch, place, seen, version);
            return;
        }
        batch.expect(current, seen.get()).insert(older, olderPlace(place, version.order()), version);
    }

    private void dropOlder(Batch batch, Key place, Entry<Version> entry) {
        batch.delete(older, entry);
        if (entry.value().unversioned()) {
            batch.delete(olderNull, place);
        }
        release(batch, entry.value());
    }

    /** Changes what an object's record says beside its content; says what is kept now. */
    StoredObject change(String bucket, String key, @Nullable String version, UnaryOperator<StoredObject> change) {
        return change(bucket, key, version, change, (batch, next) -> {});
    }

    /** The same, with more in the batch that keeps it. */
    StoredObject change(
            String bucket,
            String key,
            @Nullable String version,
            UnaryOperator<StoredObject> change,
            BiConsumer<Batch, StoredObject> more) {
        while (true) {
            var seen = located(bucket, key, version);
            var before = objectOf(seen, key, version);
            var batch = platform.batch();
            var next = holdings.replications().changed(bucket, key, before, change.apply(before), batch);
            holdings.notices().changed(batch, bucket, key, before, next);
            more.accept(batch, next);
            if (holdings.commit(bucket, batch.replace(seen.current() ? current : older, seen.entry(), next))) {
                return next;
            }
        }
    }

    /** What must hold for a deletion; throws if it does not. */
    @FunctionalInterface
    interface DeleteCheck {
        /**
         * Refuses the deletion by throwing, or lets it be.
         *
         * @param now the current version, if there is any
         * @param going the version that would be gone for good; empty if none would
         */
        void check(Optional<Version> now, Optional<Version> going);
    }

    /**
     * What a deletion did.
     *
     * @param version the id of what was deleted, or of the mark that was set; null if the bucket never had versions
     * @param marker whether that is the mark of a deletion
     */
    record Deleted(@Nullable String version, boolean marker) {}

    /** Deletes the current object: for good if the bucket has no versions, else by a mark. */
    Deleted delete(OwnedBucket bucket, String key, DeleteCheck check) {
        var place = Holdings.key(bucket.name(), key);
        for (var decided = bucket; ; decided = holdings.bucket(bucket.name(), null)) {
            var seen = current.entry(place);
            var batch = platform.batch();
            if (!decided.versioned()) {
                check.check(seen.map(Entry::value), seen.map(Entry::value));
                if (seen.isEmpty()) {
                    return new Deleted(null, false);
                }
                release(batch.delete(current, seen.get()), seen.get().value());
                holdings.notices().add(batch, decided, key, seen.get().value(), Happening.DELETE);
                if (holdings.commit(decided, batch)) {
                    return new Deleted(null, false);
                }
                continue;
            }
            var now = clock.instant();
            long order = orderAfter(seen, now.toEpochMilli());
            var marker = new DeleteMarker(newId(decided, order), order, now);
            check.check(seen.map(Entry::value), marker.unversioned() ? nullVersion(place, seen) : Optional.empty());
            holdings.replications().noted(decided, key, marker, batch);
            supersede(batch, place, seen, marker);
            holdings.notices().add(batch, decided, key, marker, Happening.MARK);
            if (holdings.commit(decided, batch)) {
                return new Deleted(marker.version(), true);
            }
        }
    }

    private Optional<Version> nullVersion(Key place, Optional<Entry<Version>> seen) {
        return seen.map(Entry::value)
                .filter(Version::unversioned)
                .or(() -> findOlder(place, VersionIds.NULL).map(Located::version));
    }

    /** Deletes one version for good, if it is there. */
    Deleted delete(OwnedBucket bucket, String key, String version, DeleteCheck check) {
        checkId(version);
        var place = Holdings.key(bucket.name(), key);
        while (true) {
            var found = find(place, version);
            check.check(current.get(place), found.map(Located::version));
            var shown = bucket.versioned() ? version : null;
            if (found.isEmpty()) {
                return new Deleted(shown, false);
            }
            var batch = platform.batch();
            drop(batch, place, found.get());
            holdings.notices().add(batch, bucket, key, found.get().version(), Happening.DELETE);
            if (holdings.commit(bucket.name(), batch)) {
                return new Deleted(shown, found.get().version() instanceof DeleteMarker);
            }
        }
    }

    /**
     * Has the current object of a key expire, unless it has changed since it was seen: for good if the bucket has no
     * versions, else by a mark. Says whether it did.
     */
    boolean expire(OwnedBucket bucket, Entry<Version> seen) {
        var batch = platform.batch();
        var key = KeyWalk.objectKey(seen.key());
        if (!bucket.versioned()) {
            release(batch.delete(current, seen), seen.value());
            holdings.notices().add(batch, bucket, key, seen.value(), Happening.EXPIRE);
        } else {
            var now = clock.instant();
            long order = orderAfter(Optional.of(seen), now.toEpochMilli());
            var marker = new DeleteMarker(newId(bucket, order), order, now);
            supersede(batch, seen.key(), Optional.of(seen), marker);
            holdings.notices().add(batch, bucket, key, marker, Happening.EXPIRE_BY_MARK);
        }
        return holdings.commit(bucket, batch);
    }

    /** Removes a version for good, unless it has changed since it was seen; says whether it did. */
    boolean drop(OwnedBucket bucket, Key place, Located seen) {
        var batch = platform.batch();
        drop(batch, place, seen);
        holdings.notices().add(batch, bucket, KeyWalk.objectKey(place), seen.version(), Happening.EXPIRE);
        return holdings.commit(bucket, batch);
    }

    /** Replaces a version's record, unless it has changed since it was seen; says whether it did. */
    boolean replace(OwnedBucket bucket, Located seen, StoredObject next) {
        var batch = platform.batch().replace(seen.current() ? current : older, seen.entry(), next);
        var key = KeyWalk.objectKey(seen.entry().key());
        holdings.notices().add(batch, bucket, key, next, Happening.TRANSITION);
        return holdings.commit(bucket, batch);
    }

    /** Has a batch remove a version for good; if it is the current one, the next older one takes its place. */
    void drop(Batch batch, Key place, Located going) {
        if (!going.current()) {
            dropOlder(batch, place, going.entry());
            return;
        }
        release(batch, going.version());
        var next = older.list(Range.under(place), 1);
        if (next.isEmpty()) {
            batch.delete(current, going.entry());
            return;
        }
        var heir = next.getFirst();
        batch.replace(current, going.entry(), heir.value()).delete(older, heir);
        if (heir.value().unversioned()) {
            batch.delete(olderNull, place);
        }
    }

    private static void release(Batch batch, Version version) {
        switch (version) {
            case StoredObject object -> object.pieces().forEach(piece -> batch.release(piece.blob()));
            case DeleteMarker _ -> {}
        }
    }
}
