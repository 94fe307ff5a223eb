package tarn.wire.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;

/** SDK objects as JSON, or as CBOR, which has the same form. */
public final class JsonCodec {

    private final Notation notation;

    /** In a notation. */
    public JsonCodec(Notation notation) {
        this.notation = notation;
    }

    /**
     * Fills a builder from an object; members that the shape does not know are passed over. An empty input is an empty
     * object.
     *
     * @throws MalformedException if it is not well-formed or does not fit the shape
     */
    public void read(InputStream in, Shape shape, SdkPojo builder) {
        try (var parser = notation.factory().createParser(in)) {
            var first = parser.nextToken();
            if (first == null || first == JsonToken.VALUE_NULL) {
                return;
            }
            if (first != JsonToken.START_OBJECT) {
                throw new MalformedException("Unexpected " + describe(first) + " at the start of the document");
            }
            members(parser, shape, builder);
            if (parser.nextToken() != null) {
                throw new MalformedException("Unexpected content after the end of the document");
            }
        } catch (JsonProcessingException e) {
            throw new MalformedException(e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sets a member that is the whole document; an empty input leaves it unset. */
    public void readPayload(InputStream in, Member payload, SdkPojo builder) {
        try (var parser = notation.factory().createParser(in)) {
            var first = parser.nextToken();
            if (first != null && first != JsonToken.VALUE_NULL) {
                payload.set(builder, value(parser, payload, first));
            }
        } catch (JsonProcessingException e) {
            throw new MalformedException(e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void members(JsonParser parser, Shape shape, SdkPojo builder) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var member = shape.member(parser.currentName());
            var token = parser.nextToken();
            if (member == null) {
                parser.skipChildren();
            } else if (token != JsonToken.VALUE_NULL) {
                member.set(builder, value(parser, member, token));
            }
        }
    }

    private Object value(JsonParser parser, Member member, JsonToken token) throws IOException {
        try {
            return switch (member.type()) {
                case STRING -> string(parser, token);
                case INTEGER -> {
                    numeric(token, "Integer");
                    yield parser.getIntValue();
                }
                case LONG -> {
                    numeric(token, "Long");
                    yield parser.getLongValue();
                }
                case SHORT -> {
                    numeric(token, "Short");
                    yield parser.getShortValue();
                }
                case BYTE -> {
                    numeric(token, "Byte");
                    yield parser.getByteValue();
                }
                case FLOAT -> (float) real(parser, token);
                case DOUBLE -> real(parser, token);
                case BIG_DECIMAL -> {
                    numeric(token, "BigDecimal");
                    yield parser.getDecimalValue();
                }
                case BOOLEAN -> bool(token);
                case INSTANT -> Times.read(parser, token, member, notation);
                case SDK_BYTES -> bytes(parser, token);
                case SDK_POJO -> structure(parser, member.shape(), token);
                case LIST -> list(parser, member.element(), token);
                case MAP -> map(parser, member.element(), token);
                case DOCUMENT -> Documents.read(parser, token);
                case NULL -> throw new MalformedException("Unexpected value");
            };
        } catch (InputCoercionException e) {
            throw new MalformedException("Numeric value out of range for " + member.name());
        }
    }

    private Object structure(JsonParser parser, Shape shape, JsonToken token) throws IOException {
        if (token != JsonToken.START_OBJECT) {
            throw unexpected(token, "structure");
        }
        var builder = shape.builder();
        members(parser, shape, builder);
        return Shape.build(builder);
    }

    private List<Object> list(JsonParser parser, Member element, JsonToken token) throws IOException {
        if (token != JsonToken.START_ARRAY) {
            throw unexpected(token, "list");
        }
        var list = new ArrayList<@Nullable Object>();
        for (var next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
            list.add(next == JsonToken.VALUE_NULL ? null : value(parser, element, next));
        }
        return list;
    }

    private Map<String, Object> map(JsonParser parser, Member element, JsonToken token) throws IOException {
        if (token != JsonToken.START_OBJECT) {
            throw unexpected(token, "map");
        }
        var map = new LinkedHashMap<String, @Nullable Object>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var name = parser.currentName();
            var next = parser.nextToken();
            map.put(name, next == JsonToken.VALUE_NULL ? null : value(parser, element, next));
        }
        return map;
    }

    private static String string(JsonParser parser, JsonToken token) throws IOException {
        if (token != JsonToken.VALUE_STRING) {
            throw unexpected(token, "String");
        }
        return parser.getText();
    }

    private static Boolean bool(JsonToken token) {
        return switch (token) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw unexpected(token, "Boolean");
        };
    }

    private static double real(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            return switch (parser.getText()) {
                case "NaN" -> Double.NaN;
                case "Infinity" -> Double.POSITIVE_INFINITY;
                case "-Infinity" -> Double.NEGATIVE_INFINITY;
                default -> throw unexpected(token, "Double");
            };
        }
        numeric(token, "Double");
        return parser.getDoubleValue();
    }

    private SdkBytes bytes(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_EMBEDDED_OBJECT) {
            return SdkBytes.fromByteArrayUnsafe(parser.getBinaryValue());
        }
        if (token != JsonToken.VALUE_STRING) {
            throw unexpected(token, "Blob");
        }
        return SdkBytes.fromByteArrayUnsafe(Scalars.base64(parser.getText()));
    }

