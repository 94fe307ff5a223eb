package tarn.services.s3;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;
import software.amazon.awssdk.services.s3.model.Tag;

/**
 * What a rule of a life cycle is about.
 *
 * @param prefix of its keys; may be empty
 * @param tags all of which an object must have
 * @param above the size in bytes that an object must exceed; null if there is none
 * @param below the size in bytes that an object must stay below; null if there is none
 */
record LifeFilter(
        String prefix,
        List<Tag> tags,
        @Nullable Long above,
        @Nullable Long below) {

    static LifeFilter of(LifecycleRule rule) {
        var filter = rule.filter();
        return filter == null ? new LifeFilter(orEmpty(plainPrefix(rule)), List.of(), null, null) : of(filter);
    }

    /** The prefix of a rule in the older form, which has no filter; null if it is not one. */
    @SuppressWarnings("deprecation") // old scripts send it
    static @Nullable String plainPrefix(LifecycleRule rule) {
        return rule.prefix();
    }

    private static LifeFilter of(LifecycleRuleFilter filter) {
        var and = filter.and();
        if (and != null) {
            return new LifeFilter(
                    orEmpty(and.prefix()), and.tags(), and.objectSizeGreaterThan(), and.objectSizeLessThan());
        }
        return new LifeFilter(
                orEmpty(filter.prefix()),
                filter.tag() == null ? List.of() : List.of(filter.tag()),
                filter.objectSizeGreaterThan(),
                filter.objectSizeLessThan());
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** Whether it looks at sizes. */
    boolean sized() {
        return above != null || below != null;
    }

    boolean matches(String key, Version version) {
        return key.startsWith(prefix)
                && switch (version) {
                    case StoredObject object -> matches(object);
                    // A mark has neither tags nor a size
                    case DeleteMarker _ -> tags.isEmpty() && !sized();
                };
    }

    private boolean matches(StoredObject object) {
        return tags.stream().allMatch(tag -> tag.value().equals(object.tags().get(tag.key())))
                && (above == null || object.sizeBytes() > above)
                && (below == null || object.sizeBytes() < below);
    }

    /** As AWS's refusals name it. */
    String named() {
        return "prefix '" + prefix + "'";
    }
}
