package tarn.kernel;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * How a platform runs.
 *
 * @param synced whether a write waits until it is on disk; a temporary platform needs not
 * @param seed of ids and randomness, to repeat a run; null for secure ones
 * @param machine the machine's time
 */
public record Options(boolean synced, @Nullable Long seed, InstantSource machine) {

    /** A platform whose answers are on disk, with unpredictable ids, on the system's time. */
    public static Options durable() {
        return new Options(true, null, InstantSource.system());
    }

    /** The same with writes that do not wait for the disk. */
    public Options unsynced() {
        return new Options(false, seed, machine);
    }

    /** The same with ids that repeat. */
    public Options seeded(long number) {
        return new Options(synced, number, machine);
    }

    /** The same on another clock. */
    public Options on(InstantSource clock) {
        return new Options(synced, seed, clock);
    }
}
