package tarn.services.dynamodb;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.N;
import tarn.services.dynamodb.value.Value;

/**
 * Items as bytes: the item's size as AWS counts it, the number of attributes, then for each its name and value, in the
 * names' order. Counts and lengths are variable-length integers (seven bits a byte, the lowest first); a value is a byte
 * for its type and what belongs to it. A whole number of up to 18 digits is an integer with its sign in the lowest bit,
 * any other its text.
 */
final class ItemCodec {

    static final int TEXT = 1;
    static final int NUMBER = 2;
    static final int BINARY = 3;
    static final int TRUE = 4;
    static final int FALSE = 5;
    static final int NOTHING = 6;
    static final int MAP = 7;
    static final int LIST = 8;
    static final int TEXTS = 9;
    static final int NUMBERS = 10;
    static final int BINARIES = 11;
    static final int WHOLE = 12;

    private static final int WHOLE_DIGITS_MAX = 18;

    static StoredItem encode(Item item) {
        return encode(item, item.sizeBytes());
    }

    static StoredItem encode(Item item, int sizeBytes) {
        var out = new Out(sizeBytes + 16 + 4 * item.attributes().size());
        out.number(sizeBytes);
        out.named(item.attributes());
        return new StoredItem(out.made());
    }

    static Item decode(StoredItem item) {
        var in = new In(item.bytes());
        in.number();
        return new Item(in.named());
    }

    /** The item as the SDK has it, without making ours first. */
    static Map<String, AttributeValue> toSdk(StoredItem item) {
        var in = new In(item.bytes());
        in.number();
        return in.namedSdk();
    }

    static int sizeBytes(byte[] bytes) {
        return (int) new In(bytes).number();
    }

    /** Writes; grows as it must. */
    private static final class Out {
        private byte[] bytes;
        private int length;

        Out(int expected) {
            bytes = new byte[expected];
        }

        void named(Map<String, Value> values) {
            number(values.size());
            values.forEach((name, value) -> {
                text(name);
                value(value);
            });
        }

        void value(Value value) {
            switch (value) {
                case Value.S(var text) -> {
                    one(TEXT);
                    text(text);
                }
                case N number -> decimal(number);
                case Value.B(var binary) -> {
                    one(BINARY);
                    binary(binary);
                }
                case Value.Bool(var truth) -> one(truth ? TRUE : FALSE);
                case Value.Null.NULL -> one(NOTHING);
                case Value.M(var values) -> {
                    one(MAP);
                    named(values);
                }
                case Value.L(var values) -> {
                    one(LIST);
                    number(values.size());
                    values.forEach(this::value);
                }
                case Value.SS(var values) -> {
                    one(TEXTS);
                    number(values.size());
                    values.forEach(this::text);
                }
                case Value.NS(var values) -> {
                    one(NUMBERS);
                    number(values.size());
                    values.forEach(this::decimal);
                }
                case Value.BS(var values) -> {
                    one(BINARIES);
                    number(values.size());
                    values.forEach(this::binary);
                }
            }
        }

        private void decimal(N number) {
            var text = number.text();
            if (text.length() <= WHOLE_DIGITS_MAX && text.indexOf('.') < 0) {
                long whole = Long.parseLong(text);
                one(WHOLE);
                number((whole << 1) ^ (whole >> 63));
            } else {
                one(NUMBER);
                text(text);
            }
        }

        private void text(String text) {
            int chars = text.length();
            room(10 + 3 * chars);
            int at = length;
            if (chars < 128) {
                // One byte of length is enough if all is ASCII.
                bytes[at++] = (byte) chars;
                for (int i = 0; i < chars; i++) {
                    char c = text.charAt(i);
                    if (c >= 128) {
                        all(text.getBytes(StandardCharsets.UTF_8));
                        return;
                    }
                    bytes[at++] = (byte) c;
                }
                length = at;
            } else {
                all(text.getBytes(StandardCharsets.UTF_8));
            }
        }

        private void binary(SdkBytes binary) {
            all(binary.asByteArrayUnsafe());
        }

