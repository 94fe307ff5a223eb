package tarn.services.s3;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tarn.blobs.Blob;

/** Writes a record as few bytes: numbers as varints of seven bits, text and bytes with their length before them. */
final class RecordWriter {

    /* What a blob is. Early records know only the first, as 0 or 1. */
    static final int BLOB_INLINE = 1;
    static final int BLOB_ENCRYPTED = 2;

    private byte[] bytes;
    private int size;

    RecordWriter(int expectedBytes) {
        bytes = new byte[expectedBytes];
    }

    byte[] toBytes() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    /** A number that is not negative in the most cases; a negative one takes ten bytes. */
    RecordWriter number(long value) {
        room(10);
        long left = value;
        while ((left & ~0x7FL) != 0) {
            bytes[size++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        bytes[size++] = (byte) left;
        return this;
    }

    RecordWriter bytes(byte[] value) {
        number(value.length);
        room(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    RecordWriter text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    RecordWriter maybeText(@Nullable String value) {
        if (value == null) {
            return number(0);
        }
        return number(1).text(value);
    }

    /** A time, to the millisecond. */
    RecordWriter instant(Instant value) {
        return number(value.toEpochMilli());
    }

    RecordWriter maybeInstant(@Nullable Instant value) {
        if (value == null) {
            return number(0);
        }
        return number(1).instant(value);
    }

    RecordWriter map(Map<String, String> value) {
        number(value.size());
        value.forEach((name, text) -> text(name).text(text));
        return this;
    }

    RecordWriter blob(Blob value) {
        var inline = value.inline();
        var salt = value.salt();
        number((inline == null ? 0 : BLOB_INLINE) | (salt == null ? 0 : BLOB_ENCRYPTED));
        if (salt != null) {
            bytes(salt);
        }
        if (inline == null) {
            return text(value.id()).number(value.sizeBytes());
        }
        return salt == null ? bytes(inline) : number(value.sizeBytes()).bytes(inline);
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }
}
