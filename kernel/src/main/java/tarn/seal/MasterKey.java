package tarn.seal;

import java.nio.file.Path;

/**
 * Where the master key of a data directory comes from. Nothing of it lies among the records: whoever has the records
 * alone, in a backup or a copy, cannot read the secrets among them.
 */
public sealed interface MasterKey {

    /** The key's length. */
    int BYTES = 32;

    /** A key of the process's own that goes with it, for what is temporary. */
    record Passing() implements MasterKey {}

    /** A key that the program gives as 64 hexadecimal digits, for tests. */
    record Given(String digits) implements MasterKey {}

    /** The file {@code master-key} of the data directory itself, made at its first start. */
    record Beside() implements MasterKey {}

    /** A file that holds the key as 64 hexadecimal digits, made at the first start if it is not there. */
    record InFile(Path file) implements MasterKey {}

    /** A passphrase, from which the key is derived. */
    record Passphrase(String text) implements MasterKey {

        /** The fewest characters that make sense. */
        public static final int LENGTH_MIN = 8;

        @Override
        public String toString() {
            return "Passphrase";
        }
    }
}
