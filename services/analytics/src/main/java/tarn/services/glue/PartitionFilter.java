package tarn.services.glue;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which partitions an expression means, decided by their values alone. A partition of Hive's default name has a null
 * there, and comparisons with null are not true.
 */
sealed interface PartitionFilter {

    /** The folder name, and so the value, that Hive gives a null. */
    String NULL = "__HIVE_DEFAULT_PARTITION__";

    /** A partition key: its position and type. */
    record Key(int position, KeyType type) {

        /** The key's value in a partition; null for Hive's null. */
        KeyType.@Nullable Value in(List<String> values) {
            var text = values.get(position);
            if (text.equals(NULL)) {
                return null;
            }
            try {
                return type.value(text);
            } catch (IllegalArgumentException e) {
                throw GlueFaults.invalidState(String.valueOf(e.getMessage()));
            }
        }
    }

    /** How two values are compared. */
    enum Operator {
        EQUAL,
        UNEQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL;

        boolean holds(int order) {
            return switch (this) {
                case EQUAL -> order == 0;
                case UNEQUAL -> order != 0;
                case LESS -> order < 0;
                case LESS_OR_EQUAL -> order <= 0;
                case GREATER -> order > 0;
                case GREATER_OR_EQUAL -> order >= 0;
            };
        }

        /** The operator that means the same with the sides exchanged. */
        Operator flipped() {
            return switch (this) {
                case EQUAL, UNEQUAL -> this;
                case LESS -> GREATER;
                case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
                case GREATER -> LESS;
                case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
            };
        }
    }

    record Everything() implements PartitionFilter {}

    record Comparison(Key key, Operator operator, KeyType.Value value) implements PartitionFilter {}

    record Like(Key key, Pattern pattern) implements PartitionFilter {}

    record In(Key key, Set<KeyType.Value> values) implements PartitionFilter {}

    record Between(Key key, KeyType.Value low, KeyType.Value high) implements PartitionFilter {}

    record IsNull(Key key) implements PartitionFilter {}

    record Not(PartitionFilter inner) implements PartitionFilter {}

    record And(PartitionFilter left, PartitionFilter right) implements PartitionFilter {}

    record Or(PartitionFilter left, PartitionFilter right) implements PartitionFilter {}

    /** Whether a partition is meant. */
    default boolean matches(List<String> values) {
        return Boolean.TRUE.equals(truth(values));
    }

    /** SQL's three values of truth: null is unknown. */
    default @Nullable Boolean truth(List<String> values) {
        return switch (this) {
            case Everything() -> true;
            case Comparison(var key, var operator, var value) ->
                known(key, values, found -> operator.holds(compare(found, value)));
            case Like(var key, var pattern) ->
                known(
                        key,
                        values,
                        found -> found instanceof KeyType.Value.Text(var text)
                                && pattern.matcher(text).matches());
            case In(var key, var wanted) ->
                known(key, values, found -> wanted.stream().anyMatch(value -> compare(found, value) == 0));
            case Between(var key, var low, var high) ->
                known(key, values, found -> compare(found, low) >= 0 && compare(found, high) <= 0);
            case IsNull(var key) -> key.in(values) == null;
            case Not(var inner) -> {
                var truth = inner.truth(values);
                yield truth == null ? null : Boolean.valueOf(!truth);
            }
            case And(var left, var right) -> {
                var first = left.truth(values);
                var second = Boolean.FALSE.equals(first) ? first : right.truth(values);
                yield Boolean.FALSE.equals(second) ? second : first == null ? null : second;
            }
            case Or(var left, var right) -> {
                var first = left.truth(values);
                var second = Boolean.TRUE.equals(first) ? first : right.truth(values);
                yield Boolean.TRUE.equals(second) ? second : first == null ? null : second;
            }
        };
    }

    private static int compare(KeyType.Value one, KeyType.Value other) {
        return one.compareTo(other);
    }

    private static @Nullable Boolean known(Key key, List<String> values, Function<KeyType.Value, Boolean> test) {
        var found = key.in(values);
        return found == null ? null : test.apply(found);
    }
}
