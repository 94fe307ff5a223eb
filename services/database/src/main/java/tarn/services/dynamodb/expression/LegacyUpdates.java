package tarn.services.dynamodb.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeAction;
import software.amazon.awssdk.services.dynamodb.model.AttributeValueUpdate;
import tarn.services.dynamodb.value.N;
import tarn.services.dynamodb.value.Value;
import tarn.services.dynamodb.value.Wording;

/** Updates as they were said before there were expressions. */
final class LegacyUpdates {

    private LegacyUpdates() {}

    /** What AttributeUpdates say. */
    static Update of(Map<String, AttributeValueUpdate> updates, Wording wording) {
        var legacy = new Legacy(wording);
        var paths = new ArrayList<Path>();
        var changes = new ArrayList<Update.Change>();
        updates.forEach((name, update) -> {
            Legacy.checkName(name);
            paths.add(Path.of(name));
            changes.add(change(update, update.value() == null ? null : legacy.value(update.value())));
        });
        return paths.isEmpty() ? Update.NONE : Update.of(paths, changes);
    }

    private static Update.Change change(AttributeValueUpdate update, @Nullable Value value) {
        var action = update.action() == null ? AttributeAction.PUT : update.action();
        if (value == null) {
            if (action != AttributeAction.DELETE) {
                throw Legacy.invalid("Only DELETE action is allowed when no attribute value is specified");
            }
            return (present, item) -> null;
        }
        return switch (action) {
            case PUT -> (present, item) -> value;
            case ADD -> {
                if (!(value instanceof N || value instanceof Value.L || isSet(value))) {
                    throw Legacy.invalid("ADD action is not supported for the type " + value.type());
                }
                yield (present, item) -> added(present, value);
            }
            case DELETE -> {
                if (!isSet(value)) {
                    throw Legacy.invalid("DELETE action with value is not supported for the type " + value.type());
                }
                yield (present, item) -> deleted(present, value);
            }
            case UNKNOWN_TO_SDK_VERSION ->
                throw new InvalidExpressionException("Member must satisfy enum value set: [ADD, DELETE, PUT]");
        };
    }

    private static boolean isSet(Value value) {
        return value instanceof Value.SS || value instanceof Value.NS || value instanceof Value.BS;
    }

    /** As in expressions, but lists can be added to, too. */
    private static Value added(@Nullable Value present, Value value) {
        if (present instanceof Value.L(var values) && value instanceof Value.L(var others)) {
            var all = new ArrayList<>(values);
            all.addAll(others);
            return new Value.L(List.copyOf(all));
        }
        var sum = Action.Sets.add(present, value);
        if (sum == null) {
            throw mismatch();
        }
        return sum;
    }

    private static @Nullable Value deleted(@Nullable Value present, Value value) {
        if (present == null) {
            return null;
        }
        if (!present.type().equals(value.type())) {
            throw mismatch();
        }
        return Action.Sets.without(present, value);
    }

    private static InvalidExpressionException mismatch() {
        return new InvalidExpressionException("Type mismatch for attribute to update");
    }
}
