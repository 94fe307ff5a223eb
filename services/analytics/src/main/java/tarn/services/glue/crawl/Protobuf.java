package tarn.services.glue.crawl;

import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * Reads a message of Protocol Buffers, field by field.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Encoding</a>
 */
final class Protobuf {

    private final byte[] bytes;
    private int at;
    private int field;
    private int wire;

    Protobuf(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Goes to the next field, if there is one. */
    boolean next() throws Unreadable {
        if (at >= bytes.length) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        wire = (int) (tag & 7);
        return true;
    }

    /** The number of the field. */
    int field() {
        return field;
    }

    /** The field's value, a number. */
    long number() throws Unreadable {
        return varint();
    }

    /** The field's value: text or a message. */
    byte[] bytes() throws Unreadable {
        long length = varint();
        if (length < 0 || length > bytes.length - at) {
            throw new Unreadable("a field is cut short");
        }
        at += (int) length;
        return Arrays.copyOfRange(bytes, at - (int) length, at);
    }

    /** The values of a repeated field of numbers, packed or not. */
    void numbers(LongConsumer each) throws Unreadable {
        if (wire != 2) {
            each.accept(varint());
            return;
        }
        var packed = new Protobuf(bytes());
        while (packed.at < packed.bytes.length) {
            each.accept(packed.varint());
        }
    }

    /** Passes over the field's value. */
    void skip() throws Unreadable {
        switch (wire) {
            case 0 -> varint();
            case 1 -> at += 8;
            case 2 -> bytes();
            case 5 -> at += 4;
            default -> throw new Unreadable("a field of an unknown kind");
        }
    }

    private long varint() throws Unreadable {
        long value = 0;
        for (int shift = 0; shift < 64 && at < bytes.length; shift += 7) {
            byte next = bytes[at++];
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new Unreadable("a number is cut short");
    }
}
