package tarn.services.dynamodb.partiql;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Gives names and values of a statement their placeholders in expressions. */
public final class Placeholding {

    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<String, AttributeValue> values = new LinkedHashMap<>();

    String name(String name) {
        for (var known : names.entrySet()) {
            if (known.getValue().equals(name)) {
                return known.getKey();
            }
        }
        var placeholder = "#n" + names.size();
        names.put(placeholder, name);
        return placeholder;
    }

    String value(AttributeValue value) {
        var placeholder = ":v" + values.size();
        values.put(placeholder, value);
        return placeholder;
    }

    /** The names by their placeholders; null if there are none. */
    public @Nullable Map<String, String> names() {
        return names.isEmpty() ? null : names;
    }

    /** The values by their placeholders; null if there are none. */
    public @Nullable Map<String, AttributeValue> values() {
        return values.isEmpty() ? null : values;
    }
}
