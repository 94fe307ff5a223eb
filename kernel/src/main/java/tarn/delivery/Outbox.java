package tarn.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * Items on their way to somebody else. An item is kept in the batch of what it follows from, tried at once, and again with
 * growing pauses until that succeeds or it is given up; after a restart as well, so that it arrives at least once. Items
 * overtake each other.
 *
 * <p>Attempts run in the background as the caller that added the item, so many at once and no more. Pauses are timers on
 * the platform's clock; while an item is tried a timer stands in for it, should the process end.
 *
 * @param <V> what is delivered
 */
public final class Outbox<V> {

    /** After which time an item whose attempt a restart has cut off is tried again. */
    static final Duration STAND_IN = Duration.ofSeconds(30);

    private static final System.Logger LOG = System.getLogger(Outbox.class.getName());
    private static final int AT_ONCE = 64;

    /** How many items wait for an attempt in memory; the timers of the others bring them again. */
    static final int WAITING_MAX = 1_000;

    /** Where items go. */
    public interface Receiver<V> {

        /** How long an item is worth trying. */
        Patience patience(V item);

        /** Delivers an item; what it throws is a reason to try again, but for {@link UndeliverableException}. */
        void deliver(V item);

        /** Says that an item was given up, and why, before it goes. What it throws is logged. */
        void givenUp(V item, RuntimeException cause);
    }

    /** An item's attempts so far. */
    record Attempts(Instant added, int failures) {

        static final Format<Attempts> FORMAT = Formats.record(Attempts.class);
    }

    /** An item that is being tried. */
    private record Place(String account, String region, String id) {}

    private final Platform platform;
    private final String kind;
    private final Store<V> items;
    private final Store<Attempts> attempts;
    private final Receiver<V> receiver;
    private final Set<Place> trying = ConcurrentHashMap.newKeySet();
    private final Semaphore slots = new Semaphore(AT_ONCE);

    /**
     * @param name begins with the name of the service's SDK package, such as {@code cloudwatch/actions}; part of what is on
     *     disk
     */
    public Outbox(Platform platform, String name, Format<V> format, Receiver<V> receiver) {
        this.platform = platform;
        this.kind = name;
        this.items = platform.store(name, Scope.REGION, format);
        this.attempts = platform.store(name + "-attempts", Scope.REGION, Attempts.FORMAT);
        this.receiver = receiver;
        platform.timers().on(kind, (id, _) -> due(id));
    }

    /** Adds an item, which is tried as soon as the batch is kept. */
    public void add(Batch batch, V item) {
        var id = platform.ids().uuid().toString();
        var now = platform.clock().instant();
        batch.put(items, Key.of(id), item);
        batch.put(attempts, Key.of(id), new Attempts(now, 0));
        platform.timers().set(batch, kind, id, now.plus(STAND_IN));
        batch.afterwards(() -> begin(id));
    }

    private void due(String id) {
        var batch = platform.batch();
        platform.timers().set(batch, kind, id, platform.clock().instant().plus(STAND_IN));
        if (attempts.get(Key.of(id)).isPresent() && batch.commit()) {
            begin(id);
        }
    }

    private void begin(String id) {
        var caller = Caller.current();
        var place = new Place(caller.account(), caller.region(), id);
        if (trying.size() >= WAITING_MAX || !trying.add(place)) {
            return;
        }
        platform.background().run(kind, caller, () -> {
            slots.acquireUninterruptibly();
            try {
                attempt(id);
            } finally {
                slots.release();
                trying.remove(place);
            }
        });
    }

    private void attempt(String id) {
        var item = items.get(Key.of(id));
        var soFar = attempts.get(Key.of(id));
        if (item.isEmpty() || soFar.isEmpty()) {
            return;
        }
        try {
            receiver.deliver(item.get());
        } catch (UndeliverableException e) {
            giveUp(id, item.get(), e);
            return;
        } catch (RuntimeException e) {
            failed(id, item.get(), new Attempts(soFar.get().added(), soFar.get().failures() + 1), e);
            return;
        }
        done(id);
    }

    private void failed(String id, V item, Attempts soFar, RuntimeException cause) {
        var patience = receiver.patience(item);
        var next = platform.clock().instant().plus(patience.pause(soFar.failures()));
        if (soFar.failures() >= patience.attemptsMax()
                || next.isAfter(soFar.added().plus(patience.ageMax()))) {
            giveUp(id, item, cause);
            return;
        }
        var batch = platform.batch().put(attempts, Key.of(id), soFar);
        platform.timers().set(batch, kind, id, next);
        batch.commit();
    }

    private void giveUp(String id, V item, RuntimeException cause) {
        try {
            receiver.givenUp(item, cause);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, kind + " lost an item: " + cause.getMessage(), e);
        }
        done(id);
    }

    private void done(String id) {
        var batch = platform.batch().delete(items, Key.of(id)).delete(attempts, Key.of(id));
        platform.timers().cancel(batch, kind, id);
        batch.commit();
    }
}
