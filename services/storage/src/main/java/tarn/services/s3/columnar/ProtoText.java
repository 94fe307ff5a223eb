package tarn.services.s3.columnar;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/**
 * Writes a message of Protocol Buffers, in which ORC writes what it says of its data.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Encoding</a>
 */
final class ProtoText {

    private static final int VARINT = 0;
    private static final int BYTES = 2;

    private final Bytes out = new Bytes();

    Bytes bytes() {
        return out;
    }

    ProtoText number(int field, long value) {
        head(field, VARINT).varint(value);
        return this;
    }

    ProtoText text(int field, String value) {
        var bytes = value.getBytes(UTF_8);
        head(field, BYTES).varint(bytes.length).all(bytes);
        return this;
    }

    ProtoText message(int field, ProtoText message) {
        head(field, BYTES).varint(message.out.size()).all(message.out);
        return this;
    }

    ProtoText numbers(int field, List<Integer> values) {
        var packed = new Bytes();
        values.forEach(packed::varint);
        head(field, BYTES).varint(packed.size()).all(packed);
        return this;
    }

    private Bytes head(int field, int type) {
        return out.varint((long) field << 3 | type);
    }
}
