package tarn.services.glue.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * The difference of two schemas, as operations that make the second of the first. Protocol Buffers are no JSON: there the
 * whole text is replaced.
 *
 * @see <a href="https://datatracker.ietf.org/doc/html/rfc6902">RFC 6902</a>
 */
public final class JsonPatch {

    private JsonPatch() {}

    /** The operations, as JSON. */
    public static String between(String first, String second) {
        var operations = JsonNodeFactory.instance.arrayNode();
        try {
            compare(CanonicalJson.read(first), CanonicalJson.read(second), "", operations);
        } catch (SchemaFault notJson) {
            if (!first.equals(second)) {
                add(operations, "replace", "", JsonNodeFactory.instance.textNode(second));
            }
        }
        return operations.toString();
    }

    private static void compare(JsonNode first, JsonNode second, String path, ArrayNode operations) {
        if (first.equals(second)) {
            return;
        }
        if (first.isObject() && second.isObject()) {
            for (var member : first.properties()) {
                var at = path + "/" + escaped(member.getKey());
                if (second.has(member.getKey())) {
                    compare(member.getValue(), second.get(member.getKey()), at, operations);
                } else {
                    operations.addObject().put("op", "remove").put("path", at);
                }
            }
            for (var member : second.properties()) {
                if (!first.has(member.getKey())) {
                    add(operations, "add", path + "/" + escaped(member.getKey()), member.getValue());
                }
            }
        } else if (first.isArray() && second.isArray()) {
            int both = Math.min(first.size(), second.size());
            for (int i = 0; i < both; i++) {
                compare(first.get(i), second.get(i), path + "/" + i, operations);
            }
            for (int i = first.size() - 1; i >= both; i--) {
                operations.addObject().put("op", "remove").put("path", path + "/" + i);
            }
            for (int i = both; i < second.size(); i++) {
                add(operations, "add", path + "/" + i, second.get(i));
            }
        } else {
            add(operations, "replace", path, second);
        }
    }

    private static void add(ArrayNode operations, String operation, String path, JsonNode value) {
        operations.addObject().put("op", operation).put("path", path).set("value", value);
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
