package tarn.services.dynamodb.expression;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.Value;

/** What an expression compares, tests or sets. */
sealed interface Operand {

    /** Gives the operand its path or value, and checks what can be checked without an item. */
    void bind(Slots slots, Placeholders placeholders);

    /** The value for an item; null if there is none. */
    @Nullable
    Value of(Slots slots, Item item);

    /** The type it has whatever the item is, in AWS's letters; null if that depends. */
    @Nullable
    String type(Slots slots);

    /** What lies at a path. */
    record PathAt(int slot) implements Operand {
        @Override
        public void bind(Slots slots, Placeholders placeholders) {
            slots.bindPath(slot, placeholders);
        }

        @Override
        public @Nullable Value of(Slots slots, Item item) {
            return slots.path(slot).in(item);
        }

        @Override
        public @Nullable String type(Slots slots) {
            return null;
        }
    }

    /** A value of the request. */
    record ValueAt(int slot) implements Operand {
        @Override
        public void bind(Slots slots, Placeholders placeholders) {
            slots.bindValue(slot, placeholders);
        }

        @Override
        public Value of(Slots slots, Item item) {
            return slots.value(slot);
        }

        @Override
        public String type(Slots slots) {
            return slots.value(slot).type();
        }
    }

    /** What a function gives. */
    record Call(Function function, List<Operand> arguments) implements Operand, Node {
        public Call {
            arguments = List.copyOf(arguments);
        }

        @Override
        public void bind(Slots slots, Placeholders placeholders) {
            for (var argument : arguments) {
                argument.bind(slots, placeholders);
            }
            function.check(arguments, slots);
        }

        @Override
        public @Nullable Value of(Slots slots, Item item) {
            return function.of(arguments, slots, item);
        }

        @Override
        public boolean test(Slots slots, Item item) {
            return function.test(arguments, slots, item);
        }

        @Override
        public @Nullable String type(Slots slots) {
            return function.type();
        }
    }

    /** Two numbers added or subtracted; only in what an update sets. */
    record Sum(Operand left, Operand right, boolean isDifference) implements Operand {
        @Override
        public void bind(Slots slots, Placeholders placeholders) {
            left.bind(slots, placeholders);
            right.bind(slots, placeholders);
            for (var operand : List.of(left, right)) {
                var type = operand.type(slots);
                if (type != null && !type.equals("N")) {
                    throw Operands.incorrectType(isDifference ? "-" : "+", type);
                }
            }
        }

        @Override
        public Value of(Slots slots, Item item) {
            var augend = Operands.number(Operands.present(left, slots, item));
            var addend = Operands.number(Operands.present(right, slots, item));
            return isDifference ? augend.minus(addend) : augend.plus(addend);
        }

        @Override
        public String type(Slots slots) {
            return "N";
        }
    }
}
