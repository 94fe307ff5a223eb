package tarn.services.glue.crawl;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads Thrift's compact protocol: as much of it as Parquet's footer uses.
 *
 * @see <a href="https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md">Compact protocol</a>
 */
final class ThriftCompact {

    static final int STOP = 0;
    private static final int TRUE = 1;
    private static final int FALSE = 2;
    private static final int BYTE = 3;
    private static final int DOUBLE = 7;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int SET = 10;
    private static final int MAP = 11;
    private static final int STRUCT = 12;
    private static final int TEXT_BYTES_MAX = 1 << 20;
    private static final int DEPTH_MAX = 32;

    /** What visits the fields of a struct. It must read the field's value or skip it. */
    @FunctionalInterface
    interface Fields {
        /** Visits one field; returning false ends the reading of the struct where it stands. */
        boolean field(int id, int type) throws IOException;
    }

    private final DataInputStream in;
    private int depth;

    ThriftCompact(InputStream in) {
        this.in = new DataInputStream(in);
    }

    /** Visits the fields of a struct. */
    void struct(Fields fields) throws IOException {
        if (++depth > DEPTH_MAX) {
            throw new Unreadable("structs nested too deep");
        }
        int id = 0;
        while (true) {
            int head = in.readUnsignedByte();
            int type = head & 15;
            if (type == STOP) {
                break;
            }
            int step = head >>> 4;
            id = step == 0 ? (int) number() : id + step;
            if (!fields.field(id, type)) {
                break;
            }
        }
        depth--;
    }

    /** The number of elements of a list; its elements follow. */
    int listSize() throws IOException {
        int head = in.readUnsignedByte();
        int size = head >>> 4;
        return size == 15 ? Math.toIntExact(varint()) : size;
    }

    /** A number of any width. */
    long number() throws IOException {
        long raw = varint();
        return raw >>> 1 ^ -(raw & 1);
    }

    /** A single byte, as an {@code i8} field holds it. */
    int octet() throws IOException {
        return in.readByte();
    }

    /** Text. */
    String text() throws IOException {
        long length = varint();
        if (length < 0 || length > TEXT_BYTES_MAX) {
            throw new Unreadable("a text of " + length + " bytes");
        }
        return new String(in.readNBytes((int) length), StandardCharsets.UTF_8);
    }

    /** Passes over a value. */
    boolean skip(int type) throws IOException {
        switch (type) {
            case TRUE, FALSE -> {}
            case BYTE -> in.skipNBytes(1);
            case DOUBLE -> in.skipNBytes(8);
            case BINARY -> in.skipNBytes(varint());
            case LIST, SET -> skipList();
            case MAP -> skipMap();
            case STRUCT -> struct((id, inner) -> skip(inner));
            default -> varint();
        }
        return true;
    }

    private void skipList() throws IOException {
        int head = in.readUnsignedByte();
        long size = head >>> 4 == 15 ? varint() : head >>> 4;
        for (long i = 0; i < size; i++) {
            skipElement(head & 15);
        }
    }

    private void skipMap() throws IOException {
        long size = varint();
        if (size > 0) {
            int types = in.readUnsignedByte();
            for (long i = 0; i < size; i++) {
                skipElement(types >>> 4);
                skipElement(types & 15);
            }
        }
    }

    /** Unlike in a field, a boolean in a collection has a byte of its own. */
    private void skipElement(int type) throws IOException {
        skip(type == TRUE || type == FALSE ? BYTE : type);
    }

    private long varint() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = in.readUnsignedByte();
            value |= (long) (next & 0x7F) << shift;
            if ((next & 0x80) == 0) {
                return value;
            }
        }
        throw new Unreadable("a number longer than 64 bits");
    }
}
