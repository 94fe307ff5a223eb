package tarn.wire.codec;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Base64;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/** Simple values as text: in XML, forms, headers, paths and query strings. */
public final class Scalars {

    /** The text of a value; timestamps in the {@code usual} form of the place, unless the model says otherwise. */
    public static String text(Object value, Member member, Format usual) {
        return switch (value) {
            case String string -> string;
            case Instant time -> Timestamps.format(time, member.timestamp(usual));
            case SdkBytes bytes -> Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe());
            case Double number -> decimal(number);
            case Float number -> decimal(number);
            case BigDecimal number -> number.toPlainString();
            default -> value.toString();
        };
    }

    private static String decimal(Number number) {
        var value = number.doubleValue();
        if (Double.isInfinite(value)) {
            return value > 0 ? "Infinity" : "-Infinity";
        }
        return number.toString();
    }

    /** The value that a text means; refuses with {@link MalformedException} what cannot be one. */
    public static Object parse(String text, Member member, Format usual) {
        try {
            return switch (member.type()) {
                case STRING -> text;
                case INTEGER -> Integer.valueOf(text.trim());
                case LONG -> Long.valueOf(text.trim());
                case SHORT -> Short.valueOf(text.trim());
                case BYTE -> Byte.valueOf(text.trim());
                case FLOAT -> Float.valueOf(text.trim());
                case DOUBLE -> Double.valueOf(text.trim());
                case BIG_DECIMAL -> new BigDecimal(text.trim());
                case BOOLEAN -> bool(text.trim());
                case INSTANT -> Timestamps.parse(text, member.timestamp(usual));
                case SDK_BYTES -> SdkBytes.fromByteArrayUnsafe(base64(text));
                case NULL, SDK_POJO, LIST, MAP, DOCUMENT ->
                    throw new MalformedException("Expected structure or list, found a value");
            };
        } catch (NumberFormatException e) {
            throw new MalformedException("Value '" + text + "' is not a number");
        }
    }

    private static Boolean bool(String text) {
        return switch (text) {
            case "true", "True", "TRUE" -> true;
            case "false", "False", "FALSE" -> false;
            default -> throw new MalformedException("Value '" + text + "' is not a boolean");
        };
    }

    static byte[] base64(String text) {
        try {
            return text.indexOf('\n') < 0 && text.indexOf('\r') < 0
                    ? Base64.getDecoder().decode(text)
                    : Base64.getMimeDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("Invalid base64");
        }
    }

    private Scalars() {}
}
