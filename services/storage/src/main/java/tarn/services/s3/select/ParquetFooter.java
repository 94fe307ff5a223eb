package tarn.services.s3.select;

import static tarn.services.s3.select.SelectFaults.parquetParsing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tarn.blobs.Content;

/**
 * What a Parquet file says at its end: its columns, and where their values lie.
 *
 * @see <a href="https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift">parquet.thrift</a>
 */
record ParquetFooter(List<ParquetColumn> columns, List<Group> groups) {

    private static final int TAIL_BYTES = 8;
    private static final int FOOTER_BYTES_MAX = 64 << 20;
    private static final byte[] MAGIC = {'P', 'A', 'R', '1'};
    private static final int OPTIONAL = 1;
    private static final int REPEATED = 2;

    /** A group of rows: for each column, by its path, where it lies. */
    record Group(long rows, Map<List<String>, Chunk> chunks) {}

    /** A column of a group of rows. */
    record Chunk(int codec, long values, long start, long lengthBytes) {}

    static ParquetFooter of(Content content) throws IOException {
        long size = content.sizeBytes();
        if (size < TAIL_BYTES + MAGIC.length) {
            throw parquetParsing();
        }
        var tail = content.stream(size - TAIL_BYTES, TAIL_BYTES).readNBytes(TAIL_BYTES);
        for (int i = 0; i < MAGIC.length; i++) {
            if (tail[Integer.BYTES + i] != MAGIC[i]) {
                throw parquetParsing();
            }
        }
        long length = ParquetValues.int32(tail, 0) & 0xFFFFFFFFL;
        if (length > Math.min(FOOTER_BYTES_MAX, size - TAIL_BYTES - MAGIC.length)) {
            throw parquetParsing();
        }
        var bytes = content.stream(size - TAIL_BYTES - length, length).readNBytes((int) length);
        return read(new Thrift(new ByteArrayInputStream(bytes)));
    }

    /** An element of the schema, in the order of the tree. */
    private static final class Element {
        private int type = -1;
        private int length;
        private int repetition;
        private String name = "";
        private int children;
        private final ParquetColumn.Meaning meaning = new ParquetColumn.Meaning();
    }

    private static ParquetFooter read(Thrift in) throws IOException {
        var elements = new ArrayList<Element>();
        var groups = new ArrayList<Group>();
        in.struct(id -> {
            switch (id) {
                case 2 -> in.list(() -> elements.add(element(in)));
                case 4 -> in.list(() -> groups.add(group(in)));
                default -> in.skip();
            }
        });
        if (elements.isEmpty()) {
            throw parquetParsing();
        }
        var columns = new ArrayList<ParquetColumn>();
        int next = 1;
        for (int i = 0; i < elements.getFirst().children; i++) {
            next = columns(elements, next, List.of(), 0, 0, columns);
        }
        return new ParquetFooter(columns, groups);
    }

    private static Element element(Thrift in) throws IOException {
        var element = new Element();
        in.struct(id -> {
            switch (id) {
                case 1 -> element.type = (int) in.number();
                case 2 -> element.length = (int) in.number();
                case 3 -> element.repetition = (int) in.number();
                case 4 -> element.name = in.text();
                case 5 -> element.children = (int) in.number();
                case 6 -> element.meaning.converted((int) in.number());
                case 7 -> element.meaning.scale((int) in.number());
                case 10 -> element.meaning.read(in);
                default -> in.skip();
            }
        });
        return element;
    }

    /* Gives the place behind the element and all below it. */
    private static int columns(
            List<Element> elements,
            int at,
            List<String> above,
            int definition,
            int repetition,
            List<ParquetColumn> columns) {
        if (at >= elements.size() || above.size() > 64) {
            throw parquetParsing();
        }
        var element = elements.get(at);
        var path = new ArrayList<>(above);
        path.add(element.name);
        int defined = definition + (element.repetition == OPTIONAL || element.repetition == REPEATED ? 1 : 0);
        int repeated = repetition + (element.repetition == REPEATED ? 1 : 0);
        if (element.children == 0) {
            columns.add(new ParquetColumn(
                    List.copyOf(path), element.type, element.length, element.meaning, defined, repeated));
            return at + 1;
        }
        int next = at + 1;
        for (int i = 0; i < element.children; i++) {
            next = columns(elements, next, path, defined, repeated, columns);
        }
        return next;
    }

    private static Group group(Thrift in) throws IOException {
        var chunks = new HashMap<List<String>, Chunk>();
        var rows = new long[1];
        in.struct(id -> {
            switch (id) {
                case 1 -> in.list(() -> chunk(in, chunks));
                case 3 -> rows[0] = in.number();
                default -> in.skip();
            }
        });
        return new Group(rows[0], chunks);
    }

    private static void chunk(Thrift in, Map<List<String>, Chunk> chunks) throws IOException {
        in.struct(id -> {
            if (id == 3) {
                meta(in, chunks);
            } else {
                in.skip();
            }
        });
    }

    private static void meta(Thrift in, Map<List<String>, Chunk> chunks) throws IOException {
        var path = new ArrayList<String>();
        var codec = new int[1];
        var values = new long[1];
        var length = new long[1];
        var data = new long[1];
        var dictionary = new @Nullable Long[1];
        in.struct(id -> {
            switch (id) {
                case 3 -> in.list(() -> path.add(in.text()));
                case 4 -> codec[0] = (int) in.number();
                case 5 -> values[0] = in.number();
                case 7 -> length[0] = in.number();
                case 9 -> data[0] = in.number();
                case 11 -> dictionary[0] = in.number();
                default -> in.skip();
            }
        });
        long first = dictionary[0] == null || dictionary[0] <= 0 ? data[0] : Math.min(data[0], dictionary[0]);
        chunks.put(List.copyOf(path), new Chunk(codec[0], values[0], first, length[0]));
    }
}
