package tarn.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A record's value as it lies in the database: revision, version of its format, the account that wrote it (only where
 * records belong to everybody, so that an account can be reset), then its bytes.
 */
final class StoredValue {

    private static final int HEADER_BYTES = Long.BYTES + Integer.BYTES + 1;

    private StoredValue() {}

    static byte[] of(long revision, int version, String account, byte[] value) {
        var writer = account.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(HEADER_BYTES + writer.length + value.length)
                .putLong(revision)
                .putInt(version)
                .put((byte) writer.length)
                .put(writer)
                .put(value)
                .array();
    }

    static long revision(byte[] stored) {
        return ByteBuffer.wrap(stored).getLong();
    }

    static int version(byte[] stored) {
        return ByteBuffer.wrap(stored).getInt(Long.BYTES);
    }

    static String account(byte[] stored) {
        return new String(stored, HEADER_BYTES, stored[HEADER_BYTES - 1], StandardCharsets.US_ASCII);
    }

    static byte[] value(byte[] stored) {
        return Arrays.copyOfRange(stored, HEADER_BYTES + stored[HEADER_BYTES - 1], stored.length);
    }
}
