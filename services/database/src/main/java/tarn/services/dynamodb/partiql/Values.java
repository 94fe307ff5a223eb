package tarn.services.dynamodb.partiql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tarn.services.dynamodb.expression.InvalidExpressionException;
import tarn.services.dynamodb.value.MalformedValueException;
import tarn.services.dynamodb.value.N;
import tarn.services.dynamodb.value.Wording;

/** Reads the values that are written in statements. */
final class Values {

    private final Reader reader;

    Values(Reader reader) {
        this.reader = reader;
    }

    /** Whether a value begins here. */
    boolean begins() {
        var word = reader.peek();
        return switch (word.kind()) {
            case TEXT, NUMBER -> true;
            case NAME -> word.is("true") || word.is("false") || word.is("null");
            case SIGN ->
                word.isSign("?")
                        || word.isSign("[")
                        || word.isSign("{")
                        || word.isSign("<<")
                        || word.isSign("-")
                        || word.isSign("+");
            case QUOTED_NAME, END -> false;
        };
    }

    AttributeValue value() {
        return value("root");
    }

    /** An item: faults tell where in an attribute something is, not in which. */
    AttributeValue item() {
        return reader.take("{") ? AttributeValue.fromM(map("")) : value();
    }

    private AttributeValue value(String path) {
        var word = reader.next();
        return switch (word.kind()) {
            case TEXT -> AttributeValue.fromS(word.text());
            case NUMBER -> number(word.text(), path);
            case NAME -> {
                if (word.is("true") || word.is("false")) {
                    yield AttributeValue.fromBool(word.is("true"));
                }
                if (word.is("null")) {
                    yield AttributeValue.fromNul(true);
                }
                if (reader.peek().isSign("(")) {
                    throw new InvalidExpressionException(
                            "Unsupported data type: " + word.text() + " under key " + path + " at " + word.at());
                }
                throw reader.unexpected();
            }
            case SIGN -> composed(word, path);
            case QUOTED_NAME, END -> throw reader.unexpected();
        };
    }

    private AttributeValue composed(Word sign, String path) {
        return switch (sign.text()) {
            case "?" -> reader.parameter();
            case "-" -> number("-" + reader.next().text(), path);
            case "+" -> number(reader.next().text(), path);
            case "[" -> AttributeValue.fromL(several("]", path));
            case "<<" -> set(several(">>", path));
            case "{" -> AttributeValue.fromM(map(path));
            default -> throw reader.unexpected();
        };
    }

    private List<AttributeValue> several(String end, String path) {
        var values = new ArrayList<AttributeValue>();
        if (!reader.take(end)) {
            do {
                values.add(value(path + "[" + values.size() + "]"));
            } while (reader.take(","));
            reader.expect(end);
        }
        return values;
    }

    /** The rest of a map, after its brace. */
    private Map<String, AttributeValue> map(String path) {
        var values = new LinkedHashMap<String, AttributeValue>();
        if (!reader.take("}")) {
            do {
                var name = reader.next();
                if (name.kind() != Word.Kind.TEXT && !name.isName()) {
                    throw reader.unexpected();
                }
                reader.expect(":");
                values.put(name.text(), value(path.isEmpty() ? "root" : path + "." + name.text()));
            } while (reader.take(","));
            reader.expect("}");
        }
        return values;
    }

    private static AttributeValue set(List<AttributeValue> values) {
        if (values.isEmpty()) {
            throw new InvalidExpressionException("Empty bags are not supported");
        }
        var type = values.getFirst().type();
        if (values.stream().anyMatch(value -> value.type() != type)) {
            throw new InvalidExpressionException("Bags must contain values of one type");
        }
        return switch (type) {
            case S ->
                AttributeValue.fromSs(values.stream().map(AttributeValue::s).toList());
            case N ->
                AttributeValue.fromNs(values.stream().map(AttributeValue::n).toList());
            case B ->
                AttributeValue.fromBs(values.stream().map(AttributeValue::b).toList());
            default -> throw new InvalidExpressionException("Bags must contain strings, numbers or binary values");
        };
    }

    private static AttributeValue number(String written, String path) {
        try {
            return AttributeValue.fromN(N.of(written, Wording.CURRENT).text());
        } catch (MalformedValueException e) {
            throw new InvalidExpressionException(e.getMessage() + " under " + path);
        }
    }
}
