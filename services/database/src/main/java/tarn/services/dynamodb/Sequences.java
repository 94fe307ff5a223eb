package tarn.services.dynamodb;

import java.util.Map;
import java.util.TreeSet;
import java.util.WeakHashMap;
import tarn.kernel.Platform;

/**
 * Gives changes their numbers, which grow with time, and knows which of them are still on their way to the disk.
 *
 * <p>Batches of different items reach the disk in any order. A reader of a stream that saw number 8 must never miss 7
 * because it came later: so it reads only up to the first that is under way. A number is a moment in milliseconds and a
 * count below it, so that which shard a change belongs to follows from its number.
 */
final class Sequences {

    /** What is below the milliseconds of a number. */
    static final int COUNT_BITS = 20;

    /** Writers and readers of a platform's streams share one; it knows nothing that must outlive them. */
    private static final Map<Platform, Sequences> KNOWN = new WeakHashMap<>();

    private final TreeSet<Long> underway = new TreeSet<>();
    private long last;

    static Sequences of(Platform platform) {
        synchronized (KNOWN) {
            return KNOWN.computeIfAbsent(platform, _ -> new Sequences());
        }
    }

    /** The first number of a moment. */
    static long first(long millis) {
        return millis << COUNT_BITS;
    }

    /** Takes so many consecutive numbers, which are under way until {@link #end}; returns the first. */
    synchronized long begin(long nowMillis, int count) {
        long first = Math.max(last + 1, first(nowMillis));
        last = first + count - 1;
        underway.add(first);
        return first;
    }

    /** What began is on disk, or will never be. */
    synchronized void end(long first) {
        underway.remove(first);
    }

    /** What was kept before the start has such a number: none up to it is given again. */
    synchronized void seen(long number) {
        last = Math.max(last, number);
    }

    /** All that has a number below this is on disk, or never will be. */
    synchronized long settled(long nowMillis) {
        return underway.isEmpty() ? Math.max(last + 1, first(nowMillis)) : underway.first();
    }
}
