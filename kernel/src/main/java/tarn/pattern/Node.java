package tarn.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A place in a pattern and what it asks of the same place in an event. */
sealed interface Node {

    /** Whether the event has what is asked; null stands for a field that is absent. */
    boolean matches(@Nullable JsonNode value);

    /**
     * An object.
     *
     * @param fields all of which must match
     * @param either of which one must match, unless there are none
     */
    record Fields(Map<String, Node> fields, List<Fields> either) implements Node {

        @Override
        public boolean matches(@Nullable JsonNode value) {
            if (value != null && value.isArray() && !value.isEmpty()) {
                for (var element : value) {
                    if (matches(element)) {
                        return true;
                    }
                }
                return false;
            }
            for (var field : fields.entrySet()) {
                var found = value == null ? null : value.get(field.getKey());
                if (!field.getValue().matches(found)) {
                    return false;
                }
            }
            return either.isEmpty() || either.stream().anyMatch(one -> one.matches(value));
        }
    }

    /** A value, or an array of which one element is enough. */
    record Leaf(List<Condition> conditions) implements Node {

        @Override
        public boolean matches(@Nullable JsonNode value) {
            if (value == null || value.isObject() || (value.isArray() && value.isEmpty())) {
                return conditions.stream().anyMatch(Condition::absent);
            }
            if (value.isArray()) {
                for (var element : value) {
                    if (matches(element)) {
                        return true;
                    }
                }
                return false;
            }
            for (var condition : conditions) {
                if (condition.test(value)) {
                    return true;
                }
            }
            return false;
        }
    }
}
