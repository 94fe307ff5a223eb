package tarn.services.glue.crawl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Tables that keep their own metadata beside their files: Apache Iceberg's and Delta Lake's.
 *
 * <p>Of Delta the schema is read from the newest commit that changed it; where only a checkpoint has it left, the table is
 * named in the log and left out.
 */
public final class OpenTables {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern ICEBERG = Pattern.compile("(?<table>.*?)metadata/v?\\d+[^/]*\\.metadata\\.json");
    private static final Pattern COMMIT = Pattern.compile("_delta_log/\\d{20}\\.json");
    private static final int METADATA_BYTES_MAX = 64 << 20;

    private final Lake lake;
    private final Consumer<String> log;

    /**
     * A table that was found.
     *
     * @param source what it is named after
     * @param metadata the file that tells its schema
     */
    public record Found(
            String source, String location, String metadata, List<Column> columns, List<String> partitionKeys) {}

    public OpenTables(Lake lake, Consumer<String> log) {
        this.lake = lake;
        this.log = log;
    }

    /** Iceberg's tables at most so many folders below a path. */
    public List<Found> iceberg(String bucket, String prefix, List<Glob> exclusions, int depthMax) throws IOException {
        var newest = new TreeMap<String, LakeFile>();
        for (var file : lake.list(bucket, prefix)) {
            var match = ICEBERG.matcher(file.key());
            if (!match.matches()) {
                continue;
            }
            var table = match.group("table");
            var below = table.length() <= prefix.length() ? "" : table.substring(prefix.length());
            if (below.split("/", -1).length - 1 <= depthMax && !Glob.any(exclusions, below)) {
                newest.merge(table, file, (old, next) -> ORDER.compare(old, next) < 0 ? next : old);
            }
        }
        var found = new ArrayList<Found>();
        for (var entry : newest.entrySet()) {
            try {
                found.add(iceberg(bucket, entry.getKey(), entry.getValue()));
            } catch (IOException | IllegalArgumentException e) {
                log.accept("Skipped " + entry.getValue().location() + ": " + e.getMessage());
            }
        }
        return found;
    }

    private static final Comparator<LakeFile> ORDER =
            Comparator.comparingLong(OpenTables::version).thenComparing(LakeFile::key);

    private static long version(LakeFile file) {
        var digits = file.name().replaceFirst("^v?(\\d{1,18}).*", "$1");
        return digits.matches("\\d+") ? Long.parseLong(digits) : -1;
    }

    private Found iceberg(String bucket, String table, LakeFile file) throws IOException {
        var root = read(file);
        JsonNode schema = root.path("schema");
        for (var one : root.path("schemas")) {
            if (one.path("schema-id").asInt() == root.path("current-schema-id").asInt()) {
                schema = one;
            }
        }
        if (!schema.path("fields").isArray()) {
            throw new Unreadable("the metadata has no schema");
        }
        var folder = "s3://" + bucket + "/" + table;
        var location = root.path("location").asText(folder);
        return new Found(name(bucket, table), location, file.location(), icebergFields(schema), List.of());
    }

    private static String name(String bucket, String table) {
        var trimmed = table.replaceAll("/+$", "");
        return trimmed.isEmpty() ? bucket : trimmed.substring(trimmed.lastIndexOf('/') + 1);
    }

    private JsonNode read(LakeFile file) throws IOException {
        if (file.sizeBytes() > METADATA_BYTES_MAX) {
            throw new Unreadable("metadata of more than " + (METADATA_BYTES_MAX >> 20) + " MB");
        }
        try (var content = lake.open(file);
                var in = content.stream(0, content.sizeBytes());
                var text = file.name().contains(".gz.") ? new GZIPInputStream(in) : in) {
            return JSON.readTree(text);
        }
    }

    private static List<Column> icebergFields(JsonNode struct) {
        var columns = new ArrayList<Column>();
        for (var field : struct.path("fields")) {
            columns.add(new Column(field.path("name").asText(), icebergType(field.path("type"))));
        }
        return columns;
    }

    private static Type icebergType(JsonNode type) {
        return switch (type.path("type").asText("")) {
            case "struct" -> new Type.Struct(icebergFields(type));
            case "list" -> new Type.ListOf(icebergType(type.path("element")));
            case "map" -> new Type.MapOf(icebergType(type.path("key")), icebergType(type.path("value")));
            default -> scalar(type.asText());
        };
    }

    private static Type scalar(String name) {
        var plain = name.replace(" ", "");
        return switch (plain) {
            case "boolean", "int", "float", "double", "date", "string", "binary", "timestamp" -> new Type.Scalar(plain);
            case "integer" -> Types.INT;
            case "long" -> Types.BIGINT;
            case "short" -> new Type.Scalar("smallint");
            case "byte" -> new Type.Scalar("tinyint");
            case "timestamptz", "timestamp_ntz" -> Types.TIMESTAMP;
            default ->
                plain.startsWith("decimal(")
                        ? new Type.Scalar(plain)
                        : plain.startsWith("fixed") ? Types.BINARY : Types.STRING;
        };
    }

    /** The Delta table at a path; none, with a line in the log, if its schema cannot be found. */
    public List<Found> delta(String bucket, String path) throws IOException {
        var prefix = path.isEmpty() || path.endsWith("/") ? path : path + "/";
        var commits = new ArrayList<LakeFile>();
        for (var file : lake.list(bucket, prefix + "_delta_log/")) {
            if (COMMIT.matcher(file.key().substring(prefix.length())).matches()) {
                commits.addFirst(file);
            }
        }
        var location = "s3://" + bucket + "/" + prefix;
        for (var commit : commits) {
            var meta = metaData(commit);
            if (!meta.isMissingNode()) {
                var schema = JSON.readTree(meta.path("schemaString").asText("{}"));
                var keys = new ArrayList<String>();
                meta.path("partitionColumns").forEach(key -> keys.add(key.asText()));
                return List.of(new Found(name(bucket, prefix), location, commit.location(), deltaFields(schema), keys));
            }
        }
        log.accept("Skipped " + location + ": "
                + (commits.isEmpty() ? "it is no Delta table" : "its schema is in a checkpoint only"));
        return List.of();
    }

    private JsonNode metaData(LakeFile commit) throws IOException {
        try (var content = lake.open(commit);
                var actions =
                        JSON.readerFor(JsonNode.class).<JsonNode>readValues(content.stream(0, content.sizeBytes()))) {
            while (actions.hasNextValue()) {
                var meta = actions.nextValue().path("metaData");
                if (!meta.isMissingNode()) {
                    return meta;
                }
            }
        }
        return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }

    private static List<Column> deltaFields(JsonNode struct) {
        var columns = new ArrayList<Column>();
        for (var field : struct.path("fields")) {
            columns.add(new Column(field.path("name").asText(), deltaType(field.path("type"))));
        }
        return columns;
    }

    private static Type deltaType(JsonNode type) {
        return switch (type.path("type").asText("")) {
            case "struct" -> new Type.Struct(deltaFields(type));
            case "array" -> new Type.ListOf(deltaType(type.path("elementType")));
            case "map" -> new Type.MapOf(deltaType(type.path("keyType")), deltaType(type.path("valueType")));
            default -> scalar(type.asText());
        };
    }

    /** What says of an Iceberg table in the catalog that it is one. */
    public static Map<String, String> icebergParameters(Found found) {
        return Map.of("table_type", "ICEBERG", "metadata_location", found.metadata(), "classification", "iceberg");
    }
}
