package tarn.services.glue.crawl;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tarn.blobs.Content;

/**
 * Reads what a Parquet file says of its columns and rows, from the beginning of its footer; row groups are not read.
 *
 * @see <a href="https://github.com/apache/parquet-format/blob/master/LogicalTypes.md">Parquet's logical types</a>
 */
final class ParquetFooter {

    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int COLUMNS_MAX = 100_000;

    /** How one element of the flattened schema is written; what is absent is -1. */
    private record Element(
            int physical,
            int repetition,
            String name,
            int children,
            int converted,
            int scale,
            int precision,
            Logical logical) {

        boolean repeated() {
            return repetition == 2;
        }
    }

    /** The logical type of an element; kind 0 is none. */
    private record Logical(int kind, int first, int second) {}

    private static final Logical NONE = new Logical(0, 0, 0);

    private final List<Element> elements;
    private int at;

    private ParquetFooter(List<Element> elements) {
        this.elements = elements;
    }

    /** Whether a file begins as Parquet does. */
    static boolean begins(byte[] head) {
        return head.length >= 4 && java.util.Arrays.equals(head, 0, 4, MAGIC, 0, 4);
    }

    static FileSchema read(Content content) throws IOException {
        long size = content.sizeBytes();
        if (size < 12) {
            throw new Unreadable("the Parquet file is cut short");
        }
        var tail = Bytes.read(content, size - 8, 8);
        long length = Integer.toUnsignedLong(
                ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt());
        if (!java.util.Arrays.equals(tail, 4, 8, MAGIC, 0, 4) || length > size - 12) {
            throw new Unreadable("the Parquet file has no footer: it is cut short or encrypted");
        }
        var thrift = new ThriftCompact(new BufferedInputStream(content.stream(size - 8 - length, length), 1 << 14));
        var elements = new ArrayList<Element>();
        var rows = new long[] {0};
        thrift.struct((id, type) -> switch (id) {
            case 2 -> elements(thrift, elements);
            case 3 -> {
                rows[0] = thrift.number();
                yield false;
            }
            default -> thrift.skip(type);
        });
        if (elements.isEmpty()) {
            throw new Unreadable("the Parquet file's footer holds no schema");
        }
        var columns = new ParquetFooter(elements).root();
        return new FileSchema(new Format.Parquet(), Compression.NONE, columns, rows[0]);
    }

    private static boolean elements(ThriftCompact thrift, List<Element> into) throws IOException {
        int count = thrift.listSize();
        if (count > COLUMNS_MAX) {
            throw new Unreadable("a Parquet schema of " + count + " elements");
        }
        for (int i = 0; i < count; i++) {
            into.add(element(thrift));
        }
        return true;
    }

    private static Element element(ThriftCompact thrift) throws IOException {
        var numbers = new int[] {-1, -1, -1, -1, -1, -1, -1, -1, -1};
        var name = new String[] {""};
        var logical = new Logical[] {NONE};
        thrift.struct((id, type) -> {
            switch (id) {
                case 4 -> name[0] = thrift.text();
                case 1, 3, 5, 6, 7, 8 -> numbers[id] = (int) thrift.number();
                case 10 -> logical[0] = logical(thrift);
                default -> thrift.skip(type);
            }
            return true;
        });
        return new Element(
                numbers[1],
                numbers[3],
                name[0],
                Math.max(0, numbers[5]),
                numbers[6],
                numbers[7],
                numbers[8],
                logical[0]);
    }

    /** A union: the field that is set is the kind. Decimals hold scale and precision, integers width and sign. */
    private static Logical logical(ThriftCompact thrift) throws IOException {
        var values = new int[3];
        thrift.struct((kind, type) -> {
            values[0] = kind;
            thrift.struct((id, inner) -> {
                if (kind == 5) {
                    values[id] = (int) thrift.number();
                } else if (kind == 10 && id == 1) {
                    values[1] = thrift.octet();
                } else if (kind == 10 && id == 2) {
                    values[2] = inner;
                } else {
                    thrift.skip(inner);
                }
                return true;
            });
            return true;
        });
        return new Logical(values[0], values[1], values[2]);
    }

