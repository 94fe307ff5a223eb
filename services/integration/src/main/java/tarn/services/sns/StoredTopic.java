package tarn.services.sns;

import java.util.HashMap;
import java.util.Map;

/**
 * A topic as it is kept.
 *
 * @param attributes what was set, by AWS's names
 */
record StoredTopic(String name, String arn, Map<String, String> attributes, Map<String, String> tags) {

    boolean fifo() {
        return name.endsWith(".fifo");
    }

    String account() {
        return arn.split(":", -1)[4];
    }

    boolean flag(String attribute) {
        return "true".equals(attributes.get(attribute));
    }

    StoredTopic with(String attribute, String value) {
        var next = new HashMap<>(attributes);
        if (value.isEmpty()) {
            next.remove(attribute);
        } else {
            next.put(attribute, value);
        }
        return new StoredTopic(name, arn, Map.copyOf(next), tags);
    }

    StoredTopic tagged(Map<String, String> next) {
        return new StoredTopic(name, arn, attributes, Map.copyOf(next));
    }
}
