package tarn.wire.protocol;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/** Where two SDK objects of a class differ, member by member. */
final class Difference {

    /**
     * The members that differ.
     *
     * @param added what {@code actual} may have although {@code expected} has not
     */
    static List<String> between(SdkPojo expected, SdkPojo actual, Set<String> added) {
        var found = new ArrayList<String>();
        for (var field : expected.sdkFields()) {
            var wanted = set(field.getValueOrDefault(expected));
            var got = set(field.getValueOrDefault(actual));
            var mayBe = wanted == null && (added.contains(field.memberName()) || empty(got));
            if (!mayBe && !Objects.equals(wanted, got)) {
                found.add(field.memberName() + ": expected " + show(wanted) + " but was " + show(got));
            }
        }
        return found;
    }

    private static @Nullable Object set(@Nullable Object value) {
        return value instanceof SdkAutoConstructList || value instanceof SdkAutoConstructMap ? null : value;
    }

    /* The SDK gives an empty list or structure to whom XML gave nothing. */
    private static boolean empty(@Nullable Object value) {
        return switch (value) {
            case Collection<?> list -> list.isEmpty();
            case Map<?, ?> map -> map.isEmpty();
            case SdkPojo object ->
                object.sdkFields().stream().allMatch(field -> {
                    var held = set(field.getValueOrDefault(object));
                    return held == null || empty(held);
                });
            case null, default -> false;
        };
    }

    private static String show(@Nullable Object value) {
        var text = String.valueOf(value);
        return text.length() > 700 ? text.substring(0, 700) + "…" : text;
    }

    private Difference() {}
}
