package tarn.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * To whom a blob file counts when something is reset: the place of the first record of the batch that adopted it, and
 * the account that did.
 */
record BlobOwner(long place, long revision, String account) {

    static byte[] key(String id) {
        return id.getBytes(StandardCharsets.US_ASCII);
    }

    static String id(byte[] key) {
        return new String(key, StandardCharsets.US_ASCII);
    }

    static byte[] of(long place, long revision, String account) {
        var name = account.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(2 * Long.BYTES + name.length)
                .putLong(place)
                .putLong(revision)
                .put(name)
                .array();
    }

    static BlobOwner read(byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes);
        long place = buffer.getLong();
        long revision = buffer.getLong();
        return new BlobOwner(
                place, revision, StandardCharsets.US_ASCII.decode(buffer).toString());
    }
}
