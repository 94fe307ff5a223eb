package tarn.kernel;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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

    private static final int REMEMBERED_MAX = 1_000;

    private final Store<AccessKey> keys;

    /** What was found since the last change of any key: every request asks for one, and few change. */
    private volatile Remembered remembered = new Remembered(-1, Map.of());

    private record Remembered(long changes, Map<String, Optional<AccessKey>> found) {}

    StoredAccessKeys(Store<AccessKey> keys) {
        this.keys = keys;
    }

    @Override
    public Optional<AccessKey> find(String id) {
        long changes = keys.changes();
        var known = remembered;
        if (known.changes != changes) {
            known = new Remembered(changes, new ConcurrentHashMap<>());
            remembered = known;
        }
        var found = known.found.get(id);
        if (found == null) {
            found = keys.get(Key.of(id));
            if (known.found.size() < REMEMBERED_MAX) {
                known.found.put(id, found);
            }
        }
        return found;
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
