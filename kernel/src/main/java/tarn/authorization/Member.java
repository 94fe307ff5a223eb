package tarn.authorization;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/**
 * A path to a member of a request, such as {@code Bucket} or {@code Delete.Objects[].Key}, found once.
 *
 * <p>{@code []} goes through all elements of a list, {@code [X]} through those that have a member X, {@code [!X]} through
 * those that have not; {@code []} of a map goes through its keys.
 */
final class Member {

    /** What of a list's elements is looked at. */
    private record Filter(@Nullable SdkField<?> field, boolean present) {
        boolean admits(Object element) {
            return field == null || (has(field.getValueOrDefault(element)) == present);
        }
    }

    private record Step(SdkField<?> field, @Nullable Filter filter) {}

    private final List<Step> steps;
    private final boolean filtered;

    private Member(List<Step> steps, boolean filtered) {
        this.steps = steps;
        this.filtered = filtered;
    }

    /**
     * Finds a path.
     *
     * @param sample anything of the request's class
     * @throws IllegalArgumentException if there is no such member
     */
    static Member of(SdkPojo sample, String path) {
        var steps = new ArrayList<Step>();
        SdkPojo at = sample;
        boolean filtered = false;
        for (var word : path.split("\\.", -1)) {
            int bracket = word.indexOf('[');
            var field = field(at, bracket < 0 ? word : word.substring(0, bracket), path);
            Filter filter = null;
            if (bracket >= 0 && field.marshallingType().equals(MarshallingType.MAP)) {
                filter = new Filter(null, true);
            } else if (bracket >= 0) {
                var element = element(field, path);
                var condition = word.substring(bracket + 1, word.length() - 1);
                boolean negated = condition.startsWith("!");
                var name = negated ? condition.substring(1) : condition;
                filtered |= !name.isEmpty();
                filter = new Filter(name.isEmpty() ? null : field(pojo(element, path), name, path), !negated);
                at = element.marshallingType().equals(MarshallingType.SDK_POJO) ? pojo(element, path) : at;
            } else if (field.marshallingType().equals(MarshallingType.SDK_POJO)) {
                at = pojo(field, path);
            }
            steps.add(new Step(field, filter));
        }
        return new Member(List.copyOf(steps), filtered);
    }

    private static SdkField<?> field(SdkPojo pojo, String name, String path) {
        return pojo.sdkFields().stream()
                .filter(field -> field.memberName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "There is no member " + name + " (" + path + ") in " + pojo.getClass()));
    }

    private static SdkField<?> element(SdkField<?> field, String path) {
        var list = field.getOptionalTrait(ListTrait.class);
        return list.orElseThrow(() -> new IllegalArgumentException(path + " goes through what is no list"))
                .memberFieldInfo();
    }

    private static SdkPojo pojo(SdkField<?> field, String path) {
        var constructor = field.constructor();
        if (constructor == null) {
            throw new IllegalArgumentException(path + " goes into what has no members");
        }
        return constructor.get();
    }

    /** Whether what it misses is left out by its filters, rather than absent. */
    boolean filtered() {
        return filtered;
    }

    /** Whether it goes through a list. */
    boolean fans() {
        return steps.stream().anyMatch(step -> step.filter() != null);
    }

    /** The values in a request, as they are; none if it has none. */
    List<Object> in(SdkPojo request) {
        List<Object> here = List.of(request);
        for (var step : steps) {
            var next = new ArrayList<Object>(here.size());
            for (var one : here) {
                var value = step.field().getValueOrDefault(one);
                if (!has(value)) {
                    continue;
                }
                if (step.filter() != null && value instanceof Map<?, ?> map) {
                    next.addAll(map.keySet());
                } else if (step.filter() != null && value instanceof List<?> list) {
                    for (var element : list) {
                        if (step.filter().admits(element)) {
                            next.add(element);
                        }
                    }
                } else {
                    next.add(value);
                }
            }
            here = next;
        }
        return here;
    }

    /** The values as texts. */
    List<String> texts(SdkPojo request) {
        var texts = new ArrayList<String>(1);
        for (var value : in(request)) {
            switch (value) {
                case List<?> list -> list.forEach(element -> texts.add(String.valueOf(element)));
                default -> texts.add(value.toString());
            }
        }
        return texts;
    }

    private static boolean has(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case SdkAutoConstructList<?> absent -> false;
            case SdkAutoConstructMap<?, ?> absent -> false;
            default -> true;
        };
    }
}
