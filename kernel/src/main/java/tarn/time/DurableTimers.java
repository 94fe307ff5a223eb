package tarn.time;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Caller;
import tarn.store.Batch;
import tarn.store.Database;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * Timers in stores.
 *
 * <p>A timer is a record by kind and name, in a store of the service its kind names, so that it goes with a reset of
 * that service. Beside it stands an entry by time, for everybody, which only says where to look: what it points to may
 * be gone or due at another time. So setting a timer needs no look at what it replaces.
 *
 * <p>One thread fires what falls due by the machine's time. What is to fire {@linkplain Timers#beside beside} it hands to
 * {@link SideWork} and passes over until that is done with it.
 */
final class DurableTimers implements Timers, AutoCloseable {

    static final Format<Timer> FORMAT = Formats.record(Timer.class);

    private static final System.Logger LOG = System.getLogger(DurableTimers.class.getName());
    private static final Duration RETRY_MIN = Duration.ofSeconds(1);
    private static final Duration RETRY_MAX = Duration.ofMinutes(10);

    /** The machine's clock may be set; nobody waits longer than this without looking at it. */
    private static final long WAIT_SECONDS_MAX = 60;

    private final Database database;
    private final PlatformClock clock;
    private final Consumer<String> wake;
    private final Store<Caller> agenda;
    private final Map<String, Store<Timer>> stores = new ConcurrentHashMap<>();
    private final Map<String, Known> handlers = new ConcurrentHashMap<>();

    /** Kinds that nobody knew when they fell due: nothing is waited for on their account. */
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();

    private final SideWork side = new SideWork(this::changed);

    /** Held while timers fire: one at a time, in order. */
    private final ReentrantLock firing = new ReentrantLock();

    private final ReentrantLock waiting = new ReentrantLock();
    private final Condition changed = waiting.newCondition();
    private boolean looked;
    private volatile boolean closed;

    /** @param wake assembles the service of that name, which says what its timers do */
    DurableTimers(Database database, PlatformClock clock, Consumer<String> wake) {
        this.database = database;
        this.clock = clock;
        this.wake = wake;
        this.agenda = database.store("tarn.timers/agenda", Scope.GLOBAL, Formats.record(Caller.class));
        clock.onAdvance(this::advance);
    }

    /** Begins to fire timers by the machine's time. */
    void start() {
        Thread.ofPlatform().name("tarn-timers").daemon().start(this::watch);
    }

    /**
     * What happens when timers of a kind fire.
     *
     * @param beside whether others fire meanwhile
     */
    private record Known(Handler handler, boolean beside) {}

    @Override
    public void on(String kind, Handler handler) {
        add(kind, new Known(handler, false));
    }

    @Override
    public void beside(String kind, Handler handler) {
        add(kind, new Known(handler, true));
    }

    private void add(String kind, Known known) {
        if (handlers.putIfAbsent(kind, known) != null) {
            throw new IllegalStateException("Two handlers of timers " + kind);
        }
        unknown.remove(kind);
        changed();
    }

    @Override
    public void set(Batch batch, String kind, String name, Instant due) {
        var caller = Caller.current();
        var store = store(kind);
        store.entry(key(kind, name)).ifPresent(old -> batch.delete(agenda, entry(old.value())));
        var timer = new Timer(kind, name, due, due, 0, caller);
        batch.put(store, key(kind, name), timer);
        batch.put(agenda, entry(timer), caller);
        batch.afterwards(this::changed);
    }

    @Override
    public void cancel(Batch batch, String kind, String name) {
        var store = store(kind);
        store.entry(key(kind, name)).ifPresent(old -> batch.delete(agenda, entry(old.value())));
        batch.delete(store, key(kind, name));
    }

    private static String service(String kind) {
        int slash = kind.indexOf('/');
        return slash < 0 ? kind : kind.substring(0, slash);
    }

    private Store<Timer> store(String kind) {
        return stores.computeIfAbsent(
                service(kind), service -> database.store(service + "/tarn.timers", Scope.REGION, FORMAT));
    }

    private static Key key(String kind, String name) {
        return Key.of(kind, name);
    }

    private static Key entry(Timer timer) {
        return Key.of()
                .with(timer.next().getEpochSecond())
                .with(timer.next().get(ChronoField.NANO_OF_SECOND))
                .with(timer.kind())
                .with(timer.caller().account())
                .with(timer.caller().region())
                .with(timer.name());
    }

    private record Due(Key entry, Instant at, String kind, String name, Caller caller) {

        /** What fires one after the other. */
        Key line() {
            return Key.of(kind, caller.account(), caller.region(), name);
        }
    }

    /** The entry that comes first, after another. */
    private Optional<Due> first(Optional<Key> after) {
        var range = after.map(Range.all()::after).orElse(Range.all());
        return agenda.list(range, 1).stream().findFirst().map(entry -> {
            var reader = entry.key().reader();
            var at = Instant.ofEpochSecond(reader.number(), reader.number());
            var kind = reader.text();
            reader.text();
            reader.text();
            return new Due(entry.key(), at, kind, reader.text(), entry.value());
        });
    }

