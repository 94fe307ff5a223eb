package tarn.services.sns;

import java.util.HashMap;
import java.util.Map;

/**
 * A platform application, or an endpoint of one, as it is kept.
 *
 * @param attributes what was set, by AWS's names
 */
record StoredApplication(String arn, Map<String, String> attributes) {

    StoredApplication with(Map<String, String> changes) {
        var next = new HashMap<>(attributes);
        next.putAll(changes);
        return new StoredApplication(arn, Map.copyOf(next));
    }
}
