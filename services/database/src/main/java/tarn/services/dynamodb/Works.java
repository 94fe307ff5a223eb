package tarn.services.dynamodb;

import java.util.Optional;
import java.util.function.BiConsumer;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Format;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * Work of one kind that goes on after its request was answered, and is taken up again after a restart where it had come
 * to.
 *
 * @param <W> what is to be done, and how far it has come
 */
final class Works<W> {

    private final Platform platform;
    private final String kind;
    private final Store<W> store;
    private final BiConsumer<String, W> worker;

    /** @param worker does one by its id, as the service in its account and region, until it has {@link #end ended} */
    Works(Platform platform, String kind, Format<W> format, BiConsumer<String, W> worker) {
        this.platform = platform;
        this.kind = kind;
        this.store = platform.store("dynamodb/" + kind, Scope.GLOBAL, format);
        this.worker = worker;
        platform.background()
                .onReady(() -> store.scan(Range.all()).forEach(entry -> {
                    var place = entry.key().reader();
                    start(place.text(), place.text(), place.text(), entry.value());
                }));
    }

    /** Begins work once a batch is kept. */
    void begin(Batch batch, String id, W work) {
        var caller = Caller.current();
        batch.insert(store, key(id), work);
        batch.afterwards(() -> start(caller.account(), caller.region(), id, work));
    }

    private void start(String account, String region, String id, W work) {
        var caller = Caller.service(
                account, region, "dynamodb.amazonaws.com", platform.ids().uuid().toString());
        platform.background().run("dynamodb " + kind + " " + id, caller, () -> worker.accept(id, work));
    }

    /** What is known of work that has not ended. */
    Optional<W> find(String id) {
        return store.get(key(id));
    }

    /** Keeps how far it has come. */
    void go(Batch batch, String id, W further) {
        batch.put(store, key(id), further);
    }

    void end(Batch batch, String id) {
        batch.delete(store, key(id));
    }

    private static Key key(String id) {
        var caller = Caller.current();
        return Key.of(caller.account(), caller.region(), id);
    }
}
