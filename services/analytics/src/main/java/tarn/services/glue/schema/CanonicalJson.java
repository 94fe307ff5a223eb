package tarn.services.glue.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.TreeMap;

/** JSON in one way of writing: no white space, members by name. */
final class CanonicalJson {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private CanonicalJson() {}

    static JsonNode read(String text) throws SchemaFault {
        try {
            var node = JSON.readTree(text);
            if (node == null || node.isMissingNode()) {
                throw new SchemaFault("The text is empty");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new SchemaFault(e.getOriginalMessage(), e);
        }
    }

    static String of(String text) throws SchemaFault {
        return sorted(read(text)).toString();
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isObject()) {
            var members = new TreeMap<String, JsonNode>();
            node.properties().forEach(member -> members.put(member.getKey(), sorted(member.getValue())));
            var object = JsonNodeFactory.instance.objectNode();
            object.setAll(members);
            return object;
        }
        if (node.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> array.add(sorted(element)));
            return array;
        }
        return node;
    }
}
