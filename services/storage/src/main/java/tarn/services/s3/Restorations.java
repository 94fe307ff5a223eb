package tarn.services.s3;

import java.util.Optional;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Key;

/**
 * Tells when a restored copy of an archived object is there, and when it is gone again. That it can be read follows from
 * the time alone; a timer for each restoration sees to the telling.
 */
final class Restorations {

    private static final String TIMER = "s3/restorations";

    /* Keys hold anything, bucket names and ids of versions no slash. */
    private static final String SEPARATOR = "/";

    private final Platform platform;
    private final Holdings holdings;

    Restorations(Platform platform, Holdings holdings) {
        this.platform = platform;
        this.holdings = holdings;
        platform.timers().on(TIMER, (name, _) -> fire(name));
    }

    /** Has the batch that keeps a restoration see to the telling. */
    void plan(Batch batch, OwnedBucket bucket, String key, StoredObject object) {
        var restoration = object.restoration();
        if (restoration != null) {
            var now = holdings.now();
            var due = restoration.ongoing(now) ? restoration.ready() : restoration.expires();
            var name = bucket.name() + SEPARATOR + object.version() + SEPARATOR + key;
            as(bucket).run(() -> platform.timers().set(batch, TIMER, name, due));
        }
    }

    private static Caller as(OwnedBucket bucket) {
        return Caller.service(bucket.owner(), bucket.region(), "s3.amazonaws.com", "restore");
    }

    private void fire(String name) {
        var parts = name.split(SEPARATOR, 3);
        var bucket = holdings.buckets()
                .get(Key.of(parts[0]))
                .filter(owned -> owned.owner().equals(Caller.current().account()));
        var object = bucket.flatMap(_ -> holdings.versions().find(Key.of(parts[0], parts[2]), parts[1]))
                .map(Versions.Located::version)
                .flatMap(version -> version instanceof StoredObject found ? Optional.of(found) : Optional.empty());
        var restoration = object.map(StoredObject::restoration).orElse(null);
        if (bucket.isEmpty() || object.isEmpty() || restoration == null || restoration.ongoing(holdings.now())) {
            return;
        }
        var batch = platform.batch();
        boolean there = restoration.expires().isAfter(holdings.now());
        var happening = there ? Happening.RESTORED : Happening.RESTORE_EXPIRED;
        holdings.notices().add(batch, bucket.get(), parts[2], object.get(), happening);
        if (there) {
            plan(batch, bucket.get(), parts[2], object.get());
        }
        holdings.commit(parts[0], batch);
    }
}
