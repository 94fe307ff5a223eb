package tarn.services.s3.columnar;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Writes a structure in Thrift's compact protocol; its fields go up.
 *
 * @see <a href="https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md">Thrift compact
 *     protocol encoding</a>
 */
final class ThriftText {

    private static final int TRUE = 1;
    private static final int FALSE = 2;
    private static final int INT32 = 5;
    private static final int INT64 = 6;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int STRUCT = 12;
    private static final int SHORT_LIST_MAX = 14;

    private final Bytes out;
    private int last;

    private ThriftText(Bytes out) {
        this.out = out;
    }

    /** Writes a structure with the fields that are set. */
    static Bytes struct(Bytes out, Consumer<ThriftText> fields) {
        fields.accept(new ThriftText(out));
        return out.one(0);
    }

    private Bytes head(int id, int type) {
        int step = id - last;
        last = id;
        return step > 0 && step <= 15
                ? out.one(step << 4 | type)
                : out.one(type).zigzag(id);
    }

    ThriftText int32(int id, int value) {
        head(id, INT32).zigzag(value);
        return this;
    }

    ThriftText int64(int id, long value) {
        head(id, INT64).zigzag(value);
        return this;
    }

    ThriftText truth(int id, boolean value) {
        head(id, value ? TRUE : FALSE);
        return this;
    }

    ThriftText text(int id, String value) {
        text(head(id, BINARY), value);
        return this;
    }

    ThriftText field(int id, Consumer<ThriftText> fields) {
        struct(head(id, STRUCT), fields);
        return this;
    }

    <T> ThriftText structs(int id, List<T> values, BiConsumer<ThriftText, T> fields) {
        head(id, LIST);
        size(values.size(), STRUCT);
        values.forEach(value -> struct(out, struct -> fields.accept(struct, value)));
        return this;
    }

    ThriftText numbers(int id, List<Integer> values) {
        head(id, LIST);
        size(values.size(), INT32);
        values.forEach(out::zigzag);
        return this;
    }

    ThriftText texts(int id, List<String> values) {
        head(id, LIST);
        size(values.size(), BINARY);
        values.forEach(value -> text(out, value));
        return this;
    }

    private void size(int size, int type) {
        if (size <= SHORT_LIST_MAX) {
            out.one(size << 4 | type);
        } else {
            out.one(0xF0 | type).varint(size);
        }
    }

    private static void text(Bytes out, String value) {
        var bytes = value.getBytes(UTF_8);
        out.varint(bytes.length).all(bytes);
    }
}
