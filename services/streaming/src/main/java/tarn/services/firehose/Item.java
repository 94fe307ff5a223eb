package tarn.services.firehose;

import java.util.Map;
import tarn.services.firehose.Waiting.Piece;

/**
 * A record on its way through the processors of a stream.
 *
 * @param came the record as it came, which is what is kept if it fails
 * @param data what has become of it
 * @param query partition keys found in it
 * @param lambda partition keys that a function gave
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
record Item(Piece came, byte[] data, Map<String, String> query, Map<String, String> lambda) {

    static Item of(Piece piece) {
        return new Item(piece, piece.data(), Map.of(), Map.of());
    }

    Item with(byte[] next) {
        return new Item(came, next, query, lambda);
    }

    Item found(Map<String, String> keys) {
        return new Item(came, data, keys, lambda);
    }

    Item given(byte[] next, Map<String, String> keys) {
        return new Item(came, next, query, keys);
    }

    Failure failing(String code, String message) {
        return new Failure(came, code, message, "");
    }

    /**
     * A record that goes to where the failed ones go.
     *
     * @param lambdaArn of the function that failed it; empty if none did
     */
    record Failure(Piece came, String code, String message, String lambdaArn) {}
}
