package tarn.store;

/**
 * How a kind of record is written to disk. Every kind has a version and a golden file among the tests; reading a newer
 * version than {@link #version} fails with a message that asks for a newer Tarn.
 */
public interface Format<V> {

    /** The version written now, from 1. */
    int version();

    /** A record as bytes. */
    byte[] encode(V value);

    /** A record from the bytes that this or an earlier version wrote. */
    V decode(byte[] bytes, int version);
}
