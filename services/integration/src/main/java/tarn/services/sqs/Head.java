package tarn.services.sqs;

import org.jspecify.annotations.Nullable;

/**
 * The state of a message in its queue, as it is kept: small, since each receive rewrites it.
 *
 * @param sentMillis when it was sent; retention counts from here
 * @param untilMillis until when it is hidden
 * @param count how often it was received
 * @param firstMillis when it was first received; 0 if never
 * @param mark what its receipt handles must know; 0 before the first receive
 * @param group its group, in FIFO queues
 * @param deadFrom the ARN of the queue whose dead letter it is
 */
record Head(
        long sentMillis,
        long untilMillis,
        int count,
        long firstMillis,
        long mark,
        @Nullable String group,
        @Nullable String deadFrom) {

    /** Received once more, and hidden. */
    Head received(long nowMillis, long until, long newMark) {
        return new Head(
                sentMillis,
                until,
                count + 1,
                firstMillis == 0 ? nowMillis : firstMillis,
                mark == 0 ? newMark : mark,
                group,
                deadFrom);
    }

    /** Hidden until another time. */
    Head until(long millis) {
        return new Head(sentMillis, millis, count, firstMillis, mark, group, deadFrom);
    }
}
