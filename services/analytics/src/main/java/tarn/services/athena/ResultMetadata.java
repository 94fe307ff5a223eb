package tarn.services.athena;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The {@code .metadata} file beside a result: its columns, in a Protocol Buffers message.
 *
 * <p>AWS documents the file as being for itself alone; clients read it all the same. The message was worked out by
 * others from its bytes: field 1 is the engine's name of the query, each field 4 a column with catalog (1), schema (2),
 * table (3), name (4), label (5), type (6), precision (7), scale (8), nullability (9, of which 3 is UNKNOWN) and case
 * sensitivity (10). What is empty or zero is left out.
 *
 * @see <a href="https://stackoverflow.com/questions/55991018">A dump of such a file</a>
 */
record ResultMetadata(String engineQuery, List<ResultColumn> columns, Optional<Long> updated) {

    /** Ours, high enough to meet none of AWS's: how many rows an insert wrote. */
    private static final int UPDATED = 1000;

    private static final int VARINT = 0;
    private static final int BYTES = 2;
    private static final int NULLABLE_UNKNOWN = 3;

    byte[] encode() {
        var out = new ByteArrayOutputStream();
        writeText(1, engineQuery, out);
        for (var column : columns) {
            var inner = new ByteArrayOutputStream();
            writeText(1, "hive", inner);
            writeText(4, column.name(), inner);
            writeText(5, column.name(), inner);
            writeText(6, column.type(), inner);
            writeNumber(7, column.precision(), inner);
            writeNumber(8, column.scale(), inner);
            writeNumber(9, NULLABLE_UNKNOWN, inner);
            writeNumber(10, column.caseSensitive() ? 1 : 0, inner);
            writeBytes(4, inner.toByteArray(), out);
        }
        updated.ifPresent(rows -> writeText(UPDATED, rows.toString(), out));
        return out.toByteArray();
    }

    private static void writeText(int field, String text, ByteArrayOutputStream out) {
        if (!text.isEmpty()) {
            writeBytes(field, text.getBytes(StandardCharsets.UTF_8), out);
        }
    }

    private static void writeBytes(int field, byte[] bytes, ByteArrayOutputStream out) {
        writeVarint((field << 3) | BYTES, out);
        writeVarint(bytes.length, out);
        out.writeBytes(bytes);
    }

    private static void writeNumber(int field, int number, ByteArrayOutputStream out) {
        if (number != 0) {
            writeVarint((field << 3) | VARINT, out);
            writeVarint(number, out);
        }
    }

    private static void writeVarint(int number, ByteArrayOutputStream out) {
        int rest = number;
        while ((rest & ~0x7F) != 0) {
            out.write((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    static ResultMetadata decode(byte[] bytes) {
        var columns = new ArrayList<ResultColumn>();
        var query = "";
        var updated = Optional.<Long>empty();
        var reader = new Reader(bytes);
        while (reader.next()) {
            if (reader.field == 1) {
                query = reader.text();
            } else if (reader.field == 4) {
                columns.add(column(reader.content));
            } else if (reader.field == UPDATED) {
                updated = Optional.of(Long.parseLong(reader.text()));
            }
        }
        return new ResultMetadata(query, columns, updated);
    }

    private static ResultColumn column(byte[] bytes) {
        var reader = new Reader(bytes);
        var name = "";
        var type = "";
        int precision = 0;
        int scale = 0;
        boolean caseSensitive = false;
        while (reader.next()) {
            switch (reader.field) {
                case 4 -> name = reader.text();
                case 6 -> type = reader.text();
                case 7 -> precision = reader.number;
                case 8 -> scale = reader.number;
                case 10 -> caseSensitive = reader.number != 0;
                default -> {}
            }
        }
        return new ResultColumn(name, type, precision, scale, caseSensitive);
    }

    /** Reads a message field by field. */
    private static final class Reader {
        private final byte[] bytes;
        private int at;
        private int field;
        private int number;
        private byte[] content = {};

        private Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        private boolean next() {
            if (at >= bytes.length) {
                return false;
            }
            int tag = varint();
            field = tag >>> 3;
            number = varint();
            if ((tag & 7) == BYTES) {
                content = java.util.Arrays.copyOfRange(bytes, at, at + number);
                at += number;
            }
            return true;
        }

        private String text() {
            return new String(content, StandardCharsets.UTF_8);
        }

        private int varint() {
            int value = 0;
            for (int shift = 0; ; shift += 7) {
                byte b = bytes[at++];
                value |= (b & 0x7F) << shift;
                if (b >= 0) {
                    return value;
                }
            }
        }
    }
}
