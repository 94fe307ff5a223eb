package tarn.services.s3.columnar;

import java.io.ByteArrayOutputStream;

/** Bytes that are gathered before they are written. */
final class Bytes extends ByteArrayOutputStream {

    Bytes one(int value) {
        write(value);
        return this;
    }

    Bytes all(byte[] bytes) {
        write(bytes, 0, bytes.length);
        return this;
    }

    Bytes all(Bytes other) {
        write(other.buf, 0, other.count);
        return this;
    }

    /** A number in groups of seven bits, the lowest first. */
    Bytes varint(long value) {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            write((int) (left & 0x7F) | 0x80);
            left >>>= 7;
        }
        write((int) left);
        return this;
    }

    /** A number with its sign in its lowest bit. */
    Bytes zigzag(long value) {
        return varint((value << 1) ^ (value >> 63));
    }

    /** Four bytes, the lowest first. */
    Bytes int32(int value) {
        for (int shift = 0; shift < Integer.SIZE; shift += 8) {
            write(value >>> shift);
        }
        return this;
    }

    /** Eight bytes, the lowest first. */
    Bytes int64(long value) {
        return int32((int) value).int32((int) (value >>> 32));
    }
}
