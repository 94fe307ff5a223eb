package tarn.services.dynamodb.text;

import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.N;
import tarn.services.dynamodb.value.Value;

/**
 * Items as Amazon Ion's text: strings, decimals, blobs, structs and lists as they are, sets as lists with an annotation.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html">AWS</a>
 */
public final class IonItems {

    private final StringBuilder out = new StringBuilder("$ion_1_0 ");

    private IonItems() {}

    /** Writes a document: a struct of items by their names. */
    public static String text(Map<String, Item> parts) {
        var ion = new IonItems();
        ion.parts(parts);
        return ion.out.toString();
    }

    /** Writes a document: a struct of one name for such a struct. */
    public static String text(String name, Map<String, Item> parts) {
        var ion = new IonItems();
        ion.out.append('{').append(name).append(':');
        ion.parts(parts);
        ion.out.append('}');
        return ion.out.toString();
    }

    private void parts(Map<String, Item> parts) {
        out.append('{');
        var comma = "";
        for (var part : parts.entrySet()) {
            out.append(comma).append(part.getKey()).append(':');
            struct(part.getValue().attributes());
            comma = ",";
        }
        out.append('}');
    }

    private void struct(Map<String, Value> values) {
        out.append('{');
        var comma = "";
        for (var value : values.entrySet()) {
            out.append(comma);
            name(value.getKey());
            out.append(':');
            value(value.getValue());
            comma = ",";
        }
        out.append('}');
    }

    private void value(Value value) {
        switch (value) {
            case Value.S(var text) -> quoted(text, '"');
            case N number -> number(number);
            case Value.B(var bytes) -> blob(bytes);
            case Value.Bool(var truth) -> out.append(truth);
            case Value.Null.NULL -> out.append("null");
            case Value.M(var values) -> struct(values);
            case Value.L(var values) -> list("", values, this::value);
            case Value.SS(var texts) -> list("$dynamodb_SS::", texts, text -> quoted(text, '"'));
            case Value.NS(var numbers) -> list("$dynamodb_NS::", numbers, this::number);
            case Value.BS(var all) -> list("$dynamodb_BS::", all, this::blob);
        }
    }

    private <T> void list(String annotation, Collection<T> values, Consumer<T> each) {
        out.append(annotation).append('[');
        var comma = "";
        for (var value : values) {
            out.append(comma);
            each.accept(value);
            comma = ",";
        }
        out.append(']');
    }

    /** A decimal always has a point: without one it would be an integer. */
    private void number(N number) {
        out.append(number.text());
        if (number.text().indexOf('.') < 0) {
            out.append('.');
        }
    }

    private void blob(SdkBytes bytes) {
        out.append("{{")
                .append(Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe()))
                .append("}}");
    }

    private void name(String name) {
        boolean plain = !name.isEmpty()
                && !IonReader.WORDS.contains(name)
                && !Character.isDigit(name.charAt(0))
                && name.chars().allMatch(IonReader::isOfSymbol);
        if (plain) {
            out.append(name);
        } else {
            quoted(name, '\'');
        }
    }

    private void quoted(String text, char quote) {
        out.append(quote);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == quote || c == '\\') {
                out.append('\\').append(c);
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c < ' ') {
                out.append(String.format(java.util.Locale.ROOT, "\\x%02x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append(quote);
    }
}
