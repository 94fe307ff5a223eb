package tarn.services.scheduler;

import static tarn.services.scheduler.SchedulerFaults.groupNotFound;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/** The schedule groups of the caller's account and region. Each has the group {@code default} without making it. */
final class Groups {

    static final String DEFAULT = "default";

    private final Platform platform;
    private final Store<StoredGroup> store;

    Groups(Platform platform) {
        this.platform = platform;
        this.store = platform.store("scheduler/groups", Scope.REGION, Formats.record(StoredGroup.class));
    }

    Store<StoredGroup> store() {
        return store;
    }

    static String name(@Nullable String asked) {
        return asked == null ? DEFAULT : asked;
    }

    Optional<StoredGroup> find(String name) {
        return store.get(Key.of(name)).or(() -> name.equals(DEFAULT) ? Optional.of(unwritten()) : Optional.empty());
    }

    StoredGroup named(@Nullable String asked) {
        var name = name(asked);
        return find(name).orElseThrow(() -> groupNotFound(name));
    }

    StoredGroup unwritten() {
        var now = platform.clock().instant();
        return new StoredGroup(DEFAULT, arn(DEFAULT), Map.of(), now, now);
    }

    static String arn(String name) {
        return Caller.current().arn("scheduler", "schedule-group/" + name).toString();
    }

    /** Nobody may take the group away before the batch is kept. */
    void expect(Batch batch, String name) {
        store.entry(Key.of(name)).ifPresent(entry -> batch.expect(store, entry));
    }
}
