package tarn.services.dynamodb.expression;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.Value;

/** Where in an item a value lies, such as {@code a.b[2].c}. */
record Path(List<Step> steps) {

    /** A step of the way: into a map by name, into a list by index. */
    sealed interface Step {
        record Name(String name) implements Step {
            @Override
            public String toString() {
                return name;
            }
        }

        record Index(int index) implements Step {
            @Override
            public String toString() {
                return "[" + index + "]";
            }
        }
    }

    /** An attribute of its own. */
    static Path of(String attribute) {
        return new Path(List.of(new Step.Name(attribute)));
    }

    /** The attribute the path begins with. */
    String attribute() {
        return steps.getFirst().toString();
    }

    boolean isNested() {
        return steps.size() > 1;
    }

    /** What lies there; null if there is nothing. */
    @Nullable
    Value in(Item item) {
        var value = item.get(attribute());
        for (int i = 1; value != null && i < steps.size(); i++) {
            value = step(value, steps.get(i));
        }
        return value;
    }

    private static @Nullable Value step(Value value, Step step) {
        return switch (step) {
            case Step.Name(var name) -> value instanceof Value.M(var values) ? values.get(name) : null;
            case Step.Index(var index) ->
                value instanceof Value.L(var values) && index < values.size() ? values.get(index) : null;
        };
    }

    /** As AWS's faults write it: {@code [a, b, [2], c]}. */
    @Override
    public String toString() {
        return steps.toString();
    }
}
