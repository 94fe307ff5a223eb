package tarn.services.firehose;

import static tarn.services.firehose.FirehoseFaults.invalid;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes records apart that carry several: JSON objects one after the other, or pieces with a delimiter between. At most 500
 * of one, as AWS has it.
 */
final class Splitting implements Processing.Step {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int PIECES_MAX = 500;

    /** Null where records are JSON objects. */
    private final byte @org.jspecify.annotations.Nullable [] delimiter;

    /** @param delimiter in base64; empty where records are JSON objects */
    Splitting(Optional<String> delimiter) {
        this.delimiter = delimiter.map(Base64.getDecoder()::decode).orElse(null);
    }

    static void check(String type, Optional<String> delimiter) {
        if (type.equals("DELIMITED")) {
            try {
                if (Base64.getDecoder().decode(delimiter.orElse("")).length == 0) {
                    throw invalid("Processor RecordDeAggregation of type DELIMITED needs a Delimiter in base64.");
                }
            } catch (IllegalArgumentException e) {
                throw invalid("The Delimiter of processor RecordDeAggregation is not base64.");
            }
        } else if (!type.equals("JSON")) {
            throw invalid("SubRecordType must be JSON or DELIMITED.");
        } else if (delimiter.isPresent()) {
            throw invalid("A Delimiter goes with SubRecordType DELIMITED.");
        }
    }

    @Override
    public List<Item> apply(List<Item> items, Consumer<Item.Failure> failed) {
        var next = new ArrayList<Item>();
        for (var item : items) {
            try {
                var pieces = delimiter == null ? objects(item.data()) : delimited(item.data(), delimiter);
                if (pieces.size() > PIECES_MAX) {
                    throw new IOException("more than " + PIECES_MAX + " in one");
                }
                pieces.forEach(piece -> next.add(item.with(piece)));
            } catch (IOException e) {
                failed.accept(item.failing(
                        "DynamicPartitioning.DeaggregationFailed",
                        "A record cannot be taken apart: " + e.getMessage()));
            }
        }
        return next;
    }

    private static List<byte[]> objects(byte[] data) throws IOException {
        var pieces = new ArrayList<byte[]>();
        try (var parser = JSON.createParser(data)) {
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token != JsonToken.START_OBJECT) {
                    throw new IOException("not a JSON object");
                }
                long from = parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                if (parser.currentToken() != JsonToken.END_OBJECT) {
                    throw new IOException("not a whole JSON object");
                }
                long to = parser.currentLocation().getByteOffset();
                pieces.add(Arrays.copyOfRange(data, (int) from, (int) to));
            }
        }
        return pieces;
    }

    private static List<byte[]> delimited(byte[] data, byte[] delimiter) {
        var pieces = new ArrayList<byte[]>();
        int from = 0;
        for (int at = 0; at + delimiter.length <= data.length; at++) {
            if (Arrays.equals(data, at, at + delimiter.length, delimiter, 0, delimiter.length)) {
                pieces.add(Arrays.copyOfRange(data, from, at));
                from = at + delimiter.length;
                at = from - 1;
            }
        }
        pieces.add(Arrays.copyOfRange(data, from, data.length));
        pieces.removeIf(piece -> piece.length == 0);
        return pieces;
    }
}
