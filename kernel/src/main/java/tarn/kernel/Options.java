package tarn.kernel;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import tarn.seal.MasterKey;

/**
 * How a platform runs.
 *
 * @param synced whether a write waits until it is on disk; a temporary platform needs not
 * @param seed of ids and randomness, to repeat a run; null for secure ones
 * @param machine the machine's time
 * @param masterKey where the key comes from that secrets are sealed with; a temporary platform's passes with it
 * @param leftToDisk whether blobs may lie plain, since the disk encrypts them
 */
public record Options(
        boolean synced, @Nullable Long seed, InstantSource machine, MasterKey masterKey, boolean leftToDisk) {

    /** A platform whose answers are on disk, with unpredictable ids, on the system's time. */
    public static Options durable() {
        return new Options(true, null, InstantSource.system(), new MasterKey.Beside(), false);
    }

    /** The same with writes that do not wait for the disk. */
    public Options unsynced() {
        return new Options(false, seed, machine, masterKey, leftToDisk);
    }

    /** The same with ids that repeat. */
    public Options seeded(long number) {
        return new Options(synced, number, machine, masterKey, leftToDisk);
    }

    /** The same on another clock. */
    public Options on(InstantSource clock) {
        return new Options(synced, seed, clock, masterKey, leftToDisk);
    }

    /** The same with another master key. */
    public Options sealed(MasterKey key) {
        return new Options(synced, seed, machine, key, leftToDisk);
    }

    /** The same with blobs whose encryption is left to the disk, or is not. */
    public Options leftToDisk(boolean left) {
        return new Options(synced, seed, machine, masterKey, left);
    }
}
