package tarn.services.s3;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tarn.blobs.Blob;

/** Reads what a {@link RecordWriter} wrote, in the same order. */
final class RecordReader {

    private final byte[] bytes;
    private int at;

    RecordReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A field of a number that this Tarn does not know: a newer one wrote the record. */
    static IllegalStateException unknownField(int field) {
        return new IllegalStateException("A newer Tarn wrote this record: it has a field " + field);
    }

    long number() {
        long value = 0;
        int shift = 0;
        byte b;
        do {
            b = bytes[at++];
            value |= (long) (b & 0x7F) << shift;
            shift += 7;
        } while (b < 0);
        return value;
    }

    int count() {
        return Math.toIntExact(number());
    }

    byte[] bytes() {
        int length = count();
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    String text() {
        int length = count();
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }

    @Nullable
    String maybeText() {
        return number() == 0 ? null : text();
    }

    Instant instant() {
        return Instant.ofEpochMilli(number());
    }

    @Nullable
    Instant maybeInstant() {
        return number() == 0 ? null : instant();
    }

    /** Names and texts in the order they were written. */
    Map<String, String> map() {
        int count = count();
        if (count == 0) {
            return Map.of();
        }
        var map = LinkedHashMap.<String, String>newLinkedHashMap(count);
        for (int i = 0; i < count; i++) {
            var name = text();
            map.put(name, text());
        }
        return Collections.unmodifiableMap(map);
    }

    Blob blob() {
        int kind = count();
        boolean encrypted = (kind & RecordWriter.BLOB_ENCRYPTED) != 0;
        var salt = encrypted ? bytes() : null;
        if ((kind & RecordWriter.BLOB_INLINE) == 0) {
            var id = text();
            return new Blob(id, number(), null, salt);
        }
        long size = encrypted ? number() : -1;
        var inline = bytes();
        return new Blob("", encrypted ? size : inline.length, inline, salt);
    }
}
