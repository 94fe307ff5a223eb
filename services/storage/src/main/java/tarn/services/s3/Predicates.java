package tarn.services.s3;

import static tarn.services.s3.S3Faults.malformedXml;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.Tag;

/** What filters of configurations have in common: one condition, or two and more in an {@code And}. */
final class Predicates {

    /** Refuses a filter that states more than one condition without an {@code And}. */
    static void one(@Nullable Object... conditions) {
        if (Stream.of(conditions).filter(condition -> condition != null).count() > 1) {
            throw malformedXml();
        }
    }

    /** Refuses an {@code And} of less than two conditions, or with a tag that cannot be one. */
    static void several(List<Tag> tags, @Nullable Object... others) {
        if (tags.size() + Stream.of(others).filter(other -> other != null).count() < 2) {
            throw malformedXml();
        }
        Tags.ofObject(tags);
    }

    /** Refuses a tag that cannot be one. */
    static void tag(@Nullable Tag tag) {
        if (tag != null) {
            Tags.ofObject(List.of(tag));
        }
    }

    private Predicates() {}
}
