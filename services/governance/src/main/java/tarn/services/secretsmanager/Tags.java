package tarn.services.secretsmanager;

import static tarn.services.secretsmanager.SecretFaults.invalid;
import static tarn.services.secretsmanager.SecretFaults.limitExceeded;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

/** Tags of a secret: at most 50, none of them AWS's own. */
final class Tags {

    private static final int TAGS_MAX = 50;

    static Map<String, String> added(Map<String, String> present, List<Tag> tags) {
        var next = new TreeMap<>(present);
        for (var tag : tags) {
            var key = tag.key() == null ? "" : tag.key();
            if (key.isEmpty() || key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
                throw invalid("Tag keys must not be empty, nor begin with aws:");
            }
            next.put(key, tag.value() == null ? "" : tag.value());
        }
        if (next.size() > TAGS_MAX) {
            throw limitExceeded("A secret can have at most " + TAGS_MAX + " tags");
        }
        return next;
    }

    static Map<String, String> removed(Map<String, String> present, List<String> keys) {
        var next = new TreeMap<>(present);
        next.keySet().removeAll(keys);
        return next;
    }

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
