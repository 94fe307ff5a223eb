package tarn.services.s3;

import static tarn.services.s3.S3Faults.accessDenied;
import static tarn.services.s3.S3Faults.invalidArgument;
import static tarn.services.s3.S3Faults.keyTooLong;
import static tarn.services.s3.S3Faults.noSuchBucket;
import static tarn.services.s3.S3Faults.noSuchKey;
import static tarn.services.s3.S3Faults.noSuchVersion;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.S3Exception;
import tarn.blobs.Blobs;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Format;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * All buckets and what is in them; every part of the service reads and writes through here.
 *
 * <p>An object is written by one batch that names the new blobs and gives up the old ones, on condition that the record
 * has not changed since it was read; if it has, it is read and decided again. No lock is held while content moves. The
 * only lock is between removing a bucket and writing into it, for the moment of the commit: that a bucket is empty is
 * not a condition one record can carry.
 */
final class Holdings {

    private static final int KEY_BYTES_MAX = 1024;

    private final Platform platform;
    private final Store<OwnedBucket> buckets;
    private final Store<StoredObject> objects;
    private final Store<Upload> uploads;
    private final Store<UploadedPart> parts;
    private final List<Store<?>> belongings = new CopyOnWriteArrayList<>();
    private final ReadWriteLock[] locks =
            Stream.generate(ReentrantReadWriteLock::new).limit(64).toArray(ReadWriteLock[]::new);

    Holdings(Platform platform) {
        this.platform = platform;
        this.buckets = platform.store("s3/buckets", Scope.GLOBAL, OwnedBucket.FORMAT);
        this.objects = platform.store("s3/objects", Scope.GLOBAL, StoredObject.FORMAT);
        this.uploads = platform.store("s3/uploads", Scope.GLOBAL, Upload.FORMAT);
        this.parts = platform.store("s3/parts", Scope.GLOBAL, UploadedPart.FORMAT);
    }

    Store<OwnedBucket> buckets() {
        return buckets;
    }

    Store<StoredObject> objects() {
        return objects;
    }

    Store<Upload> uploads() {
        return uploads;
    }

    Store<UploadedPart> parts() {
        return parts;
    }

    /** Opens a store of what buckets have beside objects, under keys that begin with the bucket's name; it goes with it. */
    <V> Store<V> belongings(String name, Format<V> format) {
        var store = platform.store(name, Scope.GLOBAL, format);
        belongings.add(store);
        return store;
    }

    Blobs blobs() {
        return platform.blobs();
    }

    /** A bucket that the caller may reach. */
    OwnedBucket bucket(String name, @Nullable String expectedOwner) {
        var bucket = buckets.get(Key.of(name)).orElseThrow(() -> noSuchBucket(name));
        var account = Caller.current().account();
        if (!bucket.owner().equals(account)
                || (expectedOwner != null && !bucket.owner().equals(expectedOwner))) {
            throw accessDenied();
        }
        return bucket;
    }

    /** The key of an object's record; refuses object keys that S3 refuses. */
    static Key key(String bucket, String key) {
        int size = key.getBytes(StandardCharsets.UTF_8).length;
        if (size > KEY_BYTES_MAX) {
            throw keyTooLong(size, KEY_BYTES_MAX);
        }
        return Key.of(bucket, key);
    }

    /** An object as it is now. The version is null for the current one. */
    StoredObject object(String bucket, String key, @Nullable String version) {
        return entry(bucket, key, version).value();
    }

    /** An object as it is now, to be changed. */
    Entry<StoredObject> entry(String bucket, String key, @Nullable String version) {
        var entry = objects.entry(key(bucket, key));
        if (version == null) {
            return entry.orElseThrow(() -> noSuchKey(key));
        }
        checkVersion(version);
        return entry.filter(found -> found.value().version().equals(version))
                .orElseThrow(() -> noSuchVersion(key, version));
    }

    /** Refuses a version id that cannot be one. Without versioning there is only {@code null}. */
    static void checkVersion(@Nullable String version) {
        if (version != null && !version.equals(StoredObject.UNVERSIONED)) {
            throw invalidArgument("Invalid version id specified", "versionId", version);
        }
    }

