package tarn.time;

import java.time.Instant;
import tarn.kernel.Caller;

/**
 * A timer as it is kept.
 *
 * @param due when it is to fire
 * @param next when it fires next, which is later than {@code due} after a failure
 * @param failures how often it failed
 * @param caller who set it
 */
record Timer(String kind, String name, Instant due, Instant next, int failures, Caller caller) {

    /** The same timer, to be tried again. */
    Timer again(Instant moment) {
        return new Timer(kind, name, due, moment, failures + 1, caller);
    }
}
