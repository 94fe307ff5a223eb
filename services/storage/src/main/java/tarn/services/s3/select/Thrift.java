package tarn.services.s3.select;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads Thrift's compact protocol, in which Parquet writes what it says of its data.
 *
 * @see <a href="https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md">Thrift compact
 *     protocol encoding</a>
 */
final class Thrift {

    private static final int TRUE = 1;
    private static final int FALSE = 2;
    private static final int BYTE = 3;
    private static final int DOUBLE = 7;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int SET = 10;
    private static final int MAP = 11;
    private static final int STRUCT = 12;
    private static final int NESTING_MAX = 32;
    private static final int BINARY_BYTES_MAX = 16 << 20;

    private final InputStream in;
    private int type;
    private int nesting;

    Thrift(InputStream in) {
        this.in = in;
    }

    /** What is done with each field of a structure; one that is not read is to be skipped. */
    @FunctionalInterface
    interface Fields {
        void field(int id) throws IOException;
    }

    /** What is done with each element of a list. */
    @FunctionalInterface
    interface Element {
        void read() throws IOException;
    }

    /** Reads a structure to its end. */
    void struct(Fields fields) throws IOException {
        if (++nesting > NESTING_MAX) {
            throw new IOException("Nested too deeply");
        }
        int id = 0;
        for (int head = one(); head != 0; head = one()) {
            int step = head >> 4;
            id = step == 0 ? (int) zigzag() : id + step;
            type = head & 0xF;
            fields.field(id);
        }
        nesting--;
    }

    /** Reads a list, element by element. */
    void list(Element element) throws IOException {
        int head = one();
        int size = head >> 4 == 0xF ? count() : head >> 4;
        int of = head & 0xF;
        for (int i = 0; i < size; i++) {
            type = of;
            element.read();
        }
    }

    /** Reads an integer. */
    long number() throws IOException {
        return type == BYTE ? (byte) one() : zigzag();
    }

    /** Reads a truth, which lies in the field's head. */
    boolean truth() {
        return type == TRUE;
    }

    /** Reads a text. */
    String text() throws IOException {
        int length = count();
        if (length > BINARY_BYTES_MAX) {
            throw new IOException("A text of " + length + " bytes");
        }
        var bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Passes over the field that is next. */
    void skip() throws IOException {
        switch (type) {
            case TRUE, FALSE -> {}
            case BYTE -> one();
            case DOUBLE -> in.skipNBytes(Double.BYTES);
            case BINARY -> in.skipNBytes(count());
            case LIST, SET -> list(this::skipElement);
            case MAP -> skipMap();
            case STRUCT -> struct(_ -> skip());
            default -> zigzag();
        }
    }

    /* In a list, a truth is a byte of its own. */
    private void skipElement() throws IOException {
        if (type == TRUE || type == FALSE) {
            one();
        } else {
            skip();
        }
    }

    private void skipMap() throws IOException {
        int size = count();
        if (size == 0) {
            return;
        }
        int types = one();
        for (int i = 0; i < size; i++) {
            type = types >> 4;
            skipElement();
            type = types & 0xF;
            skipElement();
        }
    }

    private int one() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException();
        }
        return b;
    }

    private long varint() throws IOException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int b = one();
            value |= (long) (b & 0x7F) << shift;
            if (b < 0x80) {
                return value;
            }
        }
        throw new IOException("A number without an end");
    }

    private long zigzag() throws IOException {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    private int count() throws IOException {
        long value = varint();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new IOException("A length of " + value);
        }
        return (int) value;
    }
}
