package tarn.store;

import java.nio.ByteBuffer;

/** The newest version of its format that each store ever wrote. */
final class FormatVersions {

    static final Range KEPT = Range.under(Key.of("format"));

    private FormatVersions() {}

    static byte[] key(String store) {
        return Key.of("format", store).bytes();
    }

    static String store(byte[] key) {
        var reader = Key.ofBytes(key).reader();
        reader.text();
        return reader.text();
    }

    static byte[] bytes(int version) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(version).array();
    }

    static int version(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getInt();
    }
}
