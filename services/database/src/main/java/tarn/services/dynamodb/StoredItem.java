package tarn.services.dynamodb;

import tarn.store.Format;

/**
 * An item, or what an index has of one, as it is kept: bytes of {@link ItemCodec}, which nobody changes.
 *
 * <p>Format 1.
 */
@SuppressWarnings("ArrayRecordComponent") // compared by sameAs
record StoredItem(byte[] bytes) {

    static final Format<StoredItem> FORMAT = new Format<>() {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public byte[] encode(StoredItem item) {
            return item.bytes;
        }

        @Override
        public StoredItem decode(byte[] bytes, int version) {
            return new StoredItem(bytes);
        }
    };

    /** Whether the two are the same item in every attribute: encodings are canonical. */
    boolean sameAs(StoredItem other) {
        return java.util.Arrays.equals(bytes, other.bytes);
    }

    /** Its size as AWS counts it. */
    int sizeBytes() {
        return ItemCodec.sizeBytes(bytes);
    }
}