    /** Fires what falls due until a moment, each at its time, and waits for what fires beside. */
    private void advance(Instant target) {
        fireUntil(target, due -> {
            clock.reach(due.at);
            var done = new boolean[1];
            side.alone(due.line(), () -> done[0] = fire(due));
            return done[0];
        });
    }

    /** Fires what is due by now; begins what fires beside. */
    private void fireDue() {
        fireUntil(clock.instant(), due -> {
            var known = known(due.kind);
            if (known == null || !known.beside) {
                return fire(due);
            }
            side.begin(due.line(), () -> fire(due));
            return false;
        });
    }

    /** @param fired says whether an entry is done with; if it is not, it is passed over for now */
    private void fireUntil(Instant target, Predicate<Due> fired) {
        firing.lock();
        try {
            var passed = Optional.<Key>empty();
            for (var due = first(passed); due.isPresent(); due = first(passed)) {
                var next = due.get();
                if (next.at.isAfter(target) || closed) {
                    return;
                }
                if (!fired.test(next)) {
                    passed = Optional.of(next.entry);
                }
            }
        } finally {
            firing.unlock();
        }
    }

    /** Fires a timer if its entry still holds; says whether the entry is done with. */
    private boolean fire(Due due) {
        return due.caller.call(() -> {
            var store = store(due.kind);
            var seen = store.entry(key(due.kind, due.name));
            if (seen.isEmpty() || !entry(seen.get().value()).equals(due.entry)) {
                settle(store, due);
                return true;
            }
            var timer = seen.get();
            var known = known(due.kind);
            if (known == null) {
                return false;
            }
            try {
                known.handler.fire(due.name, timer.value().due());
            } catch (RuntimeException | Error e) {
                retry(store, timer, due, e);
                return true;
            }
            // The handler may have set the timer anew: then it is another, and stays.
            if (!database.batch().delete(store, timer).delete(agenda, due.entry).commit()) {
                settle(store, due);
            }
            return true;
        });
    }

    /** Takes an entry away, unless its timer was meanwhile set for the very moment it stands for: then it fires again. */
    private void settle(Store<Timer> store, Due due) {
        var key = key(due.kind, due.name);
        boolean settled = false;
        while (!settled) {
            var present = store.entry(key);
            var batch = database.batch().delete(agenda, due.entry);
            if (present.isEmpty()) {
                batch.expectAbsent(store, key);
            } else if (entry(present.get().value()).equals(due.entry)) {
                return;
            } else {
                batch.expect(store, present.get());
            }
            settled = batch.commit();
        }
    }

    private @Nullable Known known(String kind) {
        var known = handlers.get(kind);
        if (known == null) {
            wake.accept(service(kind));
            known = handlers.get(kind);
            if (known == null) {
                unknown.add(kind);
            }
        }
        return known;
    }

    private void retry(Store<Timer> store, tarn.store.Entry<Timer> timer, Due due, Throwable cause) {
        if (closed) {
            return;
        }
        LOG.log(
                System.Logger.Level.ERROR,
                "Timer " + timer.value().kind() + " " + timer.value().name() + " failed",
                cause);
        var wait = RETRY_MIN.multipliedBy(1L << Math.min(timer.value().failures(), 20));
        var again = timer.value().again(clock.instant().plus(wait.compareTo(RETRY_MAX) < 0 ? wait : RETRY_MAX));
        if (!database.batch()
                .replace(store, timer, again)
                .delete(agenda, due.entry)
                .put(agenda, entry(again), again.caller())
                .commit()) {
            settle(store, due);
        }
    }

    private void changed() {
        waiting.lock();
        try {
            looked = false;
            changed.signal();
        } finally {
            waiting.unlock();
        }
    }

    private void watch() {
        while (!closed) {
            try {
                looked = true;
                fireDue();
                pause();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (!closed) {
                    LOG.log(System.Logger.Level.ERROR, "Timers failed", e);
                }
            }
        }
    }

    /** Waits until something is due, or timers have changed. */
    private void pause() throws InterruptedException {
        waiting.lock();
        try {
            long nanos = TimeUnit.SECONDS.toNanos(WAIT_SECONDS_MAX);
            var next = waitedFor();
            if (next.isPresent()) {
                var left = Duration.between(clock.instant(), next.get().at);
                nanos = Math.clamp(left.toMillis() * 1_000_000, 1_000_000, nanos);
            }
            while (looked && nanos > 0 && !closed) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            waiting.unlock();
        }
    }

    private Optional<Due> waitedFor() {
        var next = first(Optional.empty());
        while (next.isPresent()
                && (unknown.contains(next.get().kind) || side.holds(next.get().line()))) {
            next = first(Optional.of(next.get().entry));
        }
        return next;
    }

    @Override
    public void close() {
        closed = true;
        changed();
        // Whoever fires now ends before the stores do.
        firing.lock();
        try {
            changed();
        } finally {
            firing.unlock();
        }
        side.close();
    }
}
