package tarn.services.glue.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether all that one JSON Schema lets through another lets through as well.
 *
 * <p>It follows what AWS says of its modes: who reads may know optional members that the writer did not name, though an open
 * writer might have filled them otherwise; he may have forgotten members as long as he lets unknown ones pass. What cannot be
 * decided word by word ({@code not}, {@code if}, {@code dependencies}) must be the same in both.
 */
final class JsonReading {

    private static final int DEPTH_MAX = 200;

    /** Choices within choices multiply: what takes longer is refused. */
    private static final int STEPS_MAX = 200_000;

    private static final List<String> ALL_TYPES =
            List.of("null", "boolean", "object", "array", "number", "string", "integer");
    private static final List<String> SAME = List.of("not", "if", "then", "else", "dependencies", "contains", "format");

    private final JsonNode readerRoot;
    private final JsonNode writerRoot;

    /** Pairs that are being compared, for schemas that refer to themselves. */
    private final Set<String> open = new HashSet<>();

    private int steps;

    JsonReading(JsonNode readerRoot, JsonNode writerRoot) {
        this.readerRoot = readerRoot;
        this.writerRoot = writerRoot;
    }

    /** Why not; empty if all is let through. */
    Optional<String> fault() {
        return fault(readerRoot, writerRoot, "#", 0);
    }

    private Optional<String> fault(JsonNode readerGiven, JsonNode writerGiven, String where, int depth) {
        steps++;
        if (depth > DEPTH_MAX || steps > STEPS_MAX) {
            return Optional.of(where + ": nested too deeply to be compared");
        }
        var reader = resolved(readerGiven, readerRoot);
        var writer = resolved(writerGiven, writerRoot);
        if (reader.equals(writer) && readerRoot.equals(writerRoot)) {
            return Optional.empty();
        }
        if (isTrue(reader) || isFalse(writer)) {
            return Optional.empty();
        }
        if (isFalse(reader)) {
            return Optional.of(where + ": nothing is allowed any more");
        }
        boolean referred = readerGiven.has("$ref") || writerGiven.has("$ref");
        var pair = readerGiven + " " + writerGiven;
        if (referred && !open.add(pair)) {
            return Optional.empty();
        }
        try {
            return differing(reader, writer, where, depth + 1);
        } finally {
            if (referred) {
                open.remove(pair);
            }
        }
    }

    private static JsonNode resolved(JsonNode schema, JsonNode root) {
        var at = schema;
        for (int i = 0; i < DEPTH_MAX && at.has("$ref"); i++) {
            var reference = at.get("$ref").asText();
            if (reference.equals("#")) {
                at = root;
            } else if (reference.startsWith("#/")) {
                at = root.at(reference.substring(1).replace("%25", "%"));
            } else {
                // Schemas elsewhere are not fetched: they are compared by their names.
                return at;
            }
        }
        return at.isMissingNode() ? BooleanNode.TRUE : at;
    }

    private static boolean isTrue(JsonNode schema) {
        return schema.isMissingNode() || (schema.isBoolean() ? schema.asBoolean() : schema.isEmpty());
    }

    private static boolean isFalse(JsonNode schema) {
        return schema.isBoolean() && !schema.asBoolean();
    }

    private Optional<String> differing(JsonNode reader, JsonNode writer, String where, int depth) {
        var writers = alternatives(writer);
        if (isChoice(writer)) {
            return first(writers, alternative -> fault(reader, alternative, where, depth));
        }
        var readers = alternatives(reader);
        if (isChoice(reader)) {
            boolean some = readers.stream()
                    .anyMatch(alternative ->
                            fault(alternative, writer, where, depth).isEmpty());
            return some ? Optional.empty() : Optional.of(where + ": no alternative takes what was written");
        }
        var parts = reader.path("allOf");
        if (parts.isArray()) {
            var fault = first(parts, part -> fault(part, writer, where + "/allOf", depth));
            if (fault.isPresent()) {
                return fault;
            }
        }
        for (var part : writer.path("allOf")) {
            if (fault(reader, part, where, depth).isEmpty()) {
                return Optional.empty();
            }
        }
        if (reader.has("$ref") && !reader.get("$ref").equals(writer.path("$ref"))) {
            return Optional.of(where + ": refers to another schema");
        }
        return types(reader, writer, where)
                .or(() -> values(reader, writer, where))
                .or(() -> bounds(reader, writer, where))
                .or(() -> same(reader, writer, where))
                .or(() -> array(reader, writer, where, depth))
                .or(() -> object(reader, writer, where, depth));
    }

