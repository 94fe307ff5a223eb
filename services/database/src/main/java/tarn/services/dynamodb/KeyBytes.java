package tarn.services.dynamodb;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tarn.services.dynamodb.value.N;
import tarn.services.dynamodb.value.Value;
import tarn.store.Key;

/**
 * Writes keys so that their bytes sort as DynamoDB sorts.
 *
 * <p>A key is: the table's number (4 bytes), the index's (2, 0 for the items themselves), a hash of the partition key (4,
 * its highest bit clear, by which a scan is divided), the length of the partition key (2) and the key itself, then the
 * sort key. An entry of an index goes on with the item's own partition and sort key, which makes it one of a kind.
 *
 * <p>Text and bytes end in 00, and a 00 inside them is written 00 FF. A number is a byte for its sign, one for its
 * exponent (it fits: from -130 to 125), its digits in pairs from 1 to 100, and an end; of a negative number all that
 * is inverted.
 */
final class KeyBytes {

    static final int PREFIX_BYTES = 6;
    static final int HASHES_BITS = 31;

    private static final int EXPONENT_BIAS = 130;

    private byte[] bytes = new byte[64];
    private int length;

    /** Begins a key of an index of a table. */
    static KeyBytes of(int table, int index) {
        var key = new KeyBytes();
        return key.four(table).two(index);
    }

    /** A whole key. */
    KeyBytes key(Value partition, @Nullable Value sort) {
        return sort == null ? partition(partition) : partition(partition).ordered(sort);
    }

    /** The partition key, after its hash and length. */
    KeyBytes partition(Value value) {
        int at = length;
        four(0).two(0);
        int from = length;
        raw(value);
        int hash = hash(bytes, from, length) >>> (Integer.SIZE - HASHES_BITS);
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[at + i] = (byte) (hash >>> (24 - 8 * i));
        }
        bytes[at + 4] = (byte) ((length - from) >>> 8);
        bytes[at + 5] = (byte) (length - from);
        return this;
    }

    /** A sort key, with its end. */
    KeyBytes ordered(Value value) {
        switch (value) {
            case Value.S(var text) -> {
                escaped(text.getBytes(StandardCharsets.UTF_8));
                one(0);
            }
            case Value.B(var binary) -> {
                escaped(binary.asByteArrayUnsafe());
                one(0);
            }
            case N number -> number(number.text());
            default -> throw notOfAKey(value);
        }
        return this;
    }

    /** What a sort key begins with. */
    KeyBytes beginning(Value value) {
        switch (value) {
            case Value.S(var text) -> escaped(text.getBytes(StandardCharsets.UTF_8));
            case Value.B(var binary) -> escaped(binary.asByteArrayUnsafe());
            default -> throw notOfAKey(value);
        }
        return this;
    }

    private void raw(Value value) {
        switch (value) {
            case Value.S(var text) -> all(text.getBytes(StandardCharsets.UTF_8));
            case Value.B(var binary) -> all(binary.asByteArrayUnsafe());
            case N number -> number(number.text());
            default -> throw notOfAKey(value);
        }
    }

    private static IllegalArgumentException notOfAKey(Value value) {
        return new IllegalArgumentException("A key has no " + value.type());
    }

    private void number(String text) {
        if (text.equals("0")) {
            one(1);
            return;
        }
        boolean negative = text.charAt(0) == '-';
        int point = text.indexOf('.');
        int whole = (point < 0 ? text.length() : point) - (negative ? 1 : 0);
        var digits = new StringBuilder(text.length());
        digits.append(text, negative ? 1 : 0, text.length());
        if (point >= 0) {
            digits.deleteCharAt(whole);
        }
        int first = 0;
        while (digits.charAt(first) == '0') {
            first++;
        }
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        int invert = negative ? 0xFF : 0;
        one(negative ? 0 : 2);
        one((whole - first - 1 + EXPONENT_BIAS) ^ invert);
        for (int at = first; at < end; at += 2) {
            int pair = (digits.charAt(at) - '0') * 10 + (at + 1 < end ? digits.charAt(at + 1) - '0' : 0);
            one((pair + 1) ^ invert);
        }
        one(invert);
    }

    private void escaped(byte[] more) {
        for (byte b : more) {
            one(b);
            if (b == 0) {
                one(0xFF);
            }
        }
    }

    private void all(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }

    /** A number that is not negative. */
    KeyBytes eight(long value) {
        return four((int) (value >>> 32)).four((int) value);
    }

    /** Bytes as they are. */
    KeyBytes bytes(byte[] more) {
        all(more);
        return this;
    }

    private KeyBytes four(int value) {
        return two(value >>> 16).two(value);
    }

    private KeyBytes two(int value) {
        return one(value >>> 8).one(value);
    }

    KeyBytes one(int value) {
        room(1);
        bytes[length++] = (byte) value;
        return this;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    Key made() {
        return Key.ofBytes(bytes());
    }

    /** What sorts after every key that begins with what is written so far. */
    Key end() {
        return Key.ofBytes(after(bytes()));
    }

    /** The first bytes that sort after everything that begins with these. The first bytes are never all FF. */
    static byte[] after(byte[] prefix) {
        int last = prefix.length - 1;
        while (prefix[last] == (byte) 0xFF) {
            last--;
        }
        var after = Arrays.copyOf(prefix, last + 1);
        after[last]++;
        return after;
    }

    /** Where the part of a table whose hashes begin here begins. */
    static Key segment(int table, int index, long segment, long segments) {
        long hash = (segment << HASHES_BITS) / segments;
        return KeyBytes.of(table, index).four((int) hash).made();
    }

    /** MurmurHash3's 32-bit form, in one pass over bytes. */
    private static int hash(byte[] bytes, int from, int end) {
        int hash = 0x9747b28c;
        for (int at = from; at < end; at += 4) {
            int block = 0;
            for (int i = at; i < Math.min(at + 4, end); i++) {
                block |= (bytes[i] & 0xFF) << (8 * (i - at));
            }
            block *= 0xcc9e2d51;
            block = Integer.rotateLeft(block, 15) * 0x1b873593;
            hash = Integer.rotateLeft(hash ^ block, 13) * 5 + 0xe6546b64;
        }
        hash ^= end - from;
        hash = (hash ^ hash >>> 16) * 0x85ebca6b;
        hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
        return hash ^ hash >>> 16;
    }
}
