package tarn.services.dynamodb;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * The moments of tables that somebody may come back to: backups, and copies that are being made. While a table has one,
 * its past of then stays readable, even if the table is deleted.
 */
final class Moments {

    static final Format<Moment> FORMAT = Formats.record(Moment.class);

    /**
     * A moment.
     *
     * @param cut see {@link Pasts#read}
     * @param of the id of the backup that a copy is made of; null if this is none
     */
    record Moment(long cut, @Nullable String of) {}

    private final Store<Moment> store;

    Moments(Platform platform) {
        this.store = platform.store("dynamodb/moments", Scope.REGION, FORMAT);
    }

    void add(Batch batch, int table, String id, Moment moment) {
        batch.put(store, key(table, id), moment);
    }

    void remove(Batch batch, int table, String id) {
        batch.delete(store, key(table, id));
    }

    /** All moments of a table. */
    List<Moment> of(int table) {
        return store.list(Range.under(Key.of().with(table)), Integer.MAX_VALUE).stream()
                .map(Entry::value)
                .toList();
    }

    /** Whether a copy is being made of a backup. */
    boolean isUsed(int table, String backup) {
        return of(table).stream().anyMatch(moment -> backup.equals(moment.of()));
    }

    private static Key key(int table, String id) {
        return Key.of().with(table).with(id);
    }
}
