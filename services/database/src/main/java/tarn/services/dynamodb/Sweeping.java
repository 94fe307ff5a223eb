package tarn.services.dynamodb;

import java.util.ArrayList;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * Removes what lay in deleted tables and indexes, in the background. What is to be removed is kept with the deletion
 * and taken up again after a restart, by the timer that is set with it.
 */
final class Sweeping {

    static final Format<Doomed> FORMAT = Formats.record(Doomed.class);

    private static final String TIMER = "dynamodb/sweep";
    private static final int AT_ONCE = 1000;
    private static final int ALL = -1;

    /**
     * What is to be removed.
     *
     * @param index of the table; {@link #ALL} for the whole of it
     */
    record Doomed(int table, int index) {}

    private final Platform platform;
    private final Items items;
    private final Store<Doomed> doomed;

    Sweeping(Platform platform, Items items) {
        this.platform = platform;
        this.items = items;
        this.doomed = platform.store("dynamodb/doomed", Scope.REGION, FORMAT);
        platform.timers().on(TIMER, (name, due) -> sweep());
    }

    /** Dooms a table with the batch that deletes it. */
    void add(Batch batch, Table table) {
        add(batch, new Doomed(table.stored().number(), ALL));
    }

    /** Dooms an index with the batch that deletes it. */
    void add(Batch batch, Table table, StoredIndex index) {
        add(batch, new Doomed(table.stored().number(), index.number()));
    }

    private void add(Batch batch, Doomed what) {
        batch.put(doomed, key(what), what);
        platform.timers().set(batch, TIMER, "all", platform.clock().instant());
    }

    private static Key key(Doomed what) {
        return Key.of().with(what.table()).with(what.index());
    }

    private void sweep() {
        for (var entry : doomed.scan(Range.all())) {
            var what = entry.value();
            var range = what.index() == ALL
                    ? Range.between(tableStart(what.table()), tableStart(what.table() + 1))
                    : Range.between(
                            KeyBytes.of(what.table(), what.index()).made(),
                            KeyBytes.of(what.table(), what.index()).end());
            empty(range);
            doomed.delete(entry.key());
        }
    }

    private static Key tableStart(int table) {
        return KeyBytes.of(table, 0).made();
    }

    private void empty(Range range) {
        while (true) {
            var some = new ArrayList<>(items.store().list(range, AT_ONCE));
            if (some.isEmpty()) {
                return;
            }
            var batch = platform.batch();
            some.forEach(entry -> batch.delete(items.store(), entry.key()));
            batch.commit();
        }
    }
}
