package tarn.services.firehose;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tarn.services.firehose.DeliveryStream.Encryption;
import tarn.store.Format;
import tarn.store.Formats;

/**
 * Records of one request that wait for their delivery.
 *
 * @param encryption the key their data lie under; null if they are plain
 */
record Waiting(@Nullable Encryption encryption, List<Piece> pieces) {

    static final Format<Waiting> FORMAT = Formats.record(Waiting.class);

    /**
     * A record.
     *
     * @param origin where it was in Kinesis; null if it was put
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
    record Piece(
            String id,
            long arrivedMillis,
            byte[] data,
            @Nullable Origin origin) {

        Piece with(byte[] next) {
            return new Piece(id, arrivedMillis, next, origin);
        }
    }

    /** A record's place in a data stream. */
    record Origin(String shardId, String partitionKey, String sequenceNumber, long arrivedMillis) {}

    long sizeBytes() {
        long bytes = 0;
        for (var piece : pieces) {
            bytes += piece.data().length;
        }
        return bytes;
    }
}
