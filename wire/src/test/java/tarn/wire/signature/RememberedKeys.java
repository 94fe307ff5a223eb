package tarn.wire.signature;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tarn.kernel.AccessKeys;
import tarn.store.Batch;

/** Access keys in memory. */
public final class RememberedKeys implements AccessKeys {

    private final Map<String, AccessKey> keys = new HashMap<>();

    @Override
    public Optional<AccessKey> find(String id) {
        return Optional.ofNullable(keys.get(id));
    }

    @Override
    public void put(Batch batch, AccessKey key) {
        batch.afterwards(() -> put(key));
    }

    @Override
    public void remove(Batch batch, String id) {
        batch.afterwards(() -> remove(id));
    }

    @Override
    public void put(AccessKey key) {
        keys.put(key.id(), key);
    }

    @Override
    public void remove(String id) {
        keys.remove(id);
    }
}
