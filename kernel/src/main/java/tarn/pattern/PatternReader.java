package tarn.pattern;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a pattern's text. */
final class PatternReader {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String text;
    private final JsonParser in;

    PatternReader(String text) {
        this.text = text;
        try {
            in = JSON.createParser(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Node.Fields read() {
        try (in) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw refused("Filter is not an object");
            }
            var root = fields();
            if (in.nextToken() != null) {
                throw refused("Unexpected text after the pattern");
            }
            return root;
        } catch (JsonProcessingException e) {
            throw new InvalidPatternException(e.getOriginalMessage(), text, e.getLocation());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Node.Fields fields() throws IOException {
        Map<String, Node> fields = new LinkedHashMap<>();
        List<Node.Fields> either = List.of();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            var name = in.currentName();
            switch (in.nextToken()) {
                case START_OBJECT -> fields.put(name, fields());
                case START_ARRAY -> {
                    if (name.equals("$or")) {
                        either = either();
                    } else {
                        fields.put(name, new Node.Leaf(conditions()));
                    }
                }
                default -> throw refused("\"" + name + "\" must be an object or an array");
            }
        }
        if (fields.isEmpty() && either.isEmpty()) {
            throw refused("Empty objects are not allowed");
        }
        return new Node.Fields(fields, either);
    }

    private List<Node.Fields> either() throws IOException {
        var either = new ArrayList<Node.Fields>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (in.currentToken() != JsonToken.START_OBJECT) {
                throw refused("Only JsonObject is allowed in array of $or relationship");
            }
            either.add(fields());
        }
        if (either.size() < 2) {
            throw refused("There must have at least 2 Objects in $or relationship");
        }
        return List.copyOf(either);
    }

    private List<Condition> conditions() throws IOException {
        var conditions = new ArrayList<Condition>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            conditions.add(in.currentToken() == JsonToken.START_OBJECT ? matchExpression() : value());
        }
        if (conditions.isEmpty()) {
            throw refused("Empty arrays are not allowed");
        }
        return List.copyOf(conditions);
    }

    private Condition value() throws IOException {
        return switch (in.currentToken()) {
            case VALUE_STRING -> new Condition.Text(in.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Condition.Numeral(in.getDecimalValue());
            case VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> new Condition.Literal(in.getText());
            default -> throw refused("Match value must be String, number, true, false, or null");
        };
    }

    /** An object in an array of conditions, such as {@code {"prefix": "a"}}. */
    private Condition matchExpression() throws IOException {
        if (in.nextToken() != JsonToken.FIELD_NAME) {
            throw refused("Empty Match Expression found");
        }
        var expression = MatchExpression.named(in.currentName());
        if (expression.isEmpty()) {
            throw refused("Unrecognized match type " + in.currentName());
        }
        in.nextToken();
        Condition condition;
        try {
            condition = expression.get().read(this);
        } catch (IllegalArgumentException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
        if (in.nextToken() != JsonToken.END_OBJECT) {
            throw refused("Only one key allowed in match expression");
        }
        return condition;
    }

    JsonParser in() {
        return in;
    }

    /** The text that stands here. */
    String text(String what) throws IOException {
        if (in.currentToken() != JsonToken.VALUE_STRING) {
            throw refused(what + " match pattern must be a string");
        }
        return in.getText();
    }

    InvalidPatternException refused(String reason) {
        return new InvalidPatternException(reason, text, in.currentLocation());
    }
}
