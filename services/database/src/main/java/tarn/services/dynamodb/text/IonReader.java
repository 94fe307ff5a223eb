package tarn.services.dynamodb.text;

import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Reads documents of Amazon Ion's text, value by value, as DynamoDB understands them. What DynamoDB has no type for
 * (clobs, times, expressions) is refused.
 *
 * @see <a href="https://amazon-ion.github.io/ion-docs/docs/text.html">Ion's text</a>
 */
public final class IonReader {

    /** What symbols are called that must be quoted as names. */
    static final Set<String> WORDS = Set.of("true", "false", "null", "nan");

    private static final String VERSION = "$ion_1_0";
    private static final String PUNCTUATION = "{}[],:\"'()";
    private static final int DEPTH_MAX = 64;
    private static final Map<Integer, String> ESCAPES = Map.ofEntries(
            Map.entry((int) 'a', "\u0007"),
            Map.entry((int) 'b', "\b"),
            Map.entry((int) 't', "\t"),
            Map.entry((int) 'n', "\n"),
            Map.entry((int) 'f', "\f"),
            Map.entry((int) 'r', "\r"),
            Map.entry((int) 'v', "\u000b"),
            Map.entry((int) '0', "\0"));

    private final PushbackReader in;

    public IonReader(Reader in) {
        this.in = new PushbackReader(in, 4);
    }

    static boolean isOfSymbol(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
    }

    /**
     * The next document's value; empty at the end.
     *
     * @throws UnreadableTextException if it cannot be read; what follows cannot either
     */
    public Optional<AttributeValue> next() throws IOException {
        while (true) {
            int c = skip();
            if (c < 0) {
                return Optional.empty();
            }
            back(c);
            if (isOfSymbol(c)) {
                var word = word();
                if (word.equals(VERSION)) {
                    continue;
                }
                return Optional.of(plain(word, 0));
            }
            return Optional.of(value(0));
        }
    }

    private AttributeValue value(int depth) throws IOException {
        return value(null, depth);
    }

    private AttributeValue value(@Nullable String annotation, int depth) throws IOException {
        if (depth > DEPTH_MAX) {
            throw new UnreadableTextException("Values lie too deep in one another");
        }
        int c = skip();
        return switch (c) {
            case '{' -> {
                int second = in.read();
                if (second == '{') {
                    yield AttributeValue.fromB(blob());
                }
                back(second);
                yield AttributeValue.fromM(struct(depth));
            }
            case '[' -> list(annotation, depth);
            case '"' -> AttributeValue.fromS(quoted('"'));
            case '\'' -> {
                var text = single();
                yield text.annotates ? value(text.text, depth) : AttributeValue.fromS(text.text);
            }
            default -> {
                if (c < 0 || PUNCTUATION.indexOf(c) >= 0) {
                    throw unexpected(c);
                }
                back(c);
                yield plain(word(), depth);
            }
        };
    }

    private record Single(String text, boolean annotates) {}

    /** A symbol in quotes, or a long string in three. */
    private Single single() throws IOException {
        int second = in.read();
        int third = in.read();
        if (second == '\'' && third == '\'') {
            var text = new StringBuilder();
            int quotes = 0;
            while (quotes < 3) {
                int c = in.read();
                if (c == '\'') {
                    quotes++;
                    continue;
                }
                text.repeat('\'', quotes);
                quotes = 0;
                if (c == '\\') {
                    escaped(text);
                } else if (c < 0) {
                    throw unexpected(c);
                } else {
                    text.append((char) c);
                }
            }
            return new Single(text.toString(), false);
        }
        back(third);
        back(second);
        return new Single(quoted('\''), annotates());
    }

    /** Whether two colons follow. */
    private boolean annotates() throws IOException {
        int c = skip();
        if (c == ':') {
            int next = in.read();
            if (next == ':') {
                return true;
            }
            back(next);
        }
        back(c);
        return false;
    }

    private AttributeValue plain(String word, int depth) throws IOException {
        char first = word.charAt(0);
        if (Character.isDigit(first) || first == '-' || first == '+') {
            return AttributeValue.fromN(number(word));
        }
        if (annotates()) {
            return value(word, depth);
        }
        if (word.equals("null") || word.startsWith("null.")) {
            return AttributeValue.fromNul(true);
        }
        if (word.equals("true") || word.equals("false")) {
            return AttributeValue.fromBool(word.equals("true"));
        }
        if (word.equals("nan")) {
            throw new UnreadableTextException("There is no number nan");
        }
        return AttributeValue.fromS(word);
    }

    /** A decimal with d for its exponent, a float with e, an integer in any of its bases. */
    private static String number(String word) {
        var text = word.replace("_", "").replace('d', 'e').replace('D', 'e');
        try {
            if (text.matches("-?0[xX][0-9a-fA-F]+")) {
                return new java.math.BigInteger(text.replaceFirst("0[xX]", ""), 16).toString();
            }
            if (text.matches("-?0[bB][01]+")) {
                return new java.math.BigInteger(text.replaceFirst("0[bB]", ""), 2).toString();
            }
            return new java.math.BigDecimal(text.endsWith(".") ? text + "0" : text.replace(".e", ".0e"))
                    .toPlainString();
        } catch (NumberFormatException e) {
            throw new UnreadableTextException("There is no number " + word);
        }
    }

