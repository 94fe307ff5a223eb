package tarn.services.sns;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tarn.delivery.UndeliverableException;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Format;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * Deliveries of FIFO topics: for each subscription one after the other, in the order they were published. While the first
 * cannot be delivered the others wait, until it is given up. What a crash repeats the FIFO queue knows as a duplicate.
 */
final class Lanes {

    private static final String KIND = "sns/lanes";
    private static final Duration WATCHED = Duration.ofSeconds(10);
    private static final int PAGE = 100;

    private final Platform platform;
    private final Courier courier;
    private final Store<Delivery> store;
    private final Set<Lane> running = ConcurrentHashMap.newKeySet();

    private record Lane(String account, String region, String subscription) {}

    Lanes(Platform platform, Courier courier, Format<Delivery> format) {
        this.platform = platform;
        this.courier = courier;
        this.store = platform.store(KIND, Scope.REGION, format);
        platform.timers().on(KIND, this::due);
    }

    /**
     * Adds a delivery, which begins once the batch is kept.
     *
     * @param number larger than those of the deliveries before it
     */
    void add(Batch batch, Subscription subscription, long number, Delivery delivery) {
        var id = subscription.id();
        batch.put(store, Key.of(id).with(number), delivery);
        platform.timers().set(batch, KIND, id, platform.clock().instant().plus(WATCHED));
        batch.afterwards(() -> begin(id));
    }

    private void due(String id, Instant due) {
        if (first(id).iterator().hasNext()) {
            var batch = platform.batch();
            platform.timers().set(batch, KIND, id, platform.clock().instant().plus(WATCHED));
            batch.commit();
            begin(id);
        }
    }

    private Iterable<Entry<Delivery>> first(String id) {
        return store.list(Range.under(Key.of(id)), PAGE);
    }

    private void begin(String id) {
        var caller = Caller.current();
        var lane = new Lane(caller.account(), caller.region(), id);
        if (!running.add(lane)) {
            return;
        }
        platform.background().run(KIND, () -> {
            boolean again = true;
            while (again) {
                try {
                    again = drive(id);
                } finally {
                    running.remove(lane);
                }
                // Whoever added something meanwhile saw the lane running.
                again = again && first(id).iterator().hasNext() && running.add(lane);
            }
        });
    }

    /** Delivers until there is nothing left, or the first does not go; says whether it is worth looking again. */
    private boolean drive(String id) {
        while (true) {
            var page = first(id);
            if (!page.iterator().hasNext()) {
                return true;
            }
            for (var entry : page) {
                if (!deliver(entry.value())) {
                    return false;
                }
                store.delete(entry.key());
            }
        }
    }

    private boolean deliver(Delivery delivery) {
        try {
            courier.deliver(delivery);
            return true;
        } catch (UndeliverableException e) {
            courier.givenUp(delivery, e);
            return true;
        } catch (RuntimeException e) {
            var age = Duration.between(delivery.sent(), platform.clock().instant());
            if (age.compareTo(courier.patience(delivery).ageMax()) < 0) {
                return false;
            }
            courier.givenUp(delivery, e);
            return true;
        }
    }
}