    private static void numeric(JsonToken token, String wanted) {
        if (!token.isNumeric()) {
            throw unexpected(token, wanted);
        }
    }

    /* The words are those of AWS's Coral services. */
    static MalformedException unexpected(JsonToken token, String wanted) {
        return switch (token) {
            case START_OBJECT -> new MalformedException("Start of structure or map found where not expected.");
            case START_ARRAY -> new MalformedException("Start of list found where not expected");
            default ->
                "structure".equals(wanted) || "map".equals(wanted) || "list".equals(wanted)
                        ? new MalformedException("Unexpected field type")
                        : new MalformedException(describe(token) + " can not be converted to " + article(wanted));
        };
    }

    private static String article(String wanted) {
        return ("AEIOU".indexOf(wanted.charAt(0)) >= 0 ? "an " : "a ") + wanted;
    }

    private static String describe(JsonToken token) {
        return switch (token) {
            case VALUE_STRING -> "STRING_VALUE";
            case VALUE_NUMBER_INT -> "NUMBER_VALUE";
            case VALUE_NUMBER_FLOAT -> "DECIMAL_VALUE";
            case VALUE_TRUE -> "TRUE_VALUE";
            case VALUE_FALSE -> "FALSE_VALUE";
            default -> token.name();
        };
    }

    /** Writes the members of an object's body, without the braces around them. */
    public void writeMembers(JsonGenerator out, SdkPojo object, Shape shape) throws IOException {
        for (var member : shape.body()) {
            var value = member.get(object);
            if (value != null) {
                out.writeFieldName(member.name());
                write(out, value, member);
            }
        }
    }

    /** Writes an object. */
    public void write(JsonGenerator out, SdkPojo object, Shape shape) throws IOException {
        out.writeStartObject();
        writeMembers(out, object, shape);
        out.writeEndObject();
    }

    /** Whether this is JSON itself, not another notation of the same form. */
    public boolean isJson() {
        return !notation.binary();
    }

    /** A generator of this notation. */
    public JsonGenerator generator(OutputStream out) throws IOException {
        return notation.factory().createGenerator(out);
    }

    /** Writes a member's value. */
    public void write(JsonGenerator out, @Nullable Object value, Member member) throws IOException {
        switch (value) {
            case null -> out.writeNull();
            case String string -> out.writeString(string);
            case Integer number -> out.writeNumber(number);
            case Long number -> out.writeNumber(number);
            case Boolean truth -> out.writeBoolean(truth);
            case Double number -> real(out, number);
            case Float number -> real(out, number);
            case BigDecimal number -> out.writeNumber(number);
            case Short number -> out.writeNumber(number);
            case Byte number -> out.writeNumber(number.shortValue());
            case Instant time -> Times.write(out, time, member, notation);
            case SdkBytes bytes -> out.writeBinary(bytes.asByteArrayUnsafe());
            case List<?> list -> {
                out.writeStartArray();
                for (var element : list) {
                    write(out, element, member.element());
                }
                out.writeEndArray();
            }
            case Map<?, ?> map -> {
                out.writeStartObject();
                for (var entry : map.entrySet()) {
                    out.writeFieldName((String) entry.getKey());
                    write(out, entry.getValue(), member.element());
                }
                out.writeEndObject();
            }
            case SdkPojo object -> write(out, object, member.shape());
            case Document document -> Documents.write(out, document);
            default -> throw new IllegalArgumentException("A member cannot be " + value.getClass());
        }
    }

    private void real(JsonGenerator out, double number) throws IOException {
        if (notation.binary() || Double.isFinite(number)) {
            out.writeNumber(number);
        } else {
            out.writeString(Double.toString(number));
        }
    }

    private void real(JsonGenerator out, float number) throws IOException {
        if (notation.binary() || Float.isFinite(number)) {
            out.writeNumber(number);
        } else {
            out.writeString(Float.toString(number));
        }
    }
}
