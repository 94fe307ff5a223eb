package tarn.authorization;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;

/**
 * One need of an operation: an action on resources, in requests of a certain kind, with condition keys from its members.
 *
 * @param each whether what is refused is left out, rather than the whole request refused
 */
record Row(String action, Template resource, List<When> when, boolean each, Map<String, Source> keys) {

    private static final String EACH = "each";

    /** What a request must be like. */
    record When(Member member, boolean present, @Nullable String value) {
        boolean holds(SdkRequest request) {
            var values = member.texts(request);
            return (value == null ? !values.isEmpty() : values.stream().anyMatch(value::equalsIgnoreCase)) == present;
        }
    }

    /** Where a condition key has its values from. */
    sealed interface Source {
        record Constant(String value) implements Source {}

        record Given(Member member) implements Source {}
    }

    /**
     * Reads the columns after the operation.
     *
     * @throws IllegalArgumentException if they are not understood, or name members that are not there
     */
    static Row of(SdkPojo sample, List<String> columns) {
        if (columns.size() < 2) {
            throw new IllegalArgumentException("A line needs operation, action and resource");
        }
        var action = columns.get(0);
        if (!action.matches("[a-z0-9-]+:[A-Za-z0-9]+")) {
            throw new IllegalArgumentException(action + " is no action");
        }
        var when = words(columns, 2);
        var keys = new LinkedHashMap<String, Source>();
        for (var word : words(columns, 3)) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException(word + " has not the form key=Member");
            }
            var from = word.substring(equals + 1);
            keys.put(
                    word.substring(0, equals).toLowerCase(Locale.ROOT),
                    from.startsWith("'")
                            ? new Source.Constant(from.substring(1, from.length() - 1))
                            : new Source.Given(Member.of(sample, from)));
        }
        return new Row(
                action,
                Template.of(sample, columns.get(1)),
                when.stream()
                        .filter(word -> !word.equals(EACH))
                        .map(word -> when(sample, word))
                        .toList(),
                when.contains(EACH),
                Map.copyOf(keys));
    }

    private static When when(SdkPojo sample, String word) {
        boolean negated = word.startsWith("!");
        int equals = word.indexOf('=');
        var path = word.substring(negated ? 1 : 0, equals < 0 ? word.length() : equals);
        return new When(Member.of(sample, path), !negated, equals < 0 ? null : word.substring(equals + 1));
    }

    private static List<String> words(List<String> columns, int index) {
        var text = index < columns.size() ? columns.get(index).strip() : "";
        return text.isEmpty() || text.equals("-")
                ? List.of()
                : Stream.of(text.split(" +", -1)).toList();
    }

    boolean concerns(SdkRequest request) {
        return when.stream().allMatch(condition -> condition.holds(request));
    }
}
