package tarn.services.dynamodb;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Units that come at a rate, and are kept for a while if nobody takes them.
 *
 * <p>All there is to know is when the bucket was empty, at the rate of the moment: it has what came since then. Whoever
 * finds it empty is turned away; whoever does not takes what he needs, even if more than there is, which those who follow
 * must wait for. So AWS admits a request before it knows what it will read.
 */
final class Bucket {

    private static final double MICROS_PER_SECOND = 1e6;

    private final AtomicLong emptyMicros;

    /** @param emptyMicros when it was empty, in microseconds since 1970 */
    Bucket(long emptyMicros) {
        this.emptyMicros = new AtomicLong(emptyMicros);
    }

    /** Whether there is anything. */
    boolean hasAny(long nowMicros) {
        return emptyMicros.get() < nowMicros;
    }

    /**
     * Takes units, whether they are there or not.
     *
     * @param ratePerSecond at which units come
     * @param keptSeconds how long they are kept
     */
    void take(double units, double ratePerSecond, long keptSeconds, long nowMicros) {
        long cost = (long) Math.ceil(units / ratePerSecond * MICROS_PER_SECOND);
        long oldest = nowMicros - keptSeconds * (long) MICROS_PER_SECOND;
        emptyMicros.updateAndGet(empty -> Math.max(empty, oldest) + cost);
    }
}
