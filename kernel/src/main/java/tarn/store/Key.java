package tarn.store;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An ordered key of one or more components. Keys sort component by component: text by its UTF-8 bytes, numbers by
 * value.
 *
 * <p>The encoding is that of FoundationDB's tuple layer, cut down: text ends in 0x00 and a 0x00 inside it is written as
 * 0x00 0xFF, so that a key's bytes sort as its components do and no key is a prefix of another's component. A number
 * begins with 0x01: no component begins with 0xFF, so the end of a text is never taken for a 0x00 inside it.
 */
public final class Key implements Comparable<Key> {

    private static final Key EMPTY = new Key(new byte[0]);

    private final byte[] bytes;

    private Key(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A key of text components. Without any it is the parent of all keys. */
    public static Key of(String... components) {
        var key = EMPTY;
        for (var component : components) {
            key = key.with(component);
        }
        return key;
    }

    /** A key as it was read from {@link #bytes()}. */
    public static Key ofBytes(byte[] bytes) {
        return new Key(bytes.clone());
    }

    /** This key with one more component of text. */
    public Key with(String component) {
        var out = new ByteArrayOutputStream(bytes.length + component.length() + 8);
        out.writeBytes(bytes);
        writeText(component, out);
        out.write(0);
        return new Key(out.toByteArray());
    }

    /** This key with one more component, a number, which sorts by value. */
    public Key with(long component) {
        var grown = Arrays.copyOf(bytes, bytes.length + 1 + Long.BYTES);
        var sortable = component ^ Long.MIN_VALUE;
        grown[bytes.length] = 1;
        for (int i = 0; i < Long.BYTES; i++) {
            grown[bytes.length + 1 + i] = (byte) (sortable >>> (56 - 8 * i));
        }
        return new Key(grown);
    }

    /** The encoded bytes that a component of this key that begins with {@code text} begins with. */
    byte[] prefixedBytes(String text) {
        var out = new ByteArrayOutputStream(bytes.length + text.length() + 8);
        out.writeBytes(bytes);
        writeText(text, out);
        return out.toByteArray();
    }

    private static void writeText(String text, ByteArrayOutputStream out) {
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            out.write(b);
            if (b == 0) {
                out.write(0xFF);
            }
        }
    }

    /** The encoded key. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Reads the components of this key one after the other. */
    public Reader reader() {
        return new Reader();
    }

    /** Reads a key's components, in the order and with the types they were written. */
    public final class Reader {
        private int at;

        private Reader() {}

        /** The next component, as text. */
        public String text() {
            var out = new ByteArrayOutputStream(bytes.length - at);
            while (bytes[at] != 0 || (at + 1 < bytes.length && bytes[at + 1] == (byte) 0xFF)) {
                out.write(bytes[at]);
                at += bytes[at] == 0 ? 2 : 1;
            }
            at++;
            return out.toString(StandardCharsets.UTF_8);
        }

        /** The next component, as a number. */
        public long number() {
            long value = 0;
            at++;
            for (int i = 0; i < Long.BYTES; i++) {
                value = value << 8 | (bytes[at++] & 0xFF);
            }
            return value ^ Long.MIN_VALUE;
        }
    }

    @Override
    public int compareTo(Key other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
