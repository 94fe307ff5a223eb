package tarn.services.glue;

import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tarn.store.Key;

/**
 * Between which values of each partition key everything lies that a filter means, both ends included. It may let in more than
 * the filter, never less: who reads by it asks the filter as well.
 */
final class KeyBounds {

    /** From a value to a value; null where there is no end. */
    record Bound(KeyType type, KeyType.@Nullable Value low, KeyType.@Nullable Value high) {

        boolean isOneValue() {
            return low != null && low.equals(high);
        }

        private Bound and(Bound other) {
            var from = low == null || (other.low != null && other.low.compareTo(low) > 0) ? other.low : low;
            var to = high == null || (other.high != null && other.high.compareTo(high) < 0) ? other.high : high;
            return new Bound(type, from, to);
        }
    }

    private final Map<Integer, Bound> bounds = new HashMap<>();

    private KeyBounds() {}

    static KeyBounds of(PartitionFilter filter) {
        var found = new KeyBounds();
        found.collect(filter);
        return found;
    }

    /** The bound of the key at a position; null if anything may stand there. */
    @Nullable
    Bound at(int position) {
        return bounds.get(position);
    }

    private void collect(PartitionFilter filter) {
        switch (filter) {
            case PartitionFilter.And(var left, var right) -> {
                collect(left);
                collect(right);
            }
            case PartitionFilter.Comparison(var key, var operator, var value) -> {
                switch (operator) {
                    case EQUAL -> bound(key, value, value);
                    case LESS, LESS_OR_EQUAL -> bound(key, null, value);
                    case GREATER, GREATER_OR_EQUAL -> bound(key, value, null);
                    case UNEQUAL -> {}
                }
            }
            case PartitionFilter.Between(var key, var low, var high) -> bound(key, low, high);
            case PartitionFilter.In(var key, var values) ->
                values.stream()
                        .min(KeyType.Value::compareTo)
                        .ifPresent(low ->
                                values.stream().max(KeyType.Value::compareTo).ifPresent(high -> bound(key, low, high)));
            case PartitionFilter.Everything all -> {}
            case PartitionFilter.Like like -> {}
            case PartitionFilter.IsNull nothing -> {}
            case PartitionFilter.Not not -> {}
            case PartitionFilter.Or or -> {}
        }
    }

    private void bound(PartitionFilter.Key key, KeyType.@Nullable Value low, KeyType.@Nullable Value high) {
        if (isSortedAlike(low) && isSortedAlike(high)) {
            bounds.merge(key.position(), new Bound(key.type(), low, high), Bound::and);
        }
    }

    /* Keys sort by code point, values by UTF-16: above the surrogates the two part. */
    private static boolean isSortedAlike(KeyType.@Nullable Value value) {
        return !(value instanceof KeyType.Value.Text(var text))
                || text.chars().allMatch(character -> character < Character.MIN_SURROGATE);
    }

    /**
     * A key with one more component, such that keys sort as the values do. Numbers and times lose what is behind the point,
     * and what no 64 bits hold.
     */
    static Key with(Key key, KeyType.Value value) {
        return switch (value) {
            case KeyType.Value.Text(var text) -> key.with(text);
            case KeyType.Value.Whole(var number) -> key.with(clamped(number));
            case KeyType.Value.Decimal(var number) ->
                key.with(clamped(number.setScale(0, RoundingMode.FLOOR).toBigInteger()));
            case KeyType.Value.Day(var date) -> key.with(date.toEpochDay());
            case KeyType.Value.Moment(var time) -> key.with(time.toEpochSecond(ZoneOffset.UTC));
        };
    }

    private static long clamped(BigInteger number) {
        return number.bitLength() < Long.SIZE
                ? number.longValue()
                : number.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
}