        private void all(byte[] more) {
            number(more.length);
            room(more.length);
            System.arraycopy(more, 0, bytes, length, more.length);
            length += more.length;
        }

        void number(long value) {
            room(10);
            long left = value;
            while ((left & ~0x7FL) != 0) {
                bytes[length++] = (byte) ((left & 0x7F) | 0x80);
                left >>>= 7;
            }
            bytes[length++] = (byte) left;
        }

        private void one(int value) {
            room(1);
            bytes[length++] = (byte) value;
        }

        private void room(int more) {
            if (length + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
            }
        }

        byte[] made() {
            return Arrays.copyOf(bytes, length);
        }
    }

    /** Reads. */
    static final class In {
        private final byte[] bytes;
        private int at;

        In(byte[] bytes) {
            this.bytes = bytes;
        }

        Map<String, Value> named() {
            var values = new TreeMap<String, Value>();
            for (long left = number(); left > 0; left--) {
                values.put(text(), value());
            }
            return values;
        }

        Value value() {
            int type = one();
            return switch (type) {
                case TEXT -> new Value.S(text());
                case NUMBER, WHOLE -> decimal(type);
                case BINARY -> new Value.B(binary());
                case TRUE -> new Value.Bool(true);
                case FALSE -> new Value.Bool(false);
                case NOTHING -> Value.Null.NULL;
                case MAP -> new Value.M(named());
                case LIST -> new Value.L(many(this::value));
                case TEXTS -> new Value.SS(many(this::text));
                case NUMBERS -> new Value.NS(many(() -> decimal(one())));
                case BINARIES -> new Value.BS(many(this::binary));
                default -> throw new IllegalStateException("No value has type " + type);
            };
        }

        Map<String, AttributeValue> namedSdk() {
            int count = (int) number();
            var values = HashMap.<String, AttributeValue>newHashMap(count);
            for (int i = 0; i < count; i++) {
                values.put(text(), sdk());
            }
            return values;
        }

        private AttributeValue sdk() {
            int type = one();
            return switch (type) {
                case TEXT -> AttributeValue.fromS(text());
                case NUMBER -> AttributeValue.fromN(text());
                case WHOLE -> AttributeValue.fromN(whole());
                case BINARY -> AttributeValue.fromB(binary());
                case TRUE -> AttributeValue.fromBool(true);
                case FALSE -> AttributeValue.fromBool(false);
                case NOTHING -> AttributeValue.fromNul(true);
                case MAP -> AttributeValue.fromM(namedSdk());
                case LIST -> AttributeValue.fromL(many(this::sdk));
                case TEXTS -> AttributeValue.fromSs(many(this::text));
                case NUMBERS -> AttributeValue.fromNs(many(() -> one() == WHOLE ? whole() : text()));
                case BINARIES -> AttributeValue.fromBs(many(this::binary));
                default -> throw new IllegalStateException("No value has type " + type);
            };
        }

        private <T> List<T> many(java.util.function.Supplier<T> each) {
            int count = (int) number();
            var all = new ArrayList<T>(count);
            for (int i = 0; i < count; i++) {
                all.add(each.get());
            }
            return all;
        }

        N decimal(int type) {
            return N.kept(type == WHOLE ? whole() : text());
        }

        String whole() {
            long value = number();
            return Long.toString((value >>> 1) ^ -(value & 1));
        }

        String text() {
            int length = (int) number();
            var text = new String(bytes, at, length, StandardCharsets.UTF_8);
            at += length;
            return text;
        }

        byte[] bytes() {
            return bytes;
        }

        /** Goes past so many bytes; says where they begin. */
        int skip(int length) {
            int from = at;
            at += length;
            return from;
        }

        SdkBytes binary() {
            int length = (int) number();
            var binary = SdkBytes.fromByteArrayUnsafe(Arrays.copyOfRange(bytes, at, at + length));
            at += length;
            return binary;
        }

        long number() {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte b = bytes[at++];
                value |= (long) (b & 0x7F) << shift;
                if (b >= 0) {
                    return value;
                }
            }
        }

        int one() {
            return bytes[at++];
        }
    }

    private ItemCodec() {}
}