    private String word() throws IOException {
        var word = new StringBuilder();
        int c = in.read();
        while (isOfSymbol(c) || c == '.' || c == '-' || c == '+') {
            word.append((char) c);
            c = in.read();
        }
        back(c);
        if (word.isEmpty()) {
            throw unexpected(c);
        }
        return word.toString();
    }

    private Map<String, AttributeValue> struct(int depth) throws IOException {
        var values = new LinkedHashMap<String, AttributeValue>();
        while (true) {
            int c = skip();
            if (c == '}') {
                return values;
            }
            String name;
            if (c == '"') {
                name = quoted('"');
            } else if (c == '\'') {
                name = quoted('\'');
            } else {
                back(c);
                name = word();
            }
            int colon = skip();
            if (colon != ':') {
                throw unexpected(colon);
            }
            values.put(name, value(depth + 1));
            int comma = skip();
            if (comma == '}') {
                return values;
            }
            if (comma != ',') {
                throw unexpected(comma);
            }
        }
    }

    private AttributeValue list(@Nullable String annotation, int depth) throws IOException {
        var values = new ArrayList<AttributeValue>();
        int c = skip();
        while (c != ']') {
            back(c);
            values.add(value(depth + 1));
            c = skip();
            if (c == ',') {
                c = skip();
            } else if (c != ']') {
                throw unexpected(c);
            }
        }
        return annotation == null
                ? AttributeValue.fromL(values)
                : SETS.getOrDefault(annotation, AttributeValue::fromL).of(values);
    }

    @FunctionalInterface
    private interface Collected {
        AttributeValue of(List<AttributeValue> values);
    }

    private static final Map<String, Collected> SETS = new HashMap<>(Map.of(
            "$dynamodb_SS",
                    values -> AttributeValue.fromSs(
                            values.stream().map(AttributeValue::s).toList()),
            "$dynamodb_NS",
                    values -> AttributeValue.fromNs(
                            values.stream().map(AttributeValue::n).toList()),
            "$dynamodb_BS",
                    values -> AttributeValue.fromBs(
                            values.stream().map(AttributeValue::b).toList())));

    private SdkBytes blob() throws IOException {
        var text = new StringBuilder();
        int c = in.read();
        while (c != '}') {
            if (c < 0 || c == '"' || c == '\'') {
                throw unexpected(c);
            }
            if (c > ' ') {
                text.append((char) c);
            }
            c = in.read();
        }
        if (in.read() != '}') {
            throw unexpected('}');
        }
        try {
            return SdkBytes.fromByteArrayUnsafe(Base64.getDecoder().decode(text.toString()));
        } catch (IllegalArgumentException e) {
            throw new UnreadableTextException("Not base64: " + e.getMessage());
        }
    }

    private String quoted(char quote) throws IOException {
        var text = new StringBuilder();
        for (int c = in.read(); c != quote; c = in.read()) {
            if (c < 0) {
                throw unexpected(c);
            }
            if (c == '\\') {
                escaped(text);
            } else {
                text.append((char) c);
            }
        }
        return text.toString();
    }

    private void escaped(StringBuilder text) throws IOException {
        int c = in.read();
        int digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
        if (digits > 0) {
            int code = 0;
            for (int i = 0; i < digits; i++) {
                int digit = Character.digit(in.read(), 16);
                if (digit < 0) {
                    throw new UnreadableTextException("Not a hexadecimal digit");
                }
                code = code * 16 + digit;
            }
            if (!Character.isValidCodePoint(code)) {
                throw new UnreadableTextException("There is no character " + code);
            }
            text.appendCodePoint(code);
        } else if (c != '\n') {
            text.append(ESCAPES.getOrDefault(c, String.valueOf((char) c)));
        }
    }

    /** The next character that is neither space nor comment; below zero at the end. */
    private int skip() throws IOException {
        while (true) {
            int c = in.read();
            if (c == '/') {
                int second = in.read();
                if (second == '/') {
                    while (c >= 0 && c != '\n') {
                        c = in.read();
                    }
                } else if (second == '*') {
                    int last = 0;
                    for (c = in.read(); c >= 0 && !(last == '*' && c == '/'); c = in.read()) {
                        last = c;
                    }
                } else {
                    throw unexpected(second);
                }
            } else if (c < 0 || c > ' ') {
                return c;
            }
        }
    }

    private void back(int c) throws IOException {
        if (c >= 0) {
            in.unread(c);
        }
    }

    private static UnreadableTextException unexpected(int c) {
        return new UnreadableTextException(c < 0 ? "The text ends too early" : "Unexpected " + (char) c);
    }
}
