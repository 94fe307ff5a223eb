package tarn.services.dynamodb.expression;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ComparisonOperator;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.Value;

/**
 * A comparison as it was said before there were expressions.
 *
 * @param operator its name
 * @param argumentsMin how many values it needs
 * @param argumentsMax how many it takes
 * @param refused the types of values that it does not take
 * @param test what it finds out, of the attribute's value if it is there and the values
 */
record LegacyOperator(
        ComparisonOperator operator,
        int argumentsMin,
        int argumentsMax,
        Set<String> refused,
        BiPredicate<@Nullable Value, List<Value>> test) {

    private static final Set<String> SETS = Set.of("SS", "NS", "BS");
    private static final Set<String> UNORDERED = Set.of("SS", "NS", "BS", "L", "M", "BOOL", "NULL");
    private static final Set<String> NOT_TEXT = Set.of("N", "SS", "NS", "BS", "L", "M", "BOOL", "NULL");

    private static final Map<ComparisonOperator, LegacyOperator> ALL = Map.ofEntries(
            compared(ComparisonOperator.EQ, Comparator.EQUAL),
            compared(ComparisonOperator.NE, Comparator.NOT_EQUAL),
            compared(ComparisonOperator.LT, Comparator.LESS),
            compared(ComparisonOperator.LE, Comparator.AT_MOST),
            compared(ComparisonOperator.GT, Comparator.GREATER),
            compared(ComparisonOperator.GE, Comparator.AT_LEAST),
            entry(ComparisonOperator.NULL, 0, 0, Set.of(), (value, others) -> value == null),
            entry(ComparisonOperator.NOT_NULL, 0, 0, Set.of(), (value, others) -> value != null),
            entry(
                    ComparisonOperator.CONTAINS,
                    1,
                    1,
                    SETS,
                    (value, others) -> Containing.contains(value, others.getFirst())),
            entry(
                    ComparisonOperator.NOT_CONTAINS,
                    1,
                    1,
                    SETS,
                    (value, others) -> value != null && !Containing.contains(value, others.getFirst())),
            entry(
                    ComparisonOperator.BEGINS_WITH,
                    1,
                    1,
                    NOT_TEXT,
                    (value, others) -> Containing.beginsWith(value, others.getFirst())),
            entry(
                    ComparisonOperator.IN,
                    1,
                    Integer.MAX_VALUE,
                    UNORDERED,
                    (value, others) -> value != null && others.contains(value)),
            entry(
                    ComparisonOperator.BETWEEN,
                    2,
                    2,
                    UNORDERED,
                    (value, others) -> Node.Between.isBetween(value, others.get(0), others.get(1))));

    private static Map.Entry<ComparisonOperator, LegacyOperator> compared(
            ComparisonOperator operator, Comparator comparator) {
        return entry(
                operator,
                1,
                1,
                comparator.isOrder() ? UNORDERED : Set.of(),
                (value, others) -> comparator.test(value, others.getFirst()));
    }

    private static Map.Entry<ComparisonOperator, LegacyOperator> entry(
            ComparisonOperator operator,
            int argumentsMin,
            int argumentsMax,
            Set<String> refused,
            BiPredicate<@Nullable Value, List<Value>> test) {
        return Map.entry(operator, new LegacyOperator(operator, argumentsMin, argumentsMax, refused, test));
    }

    static LegacyOperator of(@Nullable ComparisonOperator operator) {
        var known = operator == null ? null : ALL.get(operator);
        if (known == null) {
            throw new InvalidExpressionException("Comparison type does not exist in DynamoDB");
        }
        return known;
    }

    /** The comparison of an attribute with values. */
    Predicate<Item> on(String attribute, List<Value> values) {
        check(values);
        return item -> test.test(item.get(attribute), values);
    }

    /** Refuses values it does not take. */
    void check(List<Value> values) {
        if (values.size() < argumentsMin || values.size() > argumentsMax) {
            throw Legacy.invalid("Invalid number of argument(s) for the " + operator + " ComparisonOperator");
        }
        for (var value : values) {
            if (!value.type().equals(values.getFirst().type())) {
                throw Legacy.invalid("AttributeValues inside AttributeValueList must be of same type");
            }
        }
        for (var value : values) {
            if (refused.contains(value.type())) {
                throw Legacy.invalid("ComparisonOperator " + operator + " is not valid for " + value.type()
                        + " AttributeValue type");
            }
        }
        if (operator == ComparisonOperator.BETWEEN) {
            var order = Operands.compare(values.get(0), values.get(1));
            if (order != null && order > 0) {
                throw new InvalidExpressionException("The BETWEEN condition was provided a range where the lower bound"
                        + " is greater than the upper bound");
            }
        }
    }

    /** What it says about a key. */
    SortRange range(List<Value> values) {
        return switch (operator) {
            case EQ -> new SortRange.Equal(values.getFirst());
            case LT -> new SortRange.Less(values.getFirst());
            case LE -> new SortRange.AtMost(values.getFirst());
            case GT -> new SortRange.Greater(values.getFirst());
            case GE -> new SortRange.AtLeast(values.getFirst());
            case BEGINS_WITH -> new SortRange.BeginsWith(values.getFirst());
            case BETWEEN -> new SortRange.Between(values.get(0), values.get(1));
            case NE, IN, NULL, NOT_NULL, CONTAINS, NOT_CONTAINS, UNKNOWN_TO_SDK_VERSION ->
                throw new InvalidExpressionException("Attempted conditional constraint is not an indexable operation");
        };
    }
}