    private static boolean isChoice(JsonNode schema) {
        return schema.path("oneOf").isArray() || schema.path("anyOf").isArray();
    }

    /** The branches of a schema that is a choice and nothing else. */
    private static List<JsonNode> alternatives(JsonNode schema) {
        for (var word : List.of("oneOf", "anyOf")) {
            if (schema.path(word).isArray()) {
                var branches = new ArrayList<JsonNode>();
                schema.get(word).forEach(branches::add);
                return branches;
            }
        }
        return List.of(schema);
    }

    private static <T> Optional<String> first(Iterable<T> all, java.util.function.Function<T, Optional<String>> check) {
        for (var one : all) {
            var fault = check.apply(one);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> types(JsonNode reader, JsonNode writer, String where) {
        if (!reader.has("type")) {
            return Optional.empty();
        }
        var taken = names(reader.get("type"));
        var given = writer.has("type") ? names(writer.get("type")) : typesOfValues(writer);
        if (taken.contains("number")) {
            taken.add("integer");
        }
        given.removeAll(taken);
        return given.isEmpty()
                ? Optional.empty()
                : Optional.of(where + ": type " + String.join(", ", given) + " is not taken any more");
    }

    private static Set<String> names(JsonNode type) {
        var names = new TreeSet<String>();
        if (type.isArray()) {
            type.forEach(name -> names.add(name.asText()));
        } else {
            names.add(type.asText());
        }
        return names;
    }

    private static Set<String> typesOfValues(JsonNode writer) {
        var values = allowed(writer);
        if (values.isEmpty()) {
            return new TreeSet<>(ALL_TYPES);
        }
        var types = new TreeSet<String>();
        for (var value : values.get()) {
            types.add(
                    value.isIntegralNumber()
                            ? "integer"
                            : switch (value.getNodeType()) {
                                case ARRAY -> "array";
                                case BOOLEAN -> "boolean";
                                case NULL, MISSING -> "null";
                                case NUMBER -> "number";
                                case OBJECT, POJO -> "object";
                                case STRING, BINARY -> "string";
                            });
        }
        return types;
    }

    private static Optional<Set<JsonNode>> allowed(JsonNode schema) {
        if (schema.has("const")) {
            return Optional.of(Set.of(schema.get("const")));
        }
        if (!schema.has("enum")) {
            return Optional.empty();
        }
        var values = new HashSet<JsonNode>();
        schema.get("enum").forEach(values::add);
        return Optional.of(values);
    }

    private static Optional<String> values(JsonNode reader, JsonNode writer, String where) {
        var taken = allowed(reader);
        if (taken.isEmpty()) {
            return Optional.empty();
        }
        var given = allowed(writer);
        return given.isPresent() && taken.get().containsAll(given.get())
                ? Optional.empty()
                : Optional.of(where + ": fewer values are allowed than before");
    }

    private static Optional<String> bounds(JsonNode reader, JsonNode writer, String where) {
        for (var word : List.of("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")) {
            if (!within(reader.path(word), writer.path(word), -1)) {
                return Optional.of(where + ": " + word + " is stricter than before");
            }
        }
        for (var word : List.of("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")) {
            if (!within(reader.path(word), writer.path(word), 1)) {
                return Optional.of(where + ": " + word + " is stricter than before");
            }
        }
        var step = reader.path("multipleOf");
        boolean steps = step.isMissingNode()
                || (writer.path("multipleOf").isNumber()
                        && step.decimalValue().signum() != 0
                        && writer.get("multipleOf")
                                        .decimalValue()
                                        .remainder(step.decimalValue())
                                        .signum()
                                == 0);
        if (!steps) {
            return Optional.of(where + ": multipleOf is stricter than before");
        }
        boolean unique = reader.path("uniqueItems").asBoolean()
                && !writer.path("uniqueItems").asBoolean();
        if (unique) {
            return Optional.of(where + ": uniqueItems is stricter than before");
        }
        return reader.has("pattern") && !reader.get("pattern").equals(writer.path("pattern"))
                ? Optional.of(where + ": pattern is another")
                : Optional.empty();
    }

    /** Whether a bound of the reader's lies at or outside the writer's; 1 for upper bounds, -1 for lower ones. */
    private static boolean within(JsonNode reader, JsonNode writer, int side) {
        if (reader.isMissingNode()) {
            return true;
        }
        if (!reader.isNumber() || !writer.isNumber()) {
            // Draft 4 says exclusiveMinimum by true.
            return reader.equals(writer) || (reader.isBoolean() && !reader.asBoolean());
        }
        BigDecimal mine = reader.decimalValue();
        return mine.compareTo(writer.decimalValue()) * side >= 0;
    }

    private static Optional<String> same(JsonNode reader, JsonNode writer, String where) {
        return first(
                SAME,
                word -> reader.has(word) && !reader.get(word).equals(writer.path(word))
                        ? Optional.of(where + ": " + word + " is another")
                        : Optional.empty());
    }

    private Optional<String> array(JsonNode reader, JsonNode writer, String where, int depth) {
        var items = reader.path("items");
        var written = writer.path("items");
        if (items.isMissingNode()) {
            return Optional.empty();
        }
        if (!items.isArray() && !written.isArray()) {
            return fault(items, written, where + "/items", depth);
        }
        int places = Math.max(items.isArray() ? items.size() : 0, written.isArray() ? written.size() : 0);
        for (int i = 0; i <= places; i++) {
            var fault = fault(item(reader, i), item(writer, i), where + "/items/" + i, depth);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static JsonNode item(JsonNode schema, int place) {
        var items = schema.path("items");
        return !items.isArray() ? items : place < items.size() ? items.get(place) : schema.path("additionalItems");
    }

    private Optional<String> object(JsonNode reader, JsonNode writer, String where, int depth) {
        var needed = names(reader, "required");
        needed.removeAll(names(writer, "required"));
        needed.removeIf(name -> reader.path("properties").path(name).has("default"));
        if (!needed.isEmpty()) {
            return Optional.of(where + ": " + String.join(", ", needed) + " is required now and was not");
        }
        for (var member : writer.path("properties").properties()) {
            var name = member.getKey();
            var fault = fault(member(reader, name), member.getValue(), where + "/properties/" + name, depth);
            if (fault.isPresent()) {
                return isFalse(member(reader, name))
                        ? Optional.of(where + ": " + name + " is not known any more")
                        : fault;
            }
        }
        for (var member : reader.path("properties").properties()) {
            var name = member.getKey();
            boolean unnamed = !writer.path("properties").has(name);
            // An open writer said nothing of it: AWS lets optional members be added. A schema for all others counts.
            var others = member(writer, name);
            if (unnamed && others.isObject() && !others.isEmpty()) {
                var fault = fault(member.getValue(), others, where + "/properties/" + name, depth);
                if (fault.isPresent()) {
                    return fault;
                }
            }
        }
        return fault(
                reader.path("additionalProperties"),
                writer.path("additionalProperties"),
                where + "/additionalProperties",
                depth);
    }

    private static Set<String> names(JsonNode schema, String word) {
        var names = new TreeSet<String>();
        schema.path(word).forEach(name -> names.add(name.asText()));
        return names;
    }

    /** What a schema asks of a member. */
    private static JsonNode member(JsonNode schema, String name) {
        if (schema.path("properties").has(name)) {
            return schema.get("properties").get(name);
        }
        for (var pattern : schema.path("patternProperties").properties()) {
            if (java.util.regex.Pattern.compile(pattern.getKey()).matcher(name).find()) {
                return pattern.getValue();
            }
        }
        var others = schema.path("additionalProperties");
        return others.isMissingNode() ? MissingNode.getInstance() : others;
    }
}
