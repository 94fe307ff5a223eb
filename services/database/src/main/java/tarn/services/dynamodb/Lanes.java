package tarn.services.dynamodb;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.services.dynamodb.value.Item;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * Changes on their way to those who follow a table: each follower has a lane, in which changes wait in order until they
 * have arrived. They are written with the items, taken up again after a restart, and told at least once.
 */
final class Lanes {

    static final Format<Lane> FORMAT = Formats.record(Lane.class);

    private static final String TIMER = "dynamodb/lanes";
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final long GLANCE_NANOS = 200_000;
    private static final int AT_ONCE = 200;

    /** A lane: the data streams of a table, or a region that has it too. */
    record Lane(String account, String region, String table, int number, String to) {}

    /** Where changes arrive. */
    interface Follower {
        /**
         * Tells of changes, in order, as somebody of the lane's account and region.
         *
         * @return how many have arrived, from the first on; less than all to try the others again later
         */
        int tell(Lane lane, List<Change> changes);
    }

    /** A change and its number. */
    record Change(long number, StoredChange what) {}

    private final Platform platform;
    private final ChangeLog log;
    private final Store<StoredChange> store;
    private final Store<Lane> lanes;
    private final Versions versions;
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private final Map<Lane, AtomicInteger> calls = new ConcurrentHashMap<>();

    Lanes(Platform platform, ChangeLog log, Versions versions) {
        this.platform = platform;
        this.log = log;
        this.versions = versions;
        log.witnessed(this::see);
        this.store = platform.store("dynamodb/outgoing", Scope.REGION, StoredChange.FORMAT);
        this.lanes = platform.store("dynamodb/lanes", Scope.GLOBAL, FORMAT);
    }

    /** Says where the changes go: those to streams, and those to regions. */
    void begin(Follower streams, Follower regions) {
        followers.addAll(List.of(streams, regions));
        platform.timers().on(TIMER, (id, due) -> lanes.get(Key.of(id)).ifPresent(this::call));
        platform.background().onReady(() -> lanes.scan(Range.all()).forEach(entry -> call(entry.value())));
    }

    /** Sends a change to all who follow its table; one that comes from another region only to streams. */
    private void see(Batch batch, ChangeLog.Happening happening, long number, long now) {
        var ties = happening.table().stored().tied();
        if (ties.destinations().stream().anyMatch(Ties.Destination::isOn)) {
            send(batch, happening, number, now, "");
        }
        var replication = ties.replication();
        if (replication != null && happening.origin() == null) {
            var here = Caller.current().region();
            versions.keep(batch, happening.key(), new Versions.Write(number, here));
            replication.regions().forEach(replica -> send(batch, happening, number, now, replica.region()));
        }
    }

    /** A lane of a table of the current caller's account and region. */
    static Lane lane(StoredTable table, String to) {
        var caller = Caller.current();
        return new Lane(caller.account(), caller.region(), table.name(), table.number(), to);
    }

    /** Opens a lane with a batch. */
    void open(Batch batch, Lane lane) {
        batch.put(lanes, Key.of(id(lane)), lane);
        batch.afterwards(() -> call(lane));
    }

    private static String id(Lane lane) {
        return String.join("/", lane.account(), lane.region(), lane.table(), "" + lane.number(), lane.to());
    }

    /** Sends a change with its batch. */
    private void send(Batch batch, ChangeLog.Happening happening, long number, long now, String to) {
        var lane = lane(happening.table().stored(), to);
        var next = happening.next();
        var old = happening.old();
        var either = next == null ? old : next;
        var keys = either == null ? Item.EMPTY : happening.table().keys().of(either);
        batch.put(
                store,
                key(lane).with(number),
                new StoredChange(now, old != null, next != null, happening.expired(), keys, old, next));
        batch.afterwards(() -> call(lane));
    }

    private static Key key(Lane lane) {
        return Key.of().with(lane.number()).with(lane.to());
    }

    /** Has a lane's follower told, unless that goes on already: then it looks once more. */
    void call(Lane lane) {
        var pending = calls.computeIfAbsent(lane, _ -> new AtomicInteger());
        if (pending.getAndIncrement() > 0) {
            return;
        }
        var caller = Caller.service(
                lane.account(),
                lane.region(),
                "dynamodb.amazonaws.com",
                platform.ids().uuid().toString());
        platform.background().run("dynamodb lane " + id(lane), caller, () -> {
            int seen;
            do {
                seen = pending.get();
                try {
                    tell(lane);
                } catch (RuntimeException e) {
                    pending.set(0);
                    later(lane);
                    throw e;
                }
            } while (!pending.compareAndSet(seen, 0));
        });
    }

    private void tell(Lane lane) {
        var follower = followers.get(lane.to().isEmpty() ? 0 : 1);
        while (true) {
            var waiting = store.list(Range.under(key(lane)), AT_ONCE);
            if (waiting.isEmpty()) {
                return;
            }
            long settled = log.settled();
            var ready = waiting.stream()
                    .map(entry -> new Change(number(entry), entry.value()))
                    .takeWhile(change -> change.number() < settled)
                    .toList();
            if (ready.isEmpty()) {
                // One before it is still on its way to the disk.
                LockSupport.parkNanos(GLANCE_NANOS);
                continue;
            }
            int arrived = follower.tell(lane, ready);
            var batch = platform.batch();
            ready.subList(0, arrived)
                    .forEach(change -> batch.delete(store, key(lane).with(change.number())));
            batch.commit();
            if (arrived < ready.size()) {
                later(lane);
                return;
            }
        }
    }

    private static long number(Entry<StoredChange> entry) {
        var reader = entry.key().reader();
        reader.number();
        reader.text();
        return reader.number();
    }

    private void later(Lane lane) {
        var batch = platform.batch();
        platform.timers().set(batch, TIMER, id(lane), platform.clock().instant().plus(PAUSE));
        batch.commit();
    }

    /** How many changes wait in a lane, up to a thousand. */
    int waiting(Lane lane) {
        return store.list(Range.under(key(lane)), 1000).size();
    }
}
