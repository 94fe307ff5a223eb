package tarn.store;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Encoded keys as they lie in the database: the eight-byte number of a {@link Place}, then the record's key. */
final class Keys {

    static final int PLACE_BYTES = Long.BYTES;

    private Keys() {}

    static byte[] of(long place, byte[] key) {
        return ByteBuffer.allocate(PLACE_BYTES + key.length)
                .putLong(place)
                .put(key)
                .array();
    }

    static byte[] withoutPlace(byte[] key) {
        return Arrays.copyOfRange(key, PLACE_BYTES, key.length);
    }

    /** The first key that does not begin with these bytes and sorts after them. The bytes are not all 0xFF. */
    static byte[] successor(byte[] prefix) {
        int last = prefix.length - 1;
        while (prefix[last] == (byte) 0xFF) {
            last--;
        }
        var successor = Arrays.copyOf(prefix, last + 1);
        successor[last]++;
        return successor;
    }
}
