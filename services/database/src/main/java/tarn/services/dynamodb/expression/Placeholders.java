package tarn.services.dynamodb.expression;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tarn.services.dynamodb.value.MalformedValueException;
import tarn.services.dynamodb.value.Value;
import tarn.services.dynamodb.value.Wording;

/** The names and values that a request gives for its placeholders, and which of them its expressions have used. */
final class Placeholders {

    private static final int KEY_CHARS_MAX = 255;
    private static final int NAME_BYTES_MAX = 65_535;

    private static final String NAMES = "ExpressionAttributeNames";
    private static final String VALUES = "ExpressionAttributeValues";

    private final @Nullable Map<String, String> names;
    private final Map<String, Value> values = new HashMap<>();
    private final Set<String> used = new HashSet<>();

    /**
     * @param names null if the request has none
     * @param values null if the request has none
     */
    Placeholders(@Nullable Map<String, String> names, @Nullable Map<String, AttributeValue> values, Wording wording) {
        this.names = names;
        if (names != null) {
            checkNames(names);
        }
        if (values != null) {
            if (values.isEmpty()) {
                throw new InvalidExpressionException(VALUES + " must not be empty");
            }
            values.keySet().forEach(key -> checkKey(VALUES, ':', key));
            values.forEach((key, value) -> this.values.put(key, read(key, value, wording)));
        }
    }

    private static void checkNames(Map<String, String> names) {
        if (names.isEmpty()) {
            throw new InvalidExpressionException(NAMES + " must not be empty");
        }
        names.forEach((key, name) -> {
            checkKey(NAMES, '#', key);
            if (name.isEmpty()) {
                throw invalidName("Empty attribute name", key);
            }
            if (name.length() * 3L > NAME_BYTES_MAX && name.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES_MAX) {
                throw invalidName("Attribute name is too large, must be less than 65536 bytes", key);
            }
        });
    }

    private static InvalidExpressionException invalidName(String message, String key) {
        return new InvalidExpressionException(NAMES + " contains invalid value: " + message + " for key " + key);
    }

    private static void checkKey(String parameter, char sign, String key) {
        boolean valid = key.length() > 1 && key.charAt(0) == sign;
        for (int i = 1; valid && i < key.length(); i++) {
            char c = key.charAt(i);
            valid = Lexer.isLetter(c) || Lexer.isDigit(c) || c == '_';
        }
        if (!valid) {
            throw new InvalidExpressionException(
                    parameter + " contains invalid key: Syntax error; key: \"" + key + "\"");
        }
        if (key.length() > KEY_CHARS_MAX) {
            throw new InvalidExpressionException(
                    parameter + " contains invalid key: The expression attribute map contains a key that is too long;");
        }
    }

    private static Value read(String key, AttributeValue value, Wording wording) {
        try {
            return Value.of(value, wording == Wording.ENVELOPED ? Wording.CURRENT : wording);
        } catch (MalformedValueException e) {
            throw new InvalidExpressionException(
                    VALUES + " contains invalid value: " + e.getMessage() + " for key " + key);
        }
    }

    /** The name that a placeholder stands for. */
    String name(String placeholder) {
        var name = names == null ? null : names.get(placeholder);
        if (name == null) {
            throw new InvalidExpressionException(
                    "An expression attribute name used in the document path is not defined; attribute name: "
                            + placeholder);
        }
        used.add(placeholder);
        return name;
    }

    /** The value that a placeholder stands for. */
    Value value(String placeholder) {
        var value = values.get(placeholder);
        if (value == null) {
            throw new InvalidExpressionException(
                    "An expression attribute value used in expression is not defined; attribute value: " + placeholder);
        }
        used.add(placeholder);
        return value;
    }

    /** Refuses what no expression has used. */
    void checkUsed() {
        if (names != null) {
            checkUsed(NAMES, names.keySet());
        }
        checkUsed(VALUES, values.keySet());
    }

    private void checkUsed(String parameter, Set<String> keys) {
        var unused = keys.stream().filter(key -> !used.contains(key)).sorted().toList();
        if (!unused.isEmpty()) {
            throw new InvalidExpressionException("Value provided in " + parameter + " unused in expressions: keys: {"
                    + String.join(", ", unused) + "}");
        }
    }
}