    private List<Column> root() throws Unreadable {
        var root = next();
        var columns = new ArrayList<Column>();
        for (int i = 0; i < root.children(); i++) {
            columns.add(column());
        }
        return columns;
    }

    private Element next() throws Unreadable {
        if (at >= elements.size()) {
            throw new Unreadable("the Parquet schema is incomplete");
        }
        return elements.get(at++);
    }

    private Column column() throws Unreadable {
        var element = next();
        var type = element.children() > 0 ? group(element) : scalar(element);
        return new Column(element.name(), element.repeated() ? new Type.ListOf(type) : type);
    }

    private Type group(Element group) throws Unreadable {
        boolean list = group.converted() == 3 || group.logical().kind() == 3;
        boolean map = group.converted() == 1
                || group.converted() == 2
                || group.logical().kind() == 2;
        if (list && group.children() == 1) {
            return list(group);
        }
        if (map && group.children() == 1) {
            return map();
        }
        return struct(group);
    }

    private Type struct(Element group) throws Unreadable {
        var fields = new ArrayList<Column>();
        for (int i = 0; i < group.children(); i++) {
            fields.add(column());
        }
        return new Type.Struct(fields);
    }

    /** Parquet's rules for lists, those for files of older writers with it. */
    private Type list(Element group) throws Unreadable {
        var repeated = next();
        if (repeated.children() == 0) {
            return new Type.ListOf(scalar(repeated));
        }
        var name = repeated.name();
        boolean isElement = repeated.children() > 1
                || name.toLowerCase(Locale.ROOT).equals("array")
                || name.equals(group.name() + "_tuple");
        return new Type.ListOf(isElement ? struct(repeated) : column().type());
    }

    private Type map() throws Unreadable {
        var entry = next();
        var key = column().type();
        @Nullable Type value = null;
        for (int i = 1; i < entry.children(); i++) {
            value = column().type();
        }
        return new Type.MapOf(key, value == null ? Types.STRING : value);
    }

    private static Type scalar(Element element) {
        return switch (element.physical()) {
            case 0 -> Types.BOOLEAN;
            case 1 -> small(element);
            case 2 -> large(element);
            case 3 -> Types.TIMESTAMP;
            case 4 -> Types.FLOAT;
            case 5 -> Types.DOUBLE;
            default -> bytes(element);
        };
    }

    private static Type small(Element element) {
        if (isDecimal(element)) {
            return decimal(element);
        }
        if (element.converted() == 6 || element.logical().kind() == 6) {
            return Types.DATE;
        }
        int bits = element.logical().kind() == 10 ? element.logical().first() : 32;
        boolean unsigned = element.converted() >= 11 && element.converted() <= 13;
        if (element.converted() == 15 || (bits == 8 && !unsigned)) {
            return new Type.Scalar("tinyint");
        }
        if (element.converted() == 16 || (bits == 16 && !unsigned)) {
            return new Type.Scalar("smallint");
        }
        return element.converted() == 13 ? Types.BIGINT : Types.INT;
    }

    private static Type large(Element element) {
        if (isDecimal(element)) {
            return decimal(element);
        }
        boolean time = element.converted() == 9
                || element.converted() == 10
                || element.logical().kind() == 8;
        return time ? Types.TIMESTAMP : Types.BIGINT;
    }

    private static Type bytes(Element element) {
        if (isDecimal(element)) {
            return decimal(element);
        }
        int kind = element.logical().kind();
        boolean text = element.converted() == 0
                || element.converted() == 4
                || element.converted() == 19
                || kind == 1
                || kind == 4
                || kind == 12;
        return text ? Types.STRING : Types.BINARY;
    }

    private static boolean isDecimal(Element element) {
        return element.converted() == 5 || element.logical().kind() == 5;
    }

    private static Type decimal(Element element) {
        return element.logical().kind() == 5
                ? Types.decimal(element.logical().second(), element.logical().first())
                : Types.decimal(element.precision(), Math.max(0, element.scale()));
    }
}
