package tarn.services.s3;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tarn.store.Formats;

/**
 * The life cycles of all buckets. A bucket's record says which rules it has, so that a bucket without any costs no look,
 * and what was made ready of the others' is known to be the present ones.
 */
final class Lifecycles {

    private final Configurations<Lifecycle> kept;
    private final Map<String, Ready> ready = new ConcurrentHashMap<>();

    /** Rules that were made ready, and which. */
    private record Ready(String id, LifePlan plan) {}

    Lifecycles(Holdings holdings) {
        this.kept = new Configurations<>(holdings, "lifecycle", Formats.record(Lifecycle.class));
    }

    /** The rules as they are kept. */
    Configurations<Lifecycle> kept() {
        return kept;
    }

    /** The rules of a bucket, ready to be asked; empty if it has none. */
    Optional<LifePlan> plan(OwnedBucket bucket) {
        var id = bucket.lifecycle();
        if (id == null) {
            ready.remove(bucket.name());
            return Optional.empty();
        }
        var known = ready.get(bucket.name());
        if (known != null && known.id.equals(id)) {
            return Optional.of(known.plan);
        }
        var found = kept.find(bucket.name()).map(LifePlan::new);
        found.ifPresent(plan -> ready.put(bucket.name(), new Ready(id, plan)));
        return found;
    }

    /** The {@code x-amz-expiration} of a current object; null if it does not expire. */
    @Nullable
    String expiration(OwnedBucket bucket, String key, StoredObject object) {
        return bucket.lifecycle() == null
                ? null
                : plan(bucket)
                        .flatMap(plan -> plan.expiration(key, object))
                        .map(LifePlan.Event::header)
                        .orElse(null);
    }
}
