package tarn.services.glue.crawl;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tarn.blobs.Content;

/**
 * Reads what an Avro container file says of its columns in its header, and its number of rows from the heads of its
 * blocks.
 *
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#object-container-files">Object container files</a>
 */
final class AvroHeader {

    private static final int HEADER_BYTES_MAX = 16 << 20;
    private static final int COUNTED_BLOCKS_MAX = 64;
    private static final int SYNC_BYTES = 16;
    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, JsonNode> named = new HashMap<>();
    private final Set<String> open = new HashSet<>();

    private AvroHeader() {}

    /** Whether a file begins as Avro does. */
    static boolean begins(byte[] head) {
        return head.length >= 4 && head[0] == 'O' && head[1] == 'b' && head[2] == 'j' && head[3] == 1;
    }

    static FileSchema read(Content content) throws IOException {
        var counted = new CountedStream(new BufferedInputStream(content.stream(4, HEADER_BYTES_MAX), 1 << 13));
        var meta = metadata(counted);
        var schema = meta.get("avro.schema");
        if (schema == null) {
            throw new Unreadable("the Avro file's header holds no schema");
        }
        long rows = rows(content, 4 + counted.count() + SYNC_BYTES);
        try {
            var type = new AvroHeader().type(JSON.readTree(schema));
            var columns = type instanceof Type.Struct(var fields) ? fields : List.of(new Column("value", type));
            return new FileSchema(new Format.Avro(schema), Compression.NONE, columns, rows);
        } catch (JacksonException e) {
            throw new Unreadable("the Avro file's schema is no JSON: " + e.getOriginalMessage());
        }
    }

    private static Map<String, String> metadata(InputStream stream) throws IOException {
        var in = new DataInputStream(stream);
        var meta = new HashMap<String, String>();
        for (long count = number(in); count != 0; count = number(in)) {
            if (count < 0) {
                number(in);
            }
            for (long i = 0; i < Math.abs(count); i++) {
                var key = text(in);
                meta.put(key, text(in));
            }
        }
        return meta;
    }

    private static String text(DataInputStream in) throws IOException {
        long length = number(in);
        if (length < 0 || length > HEADER_BYTES_MAX) {
            throw new Unreadable("the Avro file's header is damaged");
        }
        var bytes = in.readNBytes((int) length);
        if (bytes.length < length) {
            throw new EOFException("the Avro file's header is cut short");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static long number(DataInputStream in) throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = in.readUnsignedByte();
            value |= (long) (next & 0x7F) << shift;
            if ((next & 0x80) == 0) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw new Unreadable("the Avro file's header is damaged");
    }

    /** Each block begins with its number of rows and of bytes; past some blocks the rest is estimated. */
    private static long rows(Content content, long first) throws IOException {
        long rows = 0;
        long at = first;
        for (int i = 0; i < COUNTED_BLOCKS_MAX && at < content.sizeBytes(); i++) {
            var head = new CountedStream(new java.io.ByteArrayInputStream(Bytes.upTo(content, at, 20)));
            var in = new DataInputStream(head);
            rows += number(in);
            long bytes = number(in);
            at += head.count() + bytes + SYNC_BYTES;
        }
        long read = Math.max(1, Math.min(at, content.sizeBytes()) - first);
        return at >= content.sizeBytes() ? rows : (long) (rows * ((double) (content.sizeBytes() - first) / read));
    }

    private Type type(JsonNode schema) throws Unreadable {
        if (schema.isMissingNode() || schema.isNull()) {
            throw new Unreadable("the Avro file's schema is damaged");
        }
        if (schema.isTextual()) {
            var known = named.get(schema.textValue());
            return known == null ? plain(schema.textValue()) : record(schema.textValue(), known);
        }
        if (schema.isArray()) {
            return union(schema);
        }
        var name = schema.path("type");
        if (!name.isTextual()) {
            return type(name);
        }
        return switch (name.textValue()) {
            case "record", "error" -> {
                var own = schema.path("name").asText();
                named.put(own, schema);
                var space = schema.path("namespace").asText();
                if (!space.isEmpty()) {
                    named.put(space + "." + own, schema);
                }
                yield record(own, schema);
            }
            case "array" -> new Type.ListOf(type(schema.path("items")));
            case "map" -> new Type.MapOf(Types.STRING, type(schema.path("values")));
            case "enum" -> Types.STRING;
            default -> logical(schema, name.textValue());
        };
    }

    /** A record within itself has no type in Hive: what recurs is text. */
    private Type record(String name, JsonNode schema) throws Unreadable {
        if (!open.add(name)) {
            return Types.STRING;
        }
        var fields = new ArrayList<Column>();
        for (var field : schema.path("fields")) {
            fields.add(new Column(field.path("name").asText(), type(field.path("type"))));
        }
        open.remove(name);
        return new Type.Struct(fields);
    }

    private Type union(JsonNode schema) throws Unreadable {
        Type type = Types.MISSING;
        for (var member : schema) {
            if (!member.isTextual() || !member.textValue().equals("null")) {
                type = type.with(type(member));
            }
        }
        return type instanceof Type.Missing ? Types.STRING : type;
    }

    private static Type logical(JsonNode schema, String physical) {
        return switch (schema.path("logicalType").asText()) {
            case "decimal" ->
                Types.decimal(
                        schema.path("precision").asInt(38), schema.path("scale").asInt(0));
            case "date" -> Types.DATE;
            case "timestamp-millis", "timestamp-micros", "local-timestamp-millis", "local-timestamp-micros" ->
                Types.TIMESTAMP;
            default -> plain(physical);
        };
    }

    private static Type plain(String name) {
        return switch (name) {
            case "boolean" -> Types.BOOLEAN;
            case "int" -> Types.INT;
            case "long" -> Types.BIGINT;
            case "float" -> Types.FLOAT;
            case "double" -> Types.DOUBLE;
            case "bytes", "fixed" -> Types.BINARY;
            default -> Types.STRING;
        };
    }
}
