package tarn.services.dynamodb.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.N;
import tarn.services.dynamodb.value.Value;

/** DynamoDB's JSON: each value an object with its type for a name. */
public final class JsonItems {

    private static final JsonFactory JSON = new JsonFactory();

    /** Writes an object of items, and numbers, by their names. */
    public static String text(Map<String, Item> parts) {
        var text = new StringWriter();
        try (var out = JSON.createGenerator(text)) {
            out.writeStartObject();
            for (var part : parts.entrySet()) {
                out.writeFieldName(part.getKey());
                write(part.getValue().attributes(), out);
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** Writes attributes. */
    public static void write(Map<String, Value> attributes, JsonGenerator out) throws IOException {
        out.writeStartObject();
        for (var attribute : attributes.entrySet()) {
            out.writeFieldName(attribute.getKey());
            write(attribute.getValue(), out);
        }
        out.writeEndObject();
    }

    private static void write(Value value, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeFieldName(value.type());
        switch (value) {
            case Value.S(var text) -> out.writeString(text);
            case N number -> out.writeString(number.text());
            case Value.B(var bytes) -> out.writeBinary(bytes.asByteArrayUnsafe());
            case Value.Bool(var truth) -> out.writeBoolean(truth);
            case Value.Null.NULL -> out.writeBoolean(true);
            case Value.M(var values) -> write(values, out);
            case Value.L(var values) -> {
                out.writeStartArray();
                for (var each : values) {
                    write(each, out);
                }
                out.writeEndArray();
            }
            case Value.SS(var texts) -> {
                out.writeStartArray();
                for (var each : texts) {
                    out.writeString(each);
                }
                out.writeEndArray();
            }
            case Value.NS(var numbers) -> {
                out.writeStartArray();
                for (var each : numbers) {
                    out.writeString(each.text());
                }
                out.writeEndArray();
            }
            case Value.BS(var all) -> {
                out.writeStartArray();
                for (var each : all) {
                    out.writeBinary(each.asByteArrayUnsafe());
                }
                out.writeEndArray();
            }
        }
        out.writeEndObject();
    }

    /**
     * Reads what lies under one name of an object.
     *
     * @throws UnreadableTextException if that is no item
     */
    public static Map<String, AttributeValue> read(String text, String name) {
        try (var in = JSON.createParser(text)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new UnreadableTextException("Not an object");
            }
            Map<String, AttributeValue> found = null;
            for (var field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
                in.nextToken();
                if (field.equals(name)) {
                    found = attributes(in);
                } else {
                    in.skipChildren();
                }
            }
            if (found == null) {
                throw new UnreadableTextException("There is no " + name);
            }
            return found;
        } catch (IOException e) {
            throw new UnreadableTextException(String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, AttributeValue> attributes(JsonParser in) throws IOException {
        expect(in, JsonToken.START_OBJECT);
        var attributes = new LinkedHashMap<String, AttributeValue>();
        for (var name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            in.nextToken();
            attributes.put(name, value(in));
        }
        return attributes;
    }

    private static AttributeValue value(JsonParser in) throws IOException {
        expect(in, JsonToken.START_OBJECT);
        var type = in.nextFieldName();
        if (type == null) {
            throw new UnreadableTextException("A value has no type");
        }
        in.nextToken();
        var value = READERS.getOrDefault(type, _ -> {
                    throw new UnreadableTextException("There is no type " + type);
                })
                .read(in);
        if (in.nextToken() != JsonToken.END_OBJECT) {
            throw new UnreadableTextException("A value has more than one type");
        }
        return value;
    }

    @FunctionalInterface
    private interface Reader<T> {
        T read(JsonParser in) throws IOException;
    }

    private static final Map<String, Reader<AttributeValue>> READERS = Map.of(
            "S", in -> AttributeValue.fromS(string(in)),
            "N", in -> AttributeValue.fromN(string(in)),
            "B", in -> AttributeValue.fromB(bytes(in)),
            "BOOL", in -> AttributeValue.fromBool(truth(in)),
            "NULL", in -> AttributeValue.fromNul(truth(in)),
            "M", in -> AttributeValue.fromM(attributes(in)),
            "L", in -> AttributeValue.fromL(many(in, JsonItems::value)),
            "SS", in -> AttributeValue.fromSs(many(in, JsonItems::string)),
            "NS", in -> AttributeValue.fromNs(many(in, JsonItems::string)),
            "BS", in -> AttributeValue.fromBs(many(in, JsonItems::bytes)));

    private static <T> List<T> many(JsonParser in, Reader<T> each) throws IOException {
        expect(in, JsonToken.START_ARRAY);
        var all = new ArrayList<T>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            all.add(each.read(in));
        }
        return all;
    }

    private static String string(JsonParser in) throws IOException {
        expect(in, JsonToken.VALUE_STRING);
        return in.getText();
    }

    private static SdkBytes bytes(JsonParser in) throws IOException {
        expect(in, JsonToken.VALUE_STRING);
        return SdkBytes.fromByteArrayUnsafe(in.getBinaryValue());
    }

    private static boolean truth(JsonParser in) throws IOException {
        if (!in.currentToken().isBoolean()) {
            throw new UnreadableTextException("Neither true nor false");
        }
        return in.getBooleanValue();
    }

    private static void expect(JsonParser in, JsonToken token) {
        if (in.currentToken() != token) {
            throw new UnreadableTextException("Expected " + token + ", but found " + in.currentToken());
        }
    }

    private JsonItems() {}
}
