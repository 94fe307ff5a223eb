package tarn.kernel;

import java.util.Optional;
import tarn.store.Batch;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Store;

/** Access keys in a store, sealed. */
final class StoredAccessKeys implements AccessKeys {

    static final String STORE = "iam/access-keys";
    /** What is sealed; version 1 was the same in clear. */
    static final Format<AccessKey> FORMAT = Formats.record(AccessKey.class, 2, new Formats.Upgrade(1, key -> key));

    static final int SEALED_SINCE = 2;

    private final Store<AccessKey> keys;

    StoredAccessKeys(Store<AccessKey> keys) {
        this.keys = keys;
    }

    @Override
    public Optional<AccessKey> find(String id) {
        return keys.get(Key.of(id));
    }

    @Override
    public void put(Batch batch, AccessKey key) {
        batch.put(keys, Key.of(key.id()), key);
    }

    @Override
    public void remove(Batch batch, String id) {
        batch.delete(keys, Key.of(id));
    }

    @Override
    public void put(AccessKey key) {
        keys.put(Key.of(key.id()), key);
    }

    @Override
    public void remove(String id) {
        keys.delete(Key.of(id));
    }
}
