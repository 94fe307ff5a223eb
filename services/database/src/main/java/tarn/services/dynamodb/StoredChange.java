package tarn.services.dynamodb;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import tarn.services.dynamodb.value.Item;
import tarn.store.Format;

/**
 * A change of an item, as a stream keeps it: what its view shows, and no more.
 *
 * <p>Format 1: the moment in milliseconds (8 bytes), a byte of flags (1 there was an item, 2 there is one, 4 by expiry, 8
 * has the old image, 16 has the new one), then keys and images, each as its length (4 bytes) and {@link ItemCodec}.
 *
 * @param before whether there was an item
 * @param after whether there is one
 * @param expired whether the item was removed because its time had come
 */
record StoredChange(
        long millis,
        boolean before,
        boolean after,
        boolean expired,
        Item keys,
        @Nullable Item oldImage,
        @Nullable Item newImage) {

    static final Format<StoredChange> FORMAT = new Format<>() {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public byte[] encode(StoredChange change) {
            return change.encoded();
        }

        @Override
        public StoredChange decode(byte[] bytes, int version) {
            return decoded(bytes);
        }
    };

    private static final int BEFORE = 1;
    private static final int AFTER = 2;
    private static final int EXPIRED = 4;
    private static final int OLD = 8;
    private static final int NEW = 16;

    private byte[] encoded() {
        var parts = new byte[][] {bytes(keys), bytes(oldImage), bytes(newImage)};
        var out = ByteBuffer.allocate(
                Long.BYTES + 1 + 3 * Integer.BYTES + parts[0].length + parts[1].length + parts[2].length);
        out.putLong(millis);
        out.put((byte) ((before ? BEFORE : 0)
                | (after ? AFTER : 0)
                | (expired ? EXPIRED : 0)
                | (oldImage == null ? 0 : OLD)
                | (newImage == null ? 0 : NEW)));
        for (var part : parts) {
            if (part.length > 0) {
                out.putInt(part.length).put(part);
            }
        }
        var encoded = new byte[out.position()];
        out.flip().get(encoded);
        return encoded;
    }

    private static byte[] bytes(@Nullable Item item) {
        return item == null ? new byte[0] : ItemCodec.encode(item).bytes();
    }

    private static StoredChange decoded(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        long millis = in.getLong();
        int flags = in.get();
        return new StoredChange(
                millis,
                (flags & BEFORE) != 0,
                (flags & AFTER) != 0,
                (flags & EXPIRED) != 0,
                part(in),
                (flags & OLD) != 0 ? part(in) : null,
                (flags & NEW) != 0 ? part(in) : null);
    }

    private static Item part(ByteBuffer in) {
        var part = new byte[in.getInt()];
        in.get(part);
        return ItemCodec.decode(new StoredItem(part));
    }

    /** The size of what it tells, as AWS counts it. */
    long sizeBytes() {
        return (long) keys.sizeBytes()
                + (oldImage == null ? 0 : oldImage.sizeBytes())
                + (newImage == null ? 0 : newImage.sizeBytes());
    }
}
