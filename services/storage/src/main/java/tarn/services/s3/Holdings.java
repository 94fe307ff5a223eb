package tarn.services.s3;

import static tarn.services.s3.S3Faults.accessDenied;
import static tarn.services.s3.S3Faults.keyTooLong;
import static tarn.services.s3.S3Faults.noSuchBucket;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tarn.blobs.Blobs;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.policy.Admission;
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
 * <p>The only lock is between removing or changing a bucket and writing into it, for the moment of the commit: that a
 * bucket is empty is not a condition one record can carry, and who turns versioning on may rely on it once that is
 * answered.
 */
final class Holdings {

    private static final int KEY_BYTES_MAX = 1024;

    private final Platform platform;
    private final Store<OwnedBucket> buckets;
    private final Versions versions;
    private final Lifecycles lifecycles;
    private final Replications replications;
    private final Notices notices;
    private final Store<Upload> uploads;
    private final Store<UploadedPart> parts;
    private final List<Store<?>> belongings = new CopyOnWriteArrayList<>();
    private final ReadWriteLock[] locks =
            Stream.generate(ReentrantReadWriteLock::new).limit(64).toArray(ReadWriteLock[]::new);

    Holdings(Platform platform) {
        this.platform = platform;
        this.buckets = platform.store("s3/buckets", Scope.GLOBAL, OwnedBucket.FORMAT);
        this.versions = new Versions(platform, this);
        this.replications = new Replications(platform, this);
        this.notices = new Notices(platform, this);
        this.uploads = platform.store("s3/uploads", Scope.GLOBAL, Upload.FORMAT);
        this.lifecycles = new Lifecycles(this);
        this.parts = platform.store("s3/parts", Scope.GLOBAL, UploadedPart.FORMAT);
    }

    Store<OwnedBucket> buckets() {
        return buckets;
    }

    /** The objects in the buckets. */
    Versions versions() {
        return versions;
    }

    /** The rules by which objects move and go. */
    Lifecycles lifecycles() {
        return lifecycles;
    }

    /** What is to be replicated. */
    Replications replications() {
        return replications;
    }

    /** What is told of objects. */
    Notices notices() {
        return notices;
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

    /** What time it is. */
    Instant now() {
        return platform.clock().instant();
    }

    Blobs blobs() {
        return platform.blobs();
    }

    /** A bucket that the caller may reach. */
    OwnedBucket bucket(String name, @Nullable String expectedOwner) {
        var bucket = buckets.get(Key.of(name)).orElseThrow(() -> noSuchBucket(name));
        var account = Caller.current().account();
        if ((!bucket.owner().equals(account) && !Admission.admits(bucket.owner()))
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

    /** A batch to be given to {@link #commit}. */
    Batch batch() {
        return platform.batch();
    }

    /** Keeps a batch that writes into a bucket, unless the bucket has gone. */
    boolean commit(String bucket, Batch batch) {
        return commit(bucket, _ -> true, batch);
    }

    /** Keeps a batch that was decided on a bucket as it was, unless it has gone or takes writes otherwise by now. */
    boolean commit(OwnedBucket decided, Batch batch) {
        return commit(decided.name(), present -> present.admitsWritesOf(decided), batch);
    }

    private boolean commit(String bucket, Predicate<OwnedBucket> condition, Batch batch) {
        var lock = lock(bucket).readLock();
        lock.lock();
        try {
            var present = buckets.get(Key.of(bucket)).orElseThrow(() -> noSuchBucket(bucket));
            return condition.test(present) && batch.commit();
        } finally {
            lock.unlock();
        }
    }

    /** Changes a bucket's record while nobody writes into the bucket; the change may refuse by throwing. */
    void change(String bucket, UnaryOperator<OwnedBucket> change) {
        change(bucket, change, _ -> {});
    }

    /** The same together with what else is put into the batch. */
    void change(String bucket, UnaryOperator<OwnedBucket> change, Consumer<Batch> more) {
        var lock = lock(bucket).writeLock();
        lock.lock();
        try {
            Batch batch;
            do {
                var seen = buckets.entry(Key.of(bucket)).orElseThrow(() -> noSuchBucket(bucket));
                batch = platform.batch().replace(buckets, seen, change.apply(seen.value()));
                more.accept(batch);
            } while (!batch.commit());
        } finally {
            lock.unlock();
        }
    }

    /** Removes a bucket's record if nothing is in it; says whether it did. Unfinished uploads go with it. */
    boolean removeIfEmpty(String bucket, Batch batch) {
        var lock = lock(bucket).writeLock();
        lock.lock();
        try {
            // Where there are older versions or marks, there is a current one
            if (!versions.current().list(Range.under(Key.of(bucket)), 1).isEmpty()) {
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
}
