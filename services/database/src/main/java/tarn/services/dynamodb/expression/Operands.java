package tarn.services.dynamodb.expression;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.N;
import tarn.services.dynamodb.value.Value;

/** How operands are checked and compared. */
final class Operands {

    private Operands() {}

    static InvalidExpressionException incorrectType(String operator, String type) {
        return new InvalidExpressionException("Incorrect operand type for operator or function; operator or function: "
                + operator + ", operand type: " + type);
    }

    /** The value of what an update sets, which must be there. */
    static Value present(Operand operand, Slots slots, Item item) {
        var value = operand.of(slots, item);
        if (value == null) {
            throw new InvalidExpressionException(
                    "The provided expression refers to an attribute that does not exist in the item");
        }
        return value;
    }

    static N number(Value value) {
        if (value instanceof N number) {
            return number;
        }
        throw incorrectOperand();
    }

    /** What an update works with is of another type than it must be. */
    static InvalidExpressionException incorrectOperand() {
        return new InvalidExpressionException("An operand in the update expression has an incorrect data type");
    }

    /** Refuses a path as the first operand that is among the others, too. */
    static void checkDistinct(String operator, List<Operand> operands, Slots slots) {
        if (!(operands.getFirst() instanceof Operand.PathAt(var first))) {
            return;
        }
        var path = slots.path(first);
        for (var other : operands.subList(1, operands.size())) {
            if (other instanceof Operand.PathAt(var slot) && slots.path(slot).equals(path)) {
                throw new InvalidExpressionException(
                        "The first operand must be distinct from the remaining operands for this operator or function;"
                                + " operator: " + operator + ", first operand: " + path);
            }
        }
    }

    /** Refuses values that have no order. */
    static void checkOrdered(String operator, List<Operand> operands, Slots slots) {
        for (var operand : operands) {
            var type = operand.type(slots);
            if (type != null && !isOrdered(type)) {
                throw incorrectType(operator, type);
            }
        }
    }

    static boolean isOrdered(String type) {
        return type.equals("S") || type.equals("N") || type.equals("B");
    }

    /** How two values of the same type that has an order compare; null if they do not. */
    static @Nullable Integer compare(@Nullable Value left, @Nullable Value right) {
        if (left instanceof Value.S l && right instanceof Value.S r) {
            return l.compareTo(r);
        }
        if (left instanceof N l && right instanceof N r) {
            return l.compareTo(r);
        }
        if (left instanceof Value.B l && right instanceof Value.B r) {
            return l.compareTo(r);
        }
        return null;
    }
}