    /** Keeps an object, whose blobs are new, in place of what is there. If that is refused, the blobs are gone. */
    void put(String bucket, String key, WriteCondition condition, StoredObject next) {
        try {
            Batch batch;
            do {
                batch = platform.batch();
                for (var piece : next.pieces()) {
                    batch.adopt(piece.blob());
                }
            } while (!attempt(bucket, key, condition, next, batch));
        } catch (S3Exception refused) {
            next.pieces().forEach(piece -> blobs().discard(piece.blob()));
            throw refused;
        }
    }

    /** Tries to keep an object in place of what is there, with what else is in the batch; says whether it did. */
    boolean attempt(String bucket, String key, WriteCondition condition, StoredObject next, Batch batch) {
        var place = key(bucket, key);
        var seen = objects.entry(place);
        condition.check(key, seen.map(Entry::value));
        if (seen.isPresent()) {
            batch.replace(objects, seen.get(), next);
            release(batch, seen.get().value());
        } else {
            batch.insert(objects, place, next);
        }
        return commit(bucket, batch);
    }

    /** Changes what an object's record says beside its content; says what is kept now. */
    StoredObject change(String bucket, String key, @Nullable String version, UnaryOperator<StoredObject> change) {
        while (true) {
            var seen = entry(bucket, key, version);
            var next = change.apply(seen.value());
            if (commit(bucket, platform.batch().replace(objects, seen, next))) {
                return next;
            }
        }
    }

    /** Removes an object if there is one and the condition holds, which may refuse by throwing. */
    void remove(String bucket, String key, Predicate<Optional<StoredObject>> condition) {
        var place = key(bucket, key);
        while (true) {
            var seen = objects.entry(place);
            if (!condition.test(seen.map(Entry::value)) || seen.isEmpty()) {
                return;
            }
            var batch = platform.batch().delete(objects, seen.get());
            release(batch, seen.get().value());
            if (commit(bucket, batch)) {
                return;
            }
        }
    }

    /** A batch to be given to {@link #commit}. */
    Batch batch() {
        return platform.batch();
    }

    /** Keeps a batch that writes into a bucket, unless the bucket has gone. */
    boolean commit(String bucket, Batch batch) {
        var lock = lock(bucket).readLock();
        lock.lock();
        try {
            if (buckets.entry(Key.of(bucket)).isEmpty()) {
                throw noSuchBucket(bucket);
            }
            return batch.commit();
        } finally {
            lock.unlock();
        }
    }

    /** Removes a bucket's record if nothing is in it; says whether it did. Unfinished uploads go with it. */
    boolean removeIfEmpty(String bucket, Batch batch) {
        var lock = lock(bucket).writeLock();
        lock.lock();
        try {
            if (!objects.list(Range.under(Key.of(bucket)), 1).isEmpty()) {
                return false;
            }
            for (var upload : uploads.scan(Range.under(Key.of(bucket)))) {
                forget(batch, bucket, upload);
            }
            belongings.forEach(store -> forgetAll(batch, store, bucket));
            batch.delete(buckets, Key.of(bucket));
            return batch.commit();
        } finally {
            lock.unlock();
        }
    }

    /** Removes an upload and its parts, giving up their blobs. */
    void forget(Batch batch, String bucket, Entry<Upload> upload) {
        batch.delete(uploads, upload);
        for (var part : parts.scan(Range.under(Key.of(bucket, upload.value().id())))) {
            batch.delete(parts, part).release(part.value().blob());
        }
    }

    private static <V> void forgetAll(Batch batch, Store<V> store, String bucket) {
        store.scan(Range.under(Key.of(bucket))).forEach(entry -> batch.delete(store, entry.key()));
    }

    private ReadWriteLock lock(String bucket) {
        return locks[Math.floorMod(bucket.hashCode(), locks.length)];
    }

    private static void release(Batch batch, StoredObject object) {
        object.pieces().forEach(piece -> batch.release(piece.blob()));
    }
}
