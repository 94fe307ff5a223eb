package tarn.services.glue.crawl;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Glue's built-in JSON classifier: the columns are the members of the objects that follow each other in a file. A file
 * that is one array is a single column {@code array}, as on AWS, where only a custom classifier looks into it.
 *
 * <p>Whole numbers are {@code int}, or {@code bigint} if one needs it; others are {@code double}. Values are parsed as
 * a stream: reading ends at the first record that ends behind the budget.
 */
final class JsonClassifier {

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    /**
     * What was found.
     *
     * @param records how many records were read
     * @param whole whether that is the whole file; a file that is one array is one record, read to its end or not
     * @param readBytes how far reading went, in bytes
     */
    record Found(List<Column> columns, long records, boolean whole, long readBytes) {}

    private final JsonParser parser;
    private final long budgetBytes;
    private final List<JsonPath.Step> path;
    private long records;
    private boolean whole = true;

    private JsonClassifier(JsonParser parser, long budgetBytes, List<JsonPath.Step> path) {
        this.parser = parser;
        this.budgetBytes = budgetBytes;
        this.path = path;
    }

    /** Reads records until the budget is spent. Throws {@link JsonProcessingException} if the text is no JSON. */
    static Found classify(InputStream in, long budgetBytes) throws IOException {
        try (var parser = JSON.createParser(in)) {
            return new JsonClassifier(parser, budgetBytes, List.of()).found();
        }
    }

    /** The same of what a path leads to in each value; without columns if it leads to no objects. */
    static Found classify(InputStream in, long budgetBytes, JsonPath path) throws IOException {
        try (var parser = JSON.createParser(in)) {
            return new JsonClassifier(parser, budgetBytes, path.steps()).foundBelow();
        }
    }

    private Found foundBelow() throws IOException {
        Type row = Types.MISSING;
        @Nullable JsonToken token = parser.nextToken();
        while (token != null && whole) {
            row = row.with(below(token, 0));
            token = whole ? parser.nextToken() : null;
        }
        var columns = row instanceof Type.Struct(var fields) ? fields : List.<Column>of();
        return new Found(columns, records, whole, position());
    }

    /** The type of all that the rest of the path leads to from a value. */
    private Type below(JsonToken token, int step) throws IOException {
        if (step == path.size()) {
            records++;
            var found = value(token);
            whole = !spent();
            return found;
        }
        Type found = Types.MISSING;
        int index = 0;
        if (token == JsonToken.START_OBJECT) {
            for (var next = next(); next != JsonToken.END_OBJECT; next = next()) {
                found = found.with(entered(parser.currentName(), -1, step));
                if (!whole) {
                    break;
                }
            }
        } else if (token == JsonToken.START_ARRAY) {
            for (var next = next(); next != JsonToken.END_ARRAY; next = next()) {
                found = found.with(isTaken(path.get(step), null, index++) ? below(next, step + 1) : passed(next));
                if (!whole) {
                    break;
                }
            }
        }
        return found;
    }

    private Type entered(String name, int index, int step) throws IOException {
        var token = next();
        return isTaken(path.get(step), name, index) ? below(token, step + 1) : passed(token);
    }

    private static boolean isTaken(JsonPath.Step step, @Nullable String name, int index) {
        return switch (step) {
            case JsonPath.Step.All() -> true;
            case JsonPath.Step.Member(var wanted) -> wanted.equals(name);
            case JsonPath.Step.Element(var wanted) -> wanted == index;
        };
    }

    private Type passed(JsonToken token) throws IOException {
        if (token.isStructStart()) {
            parser.skipChildren();
        }
        return Types.MISSING;
    }

    private Found found() throws IOException {
        Type row = Types.MISSING;
        JsonToken token = parser.nextToken();
        while (token != null) {
            row = row.with(
                    switch (token) {
                        case START_OBJECT -> object();
                        case START_ARRAY -> rootArray();
                        default -> throw new Unreadable("a JSON file of values that are neither objects nor arrays");
                    });
            records++;
            if (spent()) {
                whole = token == JsonToken.START_ARRAY;
                break;
            }
            token = parser.nextToken();
        }
        return new Found(columns(row), records, whole, position());
    }

    private static List<Column> columns(Type row) throws Unreadable {
        return switch (row) {
            case Type.Struct(var fields) -> fields;
            case Type.ListOf array -> List.of(new Column("array", array));
            case Type.Missing missing -> List.of();
            case Type.Scalar scalar -> throw new Unreadable("objects and arrays follow each other");
            case Type.MapOf map -> throw new Unreadable("objects and arrays follow each other");
        };
    }

    /** An array that is the file itself may be longer than the budget: its first elements tell enough. */
    private Type rootArray() throws IOException {
        Type element = Types.MISSING;
        for (var token = next(); token != JsonToken.END_ARRAY; token = next()) {
            element = element.with(value(token));
            if (spent()) {
                break;
            }
        }
        return new Type.ListOf(element);
    }

    private Type value(JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_NUMBER_INT -> whole(parser);
            case VALUE_NUMBER_FLOAT -> Types.DOUBLE;
            case VALUE_TRUE, VALUE_FALSE -> Types.BOOLEAN;
            case VALUE_NULL -> Types.MISSING;
            default -> Types.STRING;
        };
    }

    private Type object() throws IOException {
        Map<String, Type> fields = new LinkedHashMap<>();
        for (var token = next(); token != JsonToken.END_OBJECT; token = next()) {
            var name = parser.currentName();
            fields.merge(name, value(next()), Type::with);
        }
        var columns = new ArrayList<Column>(fields.size());
        fields.forEach((name, type) -> columns.add(new Column(name, type)));
        return new Type.Struct(columns);
    }

    private Type array() throws IOException {
        Type element = Types.MISSING;
        for (var token = next(); token != JsonToken.END_ARRAY; token = next()) {
            element = element.with(value(token));
        }
        return new Type.ListOf(element);
    }

    private JsonToken next() throws IOException {
        @Nullable JsonToken token = parser.nextToken();
        if (token == null) {
            throw new Unreadable("the JSON text is cut short");
        }
        return token;
    }

    private static Type whole(JsonParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> Types.INT;
            case LONG -> Types.BIGINT;
            default -> {
                var value = parser.getBigIntegerValue();
                boolean fits = value.compareTo(LONG_MIN) >= 0 && value.compareTo(LONG_MAX) <= 0;
                yield fits ? Types.BIGINT : Types.DOUBLE;
            }
        };
    }

    private boolean spent() {
        return position() >= budgetBytes;
    }

    private long position() {
        return Math.max(0, parser.currentLocation().getByteOffset());
    }
}
