package tarn.services.dynamodb.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.N;
import tarn.services.dynamodb.value.Value;

/** What an update does at one place of an item. */
sealed interface Action {

    Operand.PathAt path();

    /** Gives what stands beside the path its paths and values. */
    void bind(Slots slots, Placeholders placeholders);

    /** Refuses values that no item could make right; after all names and values are there. */
    void check(Slots slots);

    /**
     * What is at the place afterwards; null if nothing.
     *
     * @param present what is there before; null if nothing
     * @param item the whole item as it was before the update
     */
    @Nullable
    Value apply(Slots slots, @Nullable Value present, Item item);

    /** All actions of an update, in the order of the text. */
    record Several(List<Action> actions) {
        public Several {
            actions = List.copyOf(actions);
        }
    }

    record Set(Operand.PathAt path, Operand operand) implements Action {
        @Override
        public void bind(Slots slots, Placeholders placeholders) {
            operand.bind(slots, placeholders);
        }

        @Override
        public void check(Slots slots) {}

        @Override
        public Value apply(Slots slots, @Nullable Value present, Item item) {
            return Operands.present(operand, slots, item);
        }
    }

    record Remove(Operand.PathAt path) implements Action {
        @Override
        public void bind(Slots slots, Placeholders placeholders) {}

        @Override
        public void check(Slots slots) {}

        @Override
        public @Nullable Value apply(Slots slots, @Nullable Value present, Item item) {
            return null;
        }
    }

    /** Adds to a number, or elements to a set. */
    record Add(Operand.PathAt path, Operand.ValueAt value) implements Action {
        @Override
        public void bind(Slots slots, Placeholders placeholders) {
            value.bind(slots, placeholders);
        }

        @Override
        public void check(Slots slots) {
            if (!(slots.value(value.slot()) instanceof N)) {
                Sets.checkSet("ADD", slots.value(value.slot()));
            }
        }

        @Override
        public Value apply(Slots slots, @Nullable Value present, Item item) {
            var sum = Sets.add(present, slots.value(value.slot()));
            if (sum == null) {
                throw Operands.incorrectOperand();
            }
            return sum;
        }
    }

    /** Takes elements from a set, which goes with its last one. */
    record Delete(Operand.PathAt path, Operand.ValueAt value) implements Action {
        @Override
        public void bind(Slots slots, Placeholders placeholders) {
            value.bind(slots, placeholders);
        }

        @Override
        public void check(Slots slots) {
            Sets.checkSet("DELETE", slots.value(value.slot()));
        }

        @Override
        public @Nullable Value apply(Slots slots, @Nullable Value present, Item item) {
            if (present == null) {
                return null;
            }
            var taken = slots.value(value.slot());
            if (!present.type().equals(taken.type())) {
                throw Operands.incorrectOperand();
            }
            return Sets.without(present, taken);
        }
    }

    /** Sets as ADD and DELETE change them. */
    final class Sets {

        private Sets() {}

        static void checkSet(String operator, Value value) {
            if (!(value instanceof Value.SS || value instanceof Value.NS || value instanceof Value.BS)) {
                throw new InvalidExpressionException("Incorrect operand type for operator or function; operator: "
                        + operator + ", operand type: " + Shown.longType(value) + ", typeSet: ALLOWED_FOR_" + operator
                        + "_OPERAND");
            }
        }

        /** The sum of numbers or the union of sets; null if they do not go together. */
        static @Nullable Value add(@Nullable Value present, Value added) {
            if (present == null) {
                return added;
            }
            if (present instanceof N number && added instanceof N other) {
                return number.plus(other);
            }
            if (present instanceof Value.SS(var values) && added instanceof Value.SS(var others)) {
                return Value.SS.of(joined(values, others));
            }
            if (present instanceof Value.NS(var values) && added instanceof Value.NS(var others)) {
                return Value.NS.of(joined(values, others));
            }
            if (present instanceof Value.BS(var values) && added instanceof Value.BS(var others)) {
                return Value.BS.of(joined(values, others));
            }
            return null;
        }

        private static <T> List<T> joined(List<T> values, List<T> others) {
            var all = new ArrayList<>(values);
            all.addAll(others);
            return all;
        }

        /** A set without the elements of another of its type; null if none is left. */
        static @Nullable Value without(Value present, Value taken) {
            if (present instanceof Value.SS(var values) && taken instanceof Value.SS(var others)) {
                var left = less(values, new TreeSet<>(others));
                return left.isEmpty() ? null : new Value.SS(left);
            }
            if (present instanceof Value.NS(var values) && taken instanceof Value.NS(var others)) {
                var left = less(values, new TreeSet<>(others));
                return left.isEmpty() ? null : new Value.NS(left);
            }
            if (present instanceof Value.BS(var values) && taken instanceof Value.BS(var others)) {
                var left = less(values, java.util.Set.copyOf(others));
                return left.isEmpty() ? null : new Value.BS(left);
            }
            return present;
        }

        private static <T> List<T> less(List<T> values, java.util.Set<T> taken) {
            return values.stream().filter(value -> !taken.contains(value)).toList();
        }
    }
}
