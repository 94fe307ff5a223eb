package tarn.services.kinesis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import tarn.store.Format;

/**
 * A record as it lies in the store.
 *
 * @param arrivedMillis when it came in
 * @param key the number of the data key it is sealed under, from 0; -1 if it lies plain
 * @param data as it lies
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed; a copy per read would cost the hot path
record StoredRecord(long arrivedMillis, String partitionKey, int key, byte[] data) {

    static final int PLAIN = -1;

    /** A fixed layout, since there are many. */
    static final Format<StoredRecord> FORMAT = new Format<>() {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public byte[] encode(StoredRecord record) {
            var name = record.partitionKey.getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.allocate(Long.BYTES + 2 * Integer.BYTES + name.length + record.data.length)
                    .putLong(record.arrivedMillis)
                    .putInt(record.key)
                    .putInt(name.length)
                    .put(name)
                    .put(record.data)
                    .array();
        }

        @Override
        public StoredRecord decode(byte[] bytes, int version) {
            var in = ByteBuffer.wrap(bytes);
            long arrived = in.getLong();
            int key = in.getInt();
            var name = new byte[in.getInt()];
            in.get(name);
            var data = new byte[in.remaining()];
            in.get(data);
            return new StoredRecord(arrived, new String(name, StandardCharsets.UTF_8), key, data);
        }
    };
}
