package tarn.services.glue.iceberg;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.glue.model.TableInput;

/** What Glue's catalog shows of an Iceberg table: its columns in Hive's types, its location, where its metadata lies. */
final class TableShape {

    static final String POINTER = "metadata_location";
    private static final String PREVIOUS = "previous_metadata_location";
    private static final String TYPE = "table_type";

    static boolean isIceberg(Table table) {
        return "iceberg".equalsIgnoreCase(table.parameters().get(TYPE));
    }

    /**
     * A table's definition.
     *
     * @param before what it was; null if it is new
     */
    static TableInput input(String name, String metadataJson, String pointer, @Nullable Table before) {
        var metadata = parse(metadataJson);
        var parameters = new LinkedHashMap<String, String>();
        if (before != null) {
            parameters.putAll(before.parameters());
        }
        parameters.put(TYPE, "ICEBERG");
        var old = before == null ? null : before.parameters().get(POINTER);
        if (old != null) {
            parameters.put(PREVIOUS, old);
        }
        parameters.put(POINTER, pointer);
        var comment = metadata.path("properties").path("comment");
        return TableInput.builder()
                .name(name)
                .owner(before == null ? null : before.owner())
                .description(comment.isTextual() ? comment.asText() : before == null ? null : before.description())
                .tableType("EXTERNAL_TABLE")
                .retention(0)
                .parameters(parameters)
                .partitionKeys(List.of())
                .storageDescriptor(descriptor(metadata, before))
                .build();
    }

    static JsonNode parse(String metadataJson) {
        try {
            return Call.JSON.readTree(metadataJson);
        } catch (JsonProcessingException malformed) {
            throw IcebergFault.badRequest("Malformed metadata: " + malformed.getOriginalMessage());
        }
    }

    private static StorageDescriptor descriptor(JsonNode metadata, @Nullable Table before) {
        var descriptor = before == null || before.storageDescriptor() == null
                ? StorageDescriptor.builder()
                : before.storageDescriptor().toBuilder();
        var columns = StreamSupport.stream(schema(metadata).path("fields").spliterator(), false)
                .map(field -> Column.builder()
                        .name(field.path("name").asText())
                        .type(hive(field.path("type")))
                        .comment(Call.optional(field, "doc").orElse(null))
                        .build())
                .toList();
        return descriptor
                .columns(columns)
                .location(metadata.path("location").asText())
                .build();
    }

    private static JsonNode schema(JsonNode metadata) {
        for (var schema : metadata.path("schemas")) {
            if (schema.path("schema-id").asInt()
                    == metadata.path("current-schema-id").asInt()) {
                return schema;
            }
        }
        return Optional.ofNullable(metadata.get("schema")).orElseGet(MissingNode::getInstance);
    }

    /** Where a table keeps its metadata files. */
    static String folder(String metadataJson) {
        var metadata = parse(metadataJson);
        var path = metadata.path("properties").path("write.metadata.path").asText("");
        var folder = path.isEmpty() ? metadata.path("location").asText() + "/metadata" : path;
        return folder.replaceAll("(?<!/)/+$", "");
    }

    private static String hive(JsonNode type) {
        if (type.isTextual()) {
            return primitive(type.asText());
        }
        return switch (type.path("type").asText()) {
            case "list" -> "array<" + hive(type.path("element")) + ">";
            case "map" -> "map<" + hive(type.path("key")) + "," + hive(type.path("value")) + ">";
            default ->
                StreamSupport.stream(type.path("fields").spliterator(), false)
                        .map(field -> field.path("name").asText() + ":" + hive(field.path("type")))
                        .collect(Collectors.joining(",", "struct<", ">"));
        };
    }

    private static String primitive(String type) {
        if (type.startsWith("fixed")) {
            return "binary";
        }
        return switch (type) {
            case "long" -> "bigint";
            case "timestamptz", "timestamp_ns", "timestamptz_ns" -> "timestamp";
            case "time", "uuid" -> "string";
            default -> type.replace(" ", "");
        };
    }

    private TableShape() {}
}
