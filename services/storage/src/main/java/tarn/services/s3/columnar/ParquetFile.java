package tarn.services.s3.columnar;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.airlift.compress.snappy.SnappyCompressor;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Parquet file: plain values in pages of the first version, compressed by Snappy.
 *
 * @see <a href="https://github.com/apache/parquet-format">The format</a>
 */
public final class ParquetFile implements TableFile {

    private static final byte[] MAGIC = "PAR1".getBytes(US_ASCII);
    private static final int BOOLEAN = 0;
    private static final int INT64 = 2;
    private static final int BYTE_ARRAY = 6;
    private static final int UTF8 = 0;
    private static final int TIMESTAMP_MILLIS = 9;
    private static final int PLAIN = 0;
    private static final int RLE = 3;
    private static final int SNAPPY = 1;

    /** Where the values of a column in a group of rows lie. */
    private record Chunk(long start, long plainBytes, long bytes, long values) {}

    private record Group(List<Chunk> chunks, long rows) {}

    private final OutputStream out;
    private final String schema;
    private final List<Column> columns;
    private final SnappyCompressor snappy = new SnappyCompressor();
    private final List<Group> groups = new ArrayList<>();
    private long written;

    /**
     * Begins a file.
     *
     * @param schema the name of the whole, such as {@code s3.inventory}
     */
    public ParquetFile(OutputStream out, String schema, List<Column> columns) throws IOException {
        this.out = out;
        this.schema = schema;
        this.columns = List.copyOf(columns);
        write(new Bytes().all(MAGIC));
    }

    private void write(Bytes bytes) throws IOException {
        bytes.writeTo(out);
        written += bytes.size();
    }

    @Override
    public void write(List<@Nullable Object[]> rows) throws IOException {
        if (rows.isEmpty()) {
            return;
        }
        var chunks = new ArrayList<Chunk>();
        for (int i = 0; i < columns.size(); i++) {
            chunks.add(chunk(columns.get(i), i, rows));
        }
        groups.add(new Group(chunks, rows.size()));
    }

    private Chunk chunk(Column column, int at, List<@Nullable Object[]> rows) throws IOException {
        var page = new Bytes();
        if (!column.required()) {
            var levels = levels(at, rows);
            page.int32(levels.size()).all(levels);
        }
        values(page, column, at, rows);
        var compressed = compressed(page);
        var head = ThriftText.struct(
                new Bytes(),
                header -> header.int32(1, 0)
                        .int32(2, page.size())
                        .int32(3, compressed.size())
                        .field(
                                5,
                                data -> data.int32(1, rows.size())
                                        .int32(2, PLAIN)
                                        .int32(3, RLE)
                                        .int32(4, RLE)));
        var chunk = new Chunk(written, head.size() + page.size(), head.size() + compressed.size(), rows.size());
        write(head);
        write(compressed);
        return chunk;
    }

    /* Which rows have a value: runs of the same bit. */
    private static Bytes levels(int at, List<@Nullable Object[]> rows) {
        var levels = new Bytes();
        for (int from = 0, to = 0; from < rows.size(); from = to) {
            boolean present = rows.get(from)[at] != null;
            while (to < rows.size() && (rows.get(to)[at] != null) == present) {
                to++;
            }
            levels.varint((long) (to - from) << 1).one(present ? 1 : 0);
        }
        return levels;
    }

    private static void values(Bytes page, Column column, int at, List<@Nullable Object[]> rows) {
        int bits = 0;
        int bit = 0;
        for (var row : rows) {
            var value = row[at];
            if (value == null) {
                continue;
            }
            switch (column.kind()) {
                case TEXT -> {
                    var bytes = ((String) value).getBytes(UTF_8);
                    page.int32(bytes.length).all(bytes);
                }
                case NUMBER -> page.int64((Long) value);
                case TIME -> page.int64(((Instant) value).toEpochMilli());
                case TRUTH -> {
                    bits |= ((Boolean) value ? 1 : 0) << bit++;
                    if (bit == Byte.SIZE) {
                        page.one(bits);
                        bits = 0;
                        bit = 0;
                    }
                }
            }
        }
        if (bit > 0) {
            page.one(bits);
        }
    }

    private Bytes compressed(Bytes page) {
        var plain = page.toByteArray();
        var packed = new byte[snappy.maxCompressedLength(plain.length)];
        int length = snappy.compress(plain, 0, plain.length, packed, 0, packed.length);
        return new Bytes().all(Arrays.copyOf(packed, length));
    }

    @Override
    public void close() throws IOException {
        long rows = groups.stream().mapToLong(Group::rows).sum();
        var footer = ThriftText.struct(
                new Bytes(),
                file -> file.int32(1, 1)
                        .structs(2, elements(), ParquetFile::element)
                        .int64(3, rows)
                        .structs(4, groups, this::group)
                        .text(6, "Tarn"));
        write(footer);
        write(new Bytes().int32(footer.size()).all(MAGIC));
        out.flush();
    }

    /** A line of the schema: the whole, of which the column is null, or a column. */
    private record Element(
            String name, int children, @Nullable Column column) {}

    private List<Element> elements() {
        var elements = new ArrayList<Element>();
        elements.add(new Element(schema, columns.size(), null));
        columns.forEach(column -> elements.add(new Element(column.name(), 0, column)));
        return elements;
    }

    private static void element(ThriftText out, Element element) {
        var column = element.column;
        if (column == null) {
            out.text(4, element.name).int32(5, element.children);
            return;
        }
        out.int32(1, type(column)).int32(3, column.required() ? 0 : 1).text(4, element.name);
        switch (column.kind()) {
            case TEXT -> out.int32(6, UTF8).field(10, meaning -> meaning.field(1, _ -> {}));
            case TIME ->
                out.int32(6, TIMESTAMP_MILLIS)
                        .field(
                                10,
                                meaning -> meaning.field(
                                        8, time -> time.truth(1, true).field(2, unit -> unit.field(1, _ -> {}))));
            case NUMBER, TRUTH -> {}
        }
    }

    private static int type(Column column) {
        return switch (column.kind()) {
            case TEXT -> BYTE_ARRAY;
            case NUMBER, TIME -> INT64;
            case TRUTH -> BOOLEAN;
        };
    }

    private void group(ThriftText out, Group group) {
        var places = new ArrayList<Integer>();
        for (int i = 0; i < columns.size(); i++) {
            places.add(i);
        }
        out.structs(1, places, (each, at) -> {
                    var chunk = group.chunks.get(at);
                    var column = columns.get(at);
                    each.int64(2, chunk.start)
                            .field(
                                    3,
                                    meta -> meta.int32(1, type(column))
                                            .numbers(2, List.of(PLAIN, RLE))
                                            .texts(3, List.of(column.name()))
                                            .int32(4, SNAPPY)
                                            .int64(5, chunk.values)
                                            .int64(6, chunk.plainBytes)
                                            .int64(7, chunk.bytes)
                                            .int64(9, chunk.start));
                })
                .int64(2, group.chunks.stream().mapToLong(Chunk::plainBytes).sum())
                .int64(3, group.rows);
    }
}
