package tarn.time;

import java.time.Instant;
import tarn.kernel.Caller;
import tarn.store.Batch;

/**
 * Durable timers on the platform's time. A timer is set and cancelled within a batch, fires at least once when it falls
 * due (after a restart too), in order of time, as the caller that set it.
 */
public interface Timers {

    /** What happens when a timer of a kind fires. */
    @FunctionalInterface
    interface Handler {
        /** Called as the caller that set the timer. If it throws, the timer fires again later. */
        void fire(String name, Instant due);
    }

    /** Says what happens when timers of a kind fire, such as {@code glue/crawler-schedule}. Once per kind. */
    void on(String kind, Handler handler);

    /**
     * The same for handlers that may take long, such as a report on a million objects: other timers fire meanwhile. Those
     * of one name, set by one account in one region, still fire one after the other. Advancing the clock waits for them
     * like for any.
     */
    void beside(String kind, Handler handler);

    /** Sets a timer, replacing one of the same kind and name of this {@link Caller}'s account and region. */
    void set(Batch batch, String kind, String name, Instant due);

    /** Cancels a timer, if it is set. */
    void cancel(Batch batch, String kind, String name);
}
