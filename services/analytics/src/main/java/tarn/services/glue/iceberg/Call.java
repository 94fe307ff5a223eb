package tarn.services.glue.iceberg;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tarn.web.Annex;

/**
 * A request to the catalog.
 *
 * @param names what stands in the path for a namespace and a table, decoded, in the path's order
 */
record Call(List<String> names, Map<String, String> query, Map<String, String> headers, String text) {

    static final ObjectMapper JSON = new ObjectMapper();

    /** What parts the levels of a namespace in a path. */
    private static final char SEPARATOR = '\u001f';

    static Call of(List<String> names, Annex.Asked asked) {
        var query = new LinkedHashMap<String, String>();
        for (var pair : asked.query().split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return new Call(names.stream().map(Call::decoded).toList(), query, asked.headers(), asked.body());
    }

    /** A path's or query's text without its percent signs; a lone one is refused. */
    static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw IcebergFault.badRequest("Malformed percent-encoding: " + text);
        }
    }

    /** The database that the path names. */
    String namespace() {
        return single(names.getFirst(), names.getFirst().indexOf(SEPARATOR) >= 0);
    }

    String table() {
        return names.get(1);
    }

    @Nullable
    String query(String name) {
        return query.get(name);
    }

    JsonNode body() {
        try {
            var body = JSON.readTree(text);
            if (body == null || !body.isObject()) {
                throw IcebergFault.badRequest("The request has no body");
            }
            return body;
        } catch (JsonProcessingException malformed) {
            throw IcebergFault.badRequest("Malformed request: " + malformed.getOriginalMessage());
        }
    }

    /** The database that a list of levels names: Glue's have one level. */
    static String namespace(@Nullable JsonNode levels) {
        if (levels == null || !levels.isArray() || levels.isEmpty()) {
            throw IcebergFault.badRequest("Missing required field: namespace");
        }
        return single(levels.get(0).asText(), levels.size() > 1);
    }

    private static String single(String name, boolean nested) {
        if (nested || name.isEmpty()) {
            throw IcebergFault.badRequest("Only namespaces of one level are supported");
        }
        return name;
    }

    /** A text that must be there. */
    static String required(JsonNode body, String field) {
        return optional(body, field).orElseThrow(() -> IcebergFault.badRequest("Missing required field: " + field));
    }

    static Optional<String> optional(JsonNode body, String field) {
        var value = body.get(field);
        return value == null || !value.isTextual() ? Optional.empty() : Optional.of(value.asText());
    }

    /** A list of texts; empty if there is none. */
    static List<String> list(@Nullable JsonNode node) {
        var texts = new ArrayList<String>();
        if (node != null) {
            node.forEach(text -> texts.add(text.asText()));
        }
        return texts;
    }

    /** A map of texts; empty if there is none. */
    static Map<String, String> map(@Nullable JsonNode node) {
        var texts = new LinkedHashMap<String, String>();
        if (node != null) {
            node.properties()
                    .forEach(one -> texts.put(one.getKey(), one.getValue().asText()));
        }
        return texts;
    }
}
