package tarn.kernel;

import java.util.UUID;

/** Where ids and randomness come from. Seeded in tests, so that a run can be repeated. */
public interface Ids {

    /** A random UUID, version 4. */
    UUID uuid();

    /** Random characters out of an alphabet, as AWS's unique ids are made. */
    String random(String alphabet, int length);

    /** Random bytes. */
    byte[] bytes(int length);
}
