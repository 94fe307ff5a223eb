package tarn.services.s3;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.OptionalLong;
import tarn.kernel.Ids;

/**
 * The ids of versions: 32 characters, as on AWS. An id says, hidden under random bits, the order of its version, so that
 * a version is found without an index.
 */
final class VersionIds {

    /** The id of what was written without versioning, spelled out. */
    static final String NULL = "null";

    private static final int SIZE_BYTES = 24;
    private static final int LENGTH = 32;

    /** A new id for a version of that order. */
    static String of(Ids ids, long order) {
        var bytes = ByteBuffer.allocate(SIZE_BYTES).put(ids.bytes(SIZE_BYTES - Long.BYTES));
        bytes.putLong(order ^ bytes.getLong(0));
        return Base64.getEncoder()
                .encodeToString(bytes.array())
                .replace('+', '.')
                .replace('/', '_');
    }

    /** The order that an id tells; empty for {@link #NULL} and for what cannot be an id. */
    static OptionalLong order(String id) {
        if (id.length() != LENGTH) {
            return OptionalLong.empty();
        }
        try {
            var bytes = ByteBuffer.wrap(
                    Base64.getDecoder().decode(id.replace('.', '+').replace('_', '/')));
            return bytes.capacity() == SIZE_BYTES
                    ? OptionalLong.of(bytes.getLong(SIZE_BYTES - Long.BYTES) ^ bytes.getLong(0))
                    : OptionalLong.empty();
        } catch (IllegalArgumentException e) {
            return OptionalLong.empty();
        }
    }

    private VersionIds() {}
}
