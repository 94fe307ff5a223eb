package tarn.services.dynamodb.expression;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.Value;

/** What an item is tested for. A value that is not there is equal to none and before none, but not equal to all. */
sealed interface Node permits Node.All, Node.Any, Node.Not, Node.Comparison, Node.Between, Node.In, Operand.Call {

    /** Gives the operands their paths and values, in the order of the text, and checks them. */
    void bind(Slots slots, Placeholders placeholders);

    boolean test(Slots slots, Item item);

    record All(List<Node> nodes) implements Node {
        public All {
            nodes = List.copyOf(nodes);
        }

        @Override
        public void bind(Slots slots, Placeholders placeholders) {
            nodes.forEach(node -> node.bind(slots, placeholders));
        }

        @Override
        public boolean test(Slots slots, Item item) {
            for (var node : nodes) {
                if (!node.test(slots, item)) {
                    return false;
                }
            }
            return true;
        }
    }

    record Any(List<Node> nodes) implements Node {
        public Any {
            nodes = List.copyOf(nodes);
        }

        @Override
        public void bind(Slots slots, Placeholders placeholders) {
            nodes.forEach(node -> node.bind(slots, placeholders));
        }

        @Override
        public boolean test(Slots slots, Item item) {
            for (var node : nodes) {
                if (node.test(slots, item)) {
                    return true;
                }
            }
            return false;
        }
    }

    record Not(Node node) implements Node {
        @Override
        public void bind(Slots slots, Placeholders placeholders) {
            node.bind(slots, placeholders);
        }

        @Override
        public boolean test(Slots slots, Item item) {
            return !node.test(slots, item);
        }
    }

    record Comparison(Comparator comparator, Operand left, Operand right) implements Node {
        @Override
        public void bind(Slots slots, Placeholders placeholders) {
            left.bind(slots, placeholders);
            right.bind(slots, placeholders);
            Operands.checkDistinct(comparator.sign(), List.of(left, right), slots);
            if (comparator.isOrder()) {
                Operands.checkOrdered(comparator.sign(), List.of(left, right), slots);
            }
        }

        @Override
        public boolean test(Slots slots, Item item) {
            return comparator.test(left.of(slots, item), right.of(slots, item));
        }
    }

    record Between(Operand operand, Operand low, Operand high) implements Node {
        @Override
        public void bind(Slots slots, Placeholders placeholders) {
            var operands = List.of(operand, low, high);
            operands.forEach(each -> each.bind(slots, placeholders));
            Operands.checkDistinct("BETWEEN", operands, slots);
            Operands.checkOrdered("BETWEEN", operands, slots);
            if (low instanceof Operand.ValueAt(var from) && high instanceof Operand.ValueAt(var to)) {
                check(slots.value(from), slots.value(to));
            }
        }

        private static void check(Value low, Value high) {
            var order = Operands.compare(low, high);
            if (order == null || order > 0) {
                throw new InvalidExpressionException((order == null
                                ? "The BETWEEN operator requires same data type for lower and upper bounds;"
                                : "The BETWEEN operator requires upper bound to be greater than or equal to lower bound;")
                        + " lower bound operand: " + shown(low) + ", upper bound operand: " + shown(high));
            }
        }

        private static String shown(Value value) {
            return "AttributeValue: " + Shown.value(value);
        }

        @Override
        public boolean test(Slots slots, Item item) {
            return isBetween(operand.of(slots, item), low.of(slots, item), high.of(slots, item));
        }

        static boolean isBetween(@Nullable Value value, @Nullable Value low, @Nullable Value high) {
            var toLow = Operands.compare(value, low);
            var toHigh = Operands.compare(value, high);
            return toLow != null && toHigh != null && toLow >= 0 && toHigh <= 0;
        }
    }

    record In(Operand operand, List<Operand> among) implements Node {

        static final int OPERANDS_MAX = 100;

        public In {
            among = List.copyOf(among);
        }

        @Override
        public void bind(Slots slots, Placeholders placeholders) {
            operand.bind(slots, placeholders);
            among.forEach(each -> each.bind(slots, placeholders));
            var operands = new ArrayList<Operand>();
            operands.add(operand);
            operands.addAll(among);
            Operands.checkDistinct("IN", operands, slots);
        }

        @Override
        public boolean test(Slots slots, Item item) {
            var value = operand.of(slots, item);
            if (value == null) {
                return false;
            }
            for (var each : among) {
                if (value.equals(each.of(slots, item))) {
                    return true;
                }
            }
            return false;
        }
    }
}
