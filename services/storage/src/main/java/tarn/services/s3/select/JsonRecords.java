package tarn.services.s3.select;

import static tarn.services.s3.select.SelectFaults.jsonParsing;
import static tarn.services.s3.select.SelectFaults.recordTooLong;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import tarn.services.s3.select.Datum.Absent;
import tarn.services.s3.select.Datum.Exact;
import tarn.services.s3.select.Datum.Field;
import tarn.services.s3.select.Datum.Fields;
import tarn.services.s3.select.Datum.Items;
import tarn.services.s3.select.Datum.Real;
import tarn.services.s3.select.Datum.Text;
import tarn.services.s3.select.Datum.Truth;
import tarn.services.s3.select.Datum.Whole;

/** The records of a JSON object: the values in it, one after the other. */
final class JsonRecords implements Records {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonParser parser;
    private final boolean bounded;

    private JsonRecords(JsonParser parser, boolean bounded) {
        this.parser = parser;
        this.bounded = bounded;
    }

    /** The values of a stream; a whole document may be longer than a record. */
    static Records of(InputStream in, boolean document) throws IOException {
        return new JsonRecords(FACTORY.createParser(in), !document);
    }

    /** The values in lines. */
    static Records of(Lines lines) {
        return () -> {
            for (var line = lines.next(); line != null; line = lines.next()) {
                var value = new JsonRecords(FACTORY.createParser(line), true).next();
                if (value != null) {
                    return value;
                }
            }
            return null;
        };
    }

    @Override
    public @Nullable Datum next() throws IOException {
        try {
            var token = parser.nextToken();
            return token == null ? null : value(token, parser.currentLocation().getByteOffset());
        } catch (JsonProcessingException e) {
            throw jsonParsing();
        }
    }

    private Datum value(JsonToken token, long start) throws IOException {
        if (bounded && parser.currentLocation().getByteOffset() - start > RECORD_BYTES_MAX) {
            throw recordTooLong();
        }
        return switch (token) {
            case START_OBJECT -> {
                var fields = new ArrayList<Field>();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    var name = parser.currentName();
                    fields.add(new Field(name, value(some(parser.nextToken()), start)));
                }
                yield new Fields(fields);
            }
            case START_ARRAY -> {
                var items = new ArrayList<Datum>();
                for (var next = some(parser.nextToken());
                        next != JsonToken.END_ARRAY;
                        next = some(parser.nextToken())) {
                    items.add(value(next, start));
                }
                yield new Items(items);
            }
            case VALUE_STRING -> Text.of(parser.getText());
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? new Exact(parser.getDecimalValue())
                        : new Whole(parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> {
                var text = parser.getText();
                boolean scientific = text.indexOf('e') >= 0 || text.indexOf('E') >= 0;
                yield scientific ? new Real(parser.getDoubleValue()) : new Exact(parser.getDecimalValue());
            }
            case VALUE_TRUE -> Truth.TRUE;
            case VALUE_FALSE -> Truth.FALSE;
            case VALUE_NULL -> Absent.NULL;
            default -> throw jsonParsing();
        };
    }

    private static JsonToken some(@Nullable JsonToken token) {
        if (token == null) {
            throw jsonParsing();
        }
        return token;
    }
}
