package tarn.services.iam;

import static tarn.services.iam.IamFaults.duplicateTags;
import static tarn.services.iam.IamFaults.quotaExceeded;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.iam.model.Tag;

/** Tags of an entity. Keys are unique without regard to case; there may be 50. */
final class Tags {

    private static final int TAGS_MAX = 50;

    /** The present tags with some more; a key that is there gets the new value and spelling. */
    static Map<String, String> added(Map<String, String> present, List<Tag> tags) {
        var seen = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (var tag : tags) {
            if (seen.put(tag.key(), tag.value()) != null) {
                throw duplicateTags();
            }
        }
        var next = new TreeMap<String, String>();
        present.forEach((key, value) -> {
            if (!seen.containsKey(key)) {
                next.put(key, value);
            }
        });
        next.putAll(seen);
        if (next.size() > TAGS_MAX) {
            throw quotaExceeded("TagsPerEntity", TAGS_MAX);
        }
        return next;
    }

    /** The present tags without some. */
    static Map<String, String> removed(Map<String, String> present, List<String> keys) {
        var gone = keys.stream().map(key -> key.toLowerCase(Locale.ROOT)).toList();
        var next = new TreeMap<String, String>();
        present.forEach((key, value) -> {
            if (!gone.contains(key.toLowerCase(Locale.ROOT))) {
                next.put(key, value);
            }
        });
        return next;
    }

    /** Tags as the SDK writes them. */
    static List<Tag> answered(Map<String, String> tags) {
        return new TreeMap<>(tags)
                .entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList();
    }

    private Tags() {}
}
