package tarn.services.s3;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Store;
import tarn.time.Timers;

/**
 * Carries out the rules of life cycles, bucket by bucket, by a timer each: at midnight, UTC, as AWS does, or in an
 * interval of its own.
 *
 * <p>A sweep goes through a bucket's keys and then its unfinished uploads in slices, between which other timers fire; how
 * far it is is kept, so that it goes on there after a restart. What it decides on an object holds only as long as that is
 * unchanged; else the next sweep decides again.
 */
final class Sweep {

    private static final String TIMER = "s3/lifecycle";
    private static final int PAGE = 256;
    private static final int SLICE_PAGES = 8;
    private static final Duration PAUSE = Duration.ofMillis(1);

    /**
     * How far a sweep is.
     *
     * @param uploads whether all keys are done and uploads are next
     * @param after the last key of a record that was looked at; null if none was
     */
    record Progress(boolean uploads, @Nullable Key after) {
        static final Format<Progress> FORMAT = Formats.record(Progress.class);
    }

    private final Platform platform;
    private final Holdings holdings;
    private final Duration interval;
    private final Timers timers;
    private final Store<Progress> progress;

    /** @param interval between two sweeps of a bucket; of a day, they happen at midnight */
    Sweep(Platform platform, Holdings holdings, Duration interval) {
        this.platform = platform;
        this.holdings = holdings;
        this.interval = interval;
        this.timers = platform.timers();
        this.progress = holdings.belongings("s3/lifecycle-progress", Progress.FORMAT);
        timers.beside(TIMER, (bucket, _) -> fire(bucket));
    }

    /** Has a batch plan the next sweep of a bucket. */
    void plan(Batch batch, OwnedBucket bucket) {
        plan(batch, bucket, next());
    }

    /** Has a batch cancel what is planned for a bucket. */
    void cancel(Batch batch, OwnedBucket bucket) {
        batch.delete(progress, Key.of(bucket.name()));
        as(bucket).run(() -> timers.cancel(batch, TIMER, bucket.name()));
    }

    private void plan(Batch batch, OwnedBucket bucket, Instant due) {
        as(bucket).run(() -> timers.set(batch, TIMER, bucket.name(), due));
    }

    /* Whoever configures a bucket, from whatever region: its one timer is the service's own. */
    private static Caller as(OwnedBucket bucket) {
        return Caller.service(bucket.owner(), bucket.region(), "s3.amazonaws.com", "lifecycle");
    }

    private Instant next() {
        long step = interval.toMillis();
        return Instant.ofEpochMilli((holdings.now().toEpochMilli() / step + 1) * step);
    }

    private void fire(String name) {
        var bucket = holdings.buckets().get(Key.of(name));
        var plan = bucket.flatMap(holdings.lifecycles()::plan);
        if (bucket.isEmpty()
                || plan.isEmpty()
                || !bucket.get().owner().equals(Caller.current().account())) {
            return;
        }
        var place = Key.of(name);
        var from = progress.get(place).orElse(new Progress(false, null));
        var reached = new Slice(bucket.get(), plan.get(), holdings.now()).from(from);
        var batch = platform.batch();
        if (reached.isPresent()) {
            batch.put(progress, place, reached.get());
            plan(batch, bucket.get(), holdings.now().plus(PAUSE));
        } else {
            batch.delete(progress, place);
            plan(batch, bucket.get(), next());
        }
        holdings.commit(name, batch);
    }

    /** A stretch of a sweep. */
    private final class Slice {
        private final OwnedBucket bucket;
        private final LifePlan plan;
        private final Instant now;
        private final boolean noncurrent;
        private final Versions versions = holdings.versions();

        private Slice(OwnedBucket bucket, LifePlan plan, Instant now) {
            this.bucket = bucket;
            this.plan = plan;
            this.now = now;
            this.noncurrent = bucket.versioned() && plan.noncurrent();
        }

        /** Goes on for some pages; says how far it came, or nothing if it came to the end. */
        private Optional<Progress> from(Progress begin) {
            var at = begin;
            for (int page = 0; page < SLICE_PAGES; page++) {
                var next = page(at);
                if (next.isEmpty()) {
                    return next;
                }
                at = next.get();
            }
            return Optional.of(at);
        }

        private Optional<Progress> page(Progress at) {
            var range = Range.under(Key.of(bucket.name()));
            if (at.after != null) {
                range = range.after(at.after);
            }
            if (at.uploads) {
                var found = holdings.uploads().list(range, PAGE);
                found.forEach(this::upload);
                return found.size() < PAGE
                        ? Optional.empty()
                        : Optional.of(new Progress(true, found.getLast().key()));
            }
            var found = versions.current().list(range, PAGE);
            found.forEach(this::key);
            return Optional.of(
                    found.size() < PAGE
                            ? new Progress(true, null)
                            : new Progress(false, found.getLast().key()));
        }

        private void upload(Entry<Upload> upload) {
            var key = KeyWalk.objectKey(upload.key());
            if (plan.abortion(key, upload.value().initiated())
                    .filter(event -> event.due(now))
                    .isPresent()) {
                var batch = platform.batch();
                holdings.forget(batch, bucket.name(), upload);
                holdings.commit(bucket.name(), batch);
            }
        }

        private void key(Entry<Version> current) {
            var key = KeyWalk.objectKey(current.key());
            if (noncurrent) {
                olderOf(key, current);
            }
            switch (current.value()) {
                case StoredObject object -> object(key, current, object);
                case DeleteMarker marker -> marker(key, current, marker);
            }
        }

        private void object(String key, Entry<Version> entry, StoredObject object) {
            if (plan.expiration(key, object).filter(event -> event.due(now)).isPresent()) {
                versions.expire(bucket, entry);
                return;
            }
            plan.transition(key, object, now).ifPresent(to -> move(new Versions.Located(true, entry), object, to));
        }

        private void move(Versions.Located located, StoredObject object, String to) {
            versions.replace(
                    bucket,
                    located,
                    object.withDescription(object.description().in(to)).withRestoration(null));
        }

        private void marker(String key, Entry<Version> entry, DeleteMarker marker) {
            if (plan.expiration(key, marker).filter(event -> event.due(now)).isPresent()
                    && versions.older()
                            .list(versions.olderOf(bucket.name(), key), 1)
                            .isEmpty()) {
                versions.drop(bucket, entry.key(), new Versions.Located(true, entry));
            }
        }

        /* A version stopped being current when the next newer one was written. */
        private void olderOf(String key, Entry<Version> current) {
            var since = current.value().modified();
            int newer = 0;
            for (var entry : versions.older().scan(versions.olderOf(bucket.name(), key))) {
                older(key, current.key(), entry, since, newer);
                since = entry.value().modified();
                newer++;
            }
        }

        private void older(String key, Key place, Entry<Version> entry, Instant since, int newer) {
            var located = new Versions.Located(false, entry);
            var version = entry.value();
            if (plan.expiration(key, version, since, newer)
                    .filter(event -> event.due(now))
                    .isPresent()) {
                if (!(version instanceof StoredObject object)
                        || !object.protection().forbidsDeletion(now, false)) {
                    versions.drop(bucket, place, located);
                }
                return;
            }
            if (version instanceof StoredObject object) {
                plan.transition(key, object, since, newer, now).ifPresent(to -> move(located, object, to));
            }
        }
    }
}
