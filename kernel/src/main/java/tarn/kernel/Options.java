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
 * @param formerMasterKey the master key that it replaces at this start; null for none
 * @param leftToDisk whether blobs may lie plain, since the disk encrypts them
 */
public record Options(
        boolean synced,
        @Nullable Long seed,
        InstantSource machine,
        MasterKey masterKey,
        @Nullable MasterKey formerMasterKey,
        boolean leftToDisk) {

    /** A platform whose answers are on disk, with unpredictable ids, on the system's time. */
    public static Options durable() {
        return new Options(true, null, InstantSource.system(), new MasterKey.Beside(), null, false);
    }

    /** The same with writes that do not wait for the disk. */
    public Options unsynced() {
        return new Options(false, seed, machine, masterKey, formerMasterKey, leftToDisk);
    }

    /** The same with ids that repeat. */
    public Options seeded(long number) {
        return new Options(synced, number, machine, masterKey, formerMasterKey, leftToDisk);
    }

    /** The same on another clock. */
    public Options on(InstantSource clock) {
        return new Options(synced, seed, clock, masterKey, formerMasterKey, leftToDisk);
    }

    /** The same with another master key. */
    public Options sealed(MasterKey key) {
        return new Options(synced, seed, machine, key, formerMasterKey, leftToDisk);
    }

    /** The same with a master key that replaces another. */
    public Options sealedBefore(@Nullable MasterKey former) {
        return new Options(synced, seed, machine, masterKey, former, leftToDisk);
    }

    /** The same with blobs whose encryption is left to the disk, or is not. */
    public Options leftToDisk(boolean left) {
        return new Options(synced, seed, machine, masterKey, formerMasterKey, left);
    }
}
