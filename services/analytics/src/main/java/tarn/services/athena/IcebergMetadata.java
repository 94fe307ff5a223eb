package tarn.services.athena;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.s3.S3Client;

/** What an Iceberg table's present metadata file says, read as the caller. */
record IcebergMetadata(JsonNode root) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A line of the partition spec. */
    record Field(String name, String transform, String column) {}

    static IcebergMetadata of(S3Client s3, Table table) throws IOException {
        var location = table.parameters().getOrDefault("metadata_location", "");
        var path = S3Path.parse(location)
                .orElseThrow(() -> new QueryFailure(
                        QueryFailure.Cause.USER,
                        "ICEBERG_INVALID_METADATA: Table is missing [metadata_location] property: "
                                + table.databaseName() + "." + table.name()));
        try (var body = s3.getObject(request -> request.bucket(path.bucket()).key(path.key()));
                var in = path.key().endsWith(".gz.metadata.json") ? new GZIPInputStream(body) : body) {
            return new IcebergMetadata(JSON.readTree(in));
        }
    }

    Map<String, String> properties() {
        var properties = new LinkedHashMap<String, String>();
        root.path("properties")
                .properties()
                .forEach(property ->
                        properties.put(property.getKey(), property.getValue().asText()));
        return properties;
    }

    /** How rows are parted now. */
    List<Field> partitioning() {
        var names = new LinkedHashMap<Integer, String>();
        for (var schema : root.path("schemas")) {
            if (schema.path("schema-id").asInt()
                    == root.path("current-schema-id").asInt()) {
                schema.path("fields")
                        .forEach(field -> names.put(
                                field.path("id").asInt(), field.path("name").asText()));
            }
        }
        var fields = new ArrayList<Field>();
        for (var spec : root.path("partition-specs")) {
            if (spec.path("spec-id").asInt() == root.path("default-spec-id").asInt()) {
                spec.path("fields")
                        .forEach(field -> fields.add(new Field(
                                field.path("name").asText(),
                                field.path("transform").asText(),
                                names.getOrDefault(field.path("source-id").asInt(), ""))));
            }
        }
        return fields;
    }
}
