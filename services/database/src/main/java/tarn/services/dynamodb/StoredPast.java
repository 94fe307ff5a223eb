package tarn.services.dynamodb;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tarn.store.Format;

/**
 * What an item was before a change.
 *
 * <p>Format 1: a byte, 0 for nothing and 1 for an item, then {@link ItemCodec}.
 *
 * @param item null if there was nothing
 */
record StoredPast(@Nullable StoredItem item) {

    static final Format<StoredPast> FORMAT = new Format<>() {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public byte[] encode(StoredPast past) {
            if (past.item == null) {
                return new byte[] {0};
            }
            var bytes = past.item.bytes();
            var encoded = new byte[bytes.length + 1];
            encoded[0] = 1;
            System.arraycopy(bytes, 0, encoded, 1, bytes.length);
            return encoded;
        }

        @Override
        public StoredPast decode(byte[] bytes, int version) {
            return new StoredPast(bytes[0] == 0 ? null : new StoredItem(Arrays.copyOfRange(bytes, 1, bytes.length)));
        }
    };
}
