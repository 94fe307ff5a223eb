package tarn.services.kms;

import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Caller;
import tarn.store.Batch;

/** The keys of other regions that a multi-Region key is one of: what they share is written to all in one batch. */
record Siblings(Keys keys) {

    /**
     * Has a batch write a key's backings, its rotation and its regions to its siblings, and new material with them.
     *
     * @param material the material that is new; null if none is
     */
    void share(Batch batch, StoredKey key, @Nullable Material material) {
        var regions = key.regions();
        if (regions == null) {
            return;
        }
        var others = new TreeSet<>(regions.replicas());
        others.add(regions.primary());
        others.remove(Caller.current().region());
        for (var other : others) {
            Caller.current()
                    .in(other)
                    .run(() -> keys.store().entry(Keys.key(key.id())).ifPresent(seen -> {
                        var next = seen.value()
                                .backed(key.backings())
                                .rotating(key.rotation())
                                .in(regions);
                        batch.replace(keys.store(), seen, next);
                        if (material != null) {
                            keys.keep(batch, material);
                        }
                    }));
        }
    }
}
