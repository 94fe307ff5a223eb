package tarn.services.dynamodb;

import java.util.function.Consumer;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** Long work on tables that begins with a batch and is taken up again after a restart, until it is done. */
final class Chores {

    static final Format<Chore> FORMAT = Formats.record(Chore.class);

    /** What is to be done. */
    enum Kind {
        /** Remove what lies under an index of a table, or under all of them. */
        SWEEP,
        /** Make an index of what is in the table. */
        FILL
    }

    /**
     * A chore.
     *
     * @param table the table's name
     * @param number the table's number
     * @param index of the table; -1 for all
     */
    record Chore(String account, String region, Kind kind, String table, int number, int index) {}

    /** Every index of a table. */
    static final int ALL = -1;

    private final Platform platform;
    private final Store<Chore> store;
    private final Consumer<Chore> work;

    /** @param work does a chore, as somebody of its account and region; it may have been begun before */
    Chores(Platform platform, Consumer<Chore> work) {
        this.platform = platform;
        this.work = work;
        this.store = platform.store("dynamodb/chores", Scope.GLOBAL, FORMAT);
        platform.background().onReady(this::resume);
    }

    /** Begins a chore once a batch is kept. */
    void add(Batch batch, Kind kind, Table table, int index) {
        add(batch, kind, table.name(), table.stored().number(), index);
    }

    /** The same for a table that may be gone. */
    void add(Batch batch, Kind kind, String table, int number, int index) {
        var caller = Caller.current();
        var chore = new Chore(caller.account(), caller.region(), kind, table, number, index);
        batch.put(store, key(chore), chore);
        batch.afterwards(() -> start(chore));
    }

    private void resume() {
        store.scan(Range.all()).forEach(entry -> start(entry.value()));
    }

    private void start(Chore chore) {
        var caller = Caller.service(
                chore.account(),
                chore.region(),
                "dynamodb.amazonaws.com",
                platform.ids().uuid().toString());
        platform.background().run("dynamodb " + chore.kind() + " " + chore.table(), caller, () -> {
            work.accept(chore);
            store.delete(key(chore));
        });
    }

    private static Key key(Chore chore) {
        return Key.of(chore.account(), chore.region(), chore.kind().name())
                .with(chore.number())
                .with(chore.index());
    }
}
