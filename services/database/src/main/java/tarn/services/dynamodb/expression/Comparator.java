package tarn.services.dynamodb.expression;

import org.jspecify.annotations.Nullable;
import tarn.services.dynamodb.value.Value;

/** How two values are compared. Values of different types are never equal, and none is before the other. */
enum Comparator {
    EQUAL("="),
    NOT_EQUAL("<>"),
    LESS("<"),
    AT_MOST("<="),
    GREATER(">"),
    AT_LEAST(">=");

    private final String sign;

    Comparator(String sign) {
        this.sign = sign;
    }

    String sign() {
        return sign;
    }

    /** The comparator of a sign; null if it is none. */
    static @Nullable Comparator of(String sign) {
        for (var comparator : values()) {
            if (comparator.sign.equals(sign)) {
                return comparator;
            }
        }
        return null;
    }

    /** Whether it needs values that have an order. */
    boolean isOrder() {
        return this != EQUAL && this != NOT_EQUAL;
    }

    /** The same with its operands the other way round. */
    Comparator turned() {
        return switch (this) {
            case EQUAL, NOT_EQUAL -> this;
            case LESS -> GREATER;
            case AT_MOST -> AT_LEAST;
            case GREATER -> LESS;
            case AT_LEAST -> AT_MOST;
        };
    }

    boolean test(@Nullable Value left, @Nullable Value right) {
        if (!isOrder()) {
            return (this == EQUAL) == (left != null && left.equals(right));
        }
        var order = Operands.compare(left, right);
        if (order == null) {
            return false;
        }
        return switch (this) {
            case LESS -> order < 0;
            case AT_MOST -> order <= 0;
            case GREATER -> order > 0;
            case AT_LEAST -> order >= 0;
            case EQUAL, NOT_EQUAL -> throw new IllegalStateException(sign);
        };
    }
}
