package tarn.services.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A path into an event, {@code $.detail.items[0]['a key']}: of JSONPath what EventBridge takes, which is names and
 * positions.
 */
record JsonPath(List<Object> steps) {

    private static final Pattern STEP =
            Pattern.compile("\\.([\\w\\-]+)|\\[(\\d{1,9})]|\\[\\s*['\"]([^'\"]+)['\"]\\s*]");

    /** Reads a path. Throws {@link IllegalArgumentException} if it is none. */
    static JsonPath parse(String text) {
        if (!text.startsWith("$")) {
            throw new IllegalArgumentException("Not a JSON path: " + text);
        }
        var steps = new ArrayList<Object>();
        var step = STEP.matcher(text);
        int at = 1;
        while (at < text.length()) {
            if (!step.find(at) || step.start() != at) {
                throw new IllegalArgumentException("Not a JSON path: " + text);
            }
            if (step.group(2) != null) {
                steps.add(Integer.valueOf(step.group(2)));
            } else {
                steps.add(step.group(1) == null ? step.group(3) : step.group(1));
            }
            at = step.end();
        }
        return new JsonPath(List.copyOf(steps));
    }

    /** What stands there; empty if nothing does. */
    Optional<JsonNode> read(JsonNode root) {
        var node = root;
        for (var step : steps) {
            node = step instanceof Integer position ? node.path(position) : node.path((String) step);
        }
        return node.isMissingNode() ? Optional.empty() : Optional.of(node);
    }
}
