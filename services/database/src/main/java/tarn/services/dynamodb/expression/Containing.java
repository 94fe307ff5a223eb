package tarn.services.dynamodb.expression;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tarn.services.dynamodb.value.N;
import tarn.services.dynamodb.value.Value;

/** What values have in them, and at their beginning, and how many. */
final class Containing {

    private Containing() {}

    /** Whether text has the other in it, or a set or list has it among its elements. */
    static boolean contains(@Nullable Value value, @Nullable Value other) {
        if (value == null || other == null) {
            return false;
        }
        return switch (value) {
            case Value.S(var text) -> other instanceof Value.S(var part) && text.contains(part);
            case Value.B(var bytes) ->
                other instanceof Value.B(var part) && indexOf(bytes.asByteArrayUnsafe(), part.asByteArrayUnsafe()) >= 0;
            case Value.L(var values) -> values.contains(other);
            case Value.SS(var values) -> other instanceof Value.S(var text) && values.contains(text);
            case Value.NS(var values) -> other instanceof N number && values.contains(number);
            case Value.BS(var values) -> other instanceof Value.B(var bytes) && values.contains(bytes);
            case N number -> false;
            case Value.Bool truth -> false;
            case Value.Null nothing -> false;
            case Value.M map -> false;
        };
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int at = 0; at <= bytes.length - part.length; at++) {
            if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        return -1;
    }

    static boolean beginsWith(@Nullable Value value, @Nullable Value prefix) {
        if (value instanceof Value.S(var text) && prefix instanceof Value.S(var start)) {
            return text.startsWith(start);
        }
        if (value instanceof Value.B(var whole) && prefix instanceof Value.B(var start)) {
            var bytes = whole.asByteArrayUnsafe();
            var first = start.asByteArrayUnsafe();
            return bytes.length >= first.length && Arrays.equals(bytes, 0, first.length, first, 0, first.length);
        }
        return false;
    }

    /** How long it is: text in UTF-16 units as AWS's own engine counts, bytes, or elements; null for what has no size. */
    static @Nullable Value size(@Nullable Value value) {
        return switch (value) {
            case null -> null;
            case Value.S(var text) -> N.of(text.length());
            case Value.B(var bytes) -> N.of(bytes.asByteArrayUnsafe().length);
            case Value.SS(var values) -> N.of(values.size());
            case Value.NS(var values) -> N.of(values.size());
            case Value.BS(var values) -> N.of(values.size());
            case Value.L(var values) -> N.of(values.size());
            case Value.M(var values) -> N.of(values.size());
            case N number -> null;
            case Value.Bool truth -> null;
            case Value.Null nothing -> null;
        };
    }
}
