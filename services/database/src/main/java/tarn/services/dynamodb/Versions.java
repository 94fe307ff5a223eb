package tarn.services.dynamodb;

import java.util.Optional;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * Which write an item's present state comes from, so that the last of several regions' writers wins. Of a deleted item it
 * is kept as well: an older write that arrives later must not bring it back.
 */
final class Versions {

    static final Format<Write> FORMAT = Formats.record(Write.class);

    private static final int AT_ONCE = 1000;

    /**
     * A write.
     *
     * @param number which grows with time over all regions
     * @param region where it was made
     */
    record Write(long number, String region) {}

    private final Platform platform;
    private final Store<Write> store;

    Versions(Platform platform) {
        this.platform = platform;
        this.store = platform.store("dynamodb/versions", Scope.REGION, FORMAT);
    }

    /** The write that an item, or its absence, comes from; empty if that is older than the table's replication. */
    Optional<Write> of(Key key) {
        return store.get(key);
    }

    void keep(Batch batch, Key key, Write write) {
        batch.put(store, key, write);
    }

    /** Removes those of a table. */
    void forget(int table) {
        var range = Range.between(
                KeyBytes.of(table, Table.ITEMS).made(),
                KeyBytes.of(table + 1, Table.ITEMS).made());
        while (true) {
            var some = store.list(range, AT_ONCE);
            if (some.isEmpty()) {
                return;
            }
            var batch = platform.batch();
            some.forEach(entry -> batch.delete(store, entry.key()));
            batch.commit();
        }
    }
}
