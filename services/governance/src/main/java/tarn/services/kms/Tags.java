package tarn.services.kms;

import static tarn.services.kms.KmsFaults.limitExceeded;
import static tarn.services.kms.KmsFaults.tagInvalid;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.kms.model.Tag;

/** Tags of a key: at most 50, none of them AWS's own. */
final class Tags {

    private static final int TAGS_MAX = 50;
    private static final int KEY_LENGTH_MAX = 128;
    private static final int VALUE_LENGTH_MAX = 256;

    /** The present tags with some more. */
    static Map<String, String> added(Map<String, String> present, List<Tag> tags) {
        var next = new TreeMap<>(present);
        var seen = new HashSet<String>();
        for (var tag : tags) {
            refuseReserved(tag.tagKey());
            if (tag.tagKey().length() > KEY_LENGTH_MAX || tag.tagValue().length() > VALUE_LENGTH_MAX) {
                throw tagInvalid("Tag keys have at most 128 characters and tag values at most 256");
            }
            if (!seen.add(tag.tagKey())) {
                throw tagInvalid("Duplicate tag keys");
            }
            next.put(tag.tagKey(), tag.tagValue());
        }
        if (next.size() > TAGS_MAX) {
            throw limitExceeded("A key can have at most " + TAGS_MAX + " tags");
        }
        return next;
    }

    /** The present tags without some. */
    static Map<String, String> removed(Map<String, String> present, List<String> keys) {
        keys.forEach(Tags::refuseReserved);
        var next = new TreeMap<>(present);
        next.keySet().removeAll(keys);
        return next;
    }

    private static void refuseReserved(String key) {
        if (key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
            throw tagInvalid("aws: prefixed tag key names are not allowed for external use.");
        }
    }

    private Tags() {}
}
