package tarn.services.glue.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A JSON Schema of draft 4, 6 or 7. */
record JsonDefinition(JsonNode root, String canonical) implements Definition {

    private static final Pattern DRAFT = Pattern.compile("https?://json-schema\\.org/draft-0[467]/schema#?");
    private static final Set<String> TYPES =
            Set.of("null", "boolean", "object", "array", "number", "string", "integer");
    private static final List<String> SCHEMAS = List.of(
            "additionalItems", "additionalProperties", "contains", "propertyNames", "not", "if", "then", "else");
    private static final List<String> SCHEMAS_BY_NAME =
            List.of("properties", "patternProperties", "definitions", "$defs");
    private static final List<String> LISTS_OF_SCHEMAS = List.of("allOf", "anyOf", "oneOf");
    private static final List<String> COUNTS =
            List.of("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties");

    static JsonDefinition parse(String text) throws SchemaFault {
        var root = CanonicalJson.read(text);
        check(root, "#");
        var draft = root.path("$schema").asText("");
        if (!draft.isEmpty() && !DRAFT.matcher(draft).matches()) {
            throw new SchemaFault("Only the drafts 4, 6 and 7 of JSON Schema are supported, not " + draft);
        }
        return new JsonDefinition(root, CanonicalJson.of(text));
    }

    @Override
    public Optional<String> unreadable(Definition writer) {
        if (!(writer instanceof JsonDefinition(var written, var text))) {
            throw new IllegalArgumentException("Schemas of two languages are not compared");
        }
        return new JsonReading(root, written).fault();
    }

    private static void check(JsonNode schema, String where) throws SchemaFault {
        if (schema.isBoolean()) {
            return;
        }
        require(schema.isObject(), where, "a schema is an object, true or false");
        checkType(schema.path("type"), where);
        for (var name : SCHEMAS) {
            if (schema.has(name)) {
                check(schema.get(name), where + "/" + name);
            }
        }
        for (var name : SCHEMAS_BY_NAME) {
            require(!schema.has(name) || schema.get(name).isObject(), where, name + " must be an object");
            for (var member : schema.path(name).properties()) {
                check(member.getValue(), where + "/" + name + "/" + member.getKey());
            }
        }
        for (var name : LISTS_OF_SCHEMAS) {
            if (schema.has(name)) {
                require(!schema.get(name).isEmpty() && schema.get(name).isArray(), where, name + " must be a list");
                checkAll(schema.get(name), where + "/" + name);
            }
        }
        var items = schema.path("items");
        if (items.isArray()) {
            checkAll(items, where + "/items");
        } else if (!items.isMissingNode()) {
            check(items, where + "/items");
        }
        checkWords(schema, where);
    }

    private static void checkAll(JsonNode schemas, String where) throws SchemaFault {
        for (int i = 0; i < schemas.size(); i++) {
            check(schemas.get(i), where + "/" + i);
        }
    }

    private static void checkType(JsonNode type, String where) throws SchemaFault {
        if (type.isMissingNode()) {
            return;
        }
        require(
                type.isTextual() || (type.isArray() && !type.isEmpty()),
                where,
                "type must be a name or a list of names");
        for (var name : type.isArray() ? type : List.of(type)) {
            require(TYPES.contains(name.asText()), where, "unknown type " + name);
        }
    }

    private static void checkWords(JsonNode schema, String where) throws SchemaFault {
        var required = schema.path("required");
        require(
                required.isMissingNode() || required.isArray() || required.isBoolean(),
                where,
                "required must be a list of names");
        for (var name : required.isArray() ? required : List.<JsonNode>of()) {
            require(name.isTextual(), where, "required must be a list of names");
        }
        require(!schema.has("enum") || schema.get("enum").isArray(), where, "enum must be a list");
        for (var name : COUNTS) {
            var count = schema.path(name);
            require(
                    count.isMissingNode()
                            || (count.isNumber() && count.decimalValue().signum() >= 0),
                    where,
                    name + " must be a number from 0 on");
        }
        for (var name : List.of("minimum", "maximum", "multipleOf")) {
            require(!schema.has(name) || schema.get(name).isNumber(), where, name + " must be a number");
        }
        if (schema.has("pattern")) {
            checkPattern(schema.get("pattern").asText(), where);
        }
        for (var member : schema.path("patternProperties").properties()) {
            checkPattern(member.getKey(), where);
        }
        var reference = schema.path("$ref");
        require(reference.isMissingNode() || reference.isTextual(), where, "$ref must be text");
    }

    private static void checkPattern(String pattern, String where) throws SchemaFault {
        try {
            Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new SchemaFault(where + ": not a regular expression: " + pattern, e);
        }
    }

    private static void require(boolean holds, String where, String what) throws SchemaFault {
        if (!holds) {
            throw new SchemaFault(where + ": " + what);
        }
    }
}
