package tarn.services.dynamodb;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import tarn.kernel.JsonAnswer;

/**
 * Stored items written as AWS's JSON, byte by byte: an attribute is neither decoded nor made an object on its way.
 *
 * <p>Stored text is UTF-8, as JSON's is, so that only quotes, backslashes and control characters are looked for.
 */
final class ItemJson {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] out;
    private int length;

    ItemJson(int expectedBytes) {
        out = new byte[Math.max(64, expectedBytes)];
    }

    /** About how large items become as JSON. */
    static int expectedBytes(List<StoredItem> items) {
        long bytes = 128;
        for (var item : items) {
            bytes += item.bytes().length + item.bytes().length / 2 + 32;
        }
        return (int) Math.min(bytes, 4 << 20);
    }

    /** Text of JSON's own, in ASCII. */
    ItemJson raw(String ascii) {
        room(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            out[length++] = (byte) ascii.charAt(i);
        }
        return this;
    }

    /** A string, quoted. */
    ItemJson text(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        quoted(bytes, 0, bytes.length);
        return this;
    }

    /** An item as a map of its attributes. */
    ItemJson item(StoredItem item) {
        var in = new ItemCodec.In(item.bytes());
        in.number();
        named(in);
        return this;
    }

    ItemJson items(List<StoredItem> items) {
        raw("[");
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                one(',');
            }
            item(items.get(i));
        }
        return raw("]");
    }

    /** The page of a query or a scan. */
    ItemJson page(Walking.Page page, boolean counts) {
        var last = page.last();
        raw("{\"Count\":").raw(Integer.toString(page.count()));
        raw(",\"ScannedCount\":").raw(Integer.toString(page.scanned()));
        if (!counts) {
            raw(",\"Items\":").items(page.items());
        }
        if (last != null) {
            raw(",\"LastEvaluatedKey\":").item(ItemCodec.encode(last));
        }
        return raw("}");
    }

    /** Makes what was written the answer. */
    void into(JsonAnswer answer) {
        answer.set(out, length);
    }

    private void named(ItemCodec.In in) {
        one('{');
        for (long left = in.number(); left > 0; left--) {
            string(in);
            one(':');
            value(in);
            if (left > 1) {
                one(',');
            }
        }
        one('}');
    }

    private void value(ItemCodec.In in) {
        int type = in.one();
        switch (type) {
            case ItemCodec.TEXT -> {
                raw("{\"S\":");
                string(in);
            }
            case ItemCodec.NUMBER, ItemCodec.WHOLE -> {
                raw("{\"N\":");
                decimal(in, type);
            }
            case ItemCodec.BINARY -> {
                raw("{\"B\":");
                binary(in);
            }
            case ItemCodec.TRUE -> raw("{\"BOOL\":true");
            case ItemCodec.FALSE -> raw("{\"BOOL\":false");
            case ItemCodec.NOTHING -> raw("{\"NULL\":true");
            case ItemCodec.MAP -> {
                raw("{\"M\":");
                named(in);
            }
            case ItemCodec.LIST -> many("{\"L\":[", in, this::value);
            case ItemCodec.TEXTS -> many("{\"SS\":[", in, this::string);
            case ItemCodec.NUMBERS -> many("{\"NS\":[", in, each -> decimal(each, each.one()));
            case ItemCodec.BINARIES -> many("{\"BS\":[", in, this::binary);
            default -> throw new IllegalStateException("No value has type " + type);
        }
        one('}');
    }

    private void many(String begin, ItemCodec.In in, java.util.function.Consumer<ItemCodec.In> each) {
        raw(begin);
        for (long left = in.number(); left > 0; left--) {
            each.accept(in);
            if (left > 1) {
                one(',');
            }
        }
        one(']');
    }

    private void decimal(ItemCodec.In in, int type) {
        if (type == ItemCodec.WHOLE) {
            one('"');
            raw(in.whole());
            one('"');
        } else {
            string(in);
        }
    }

    private void string(ItemCodec.In in) {
        int size = (int) in.number();
        quoted(in.bytes(), in.skip(size), size);
    }

    private void binary(ItemCodec.In in) {
        int size = (int) in.number();
        int from = in.skip(size);
        var encoded = Base64.getEncoder().encode(Arrays.copyOfRange(in.bytes(), from, from + size));
        room(encoded.length + 2);
        out[length++] = '"';
        System.arraycopy(encoded, 0, out, length, encoded.length);
        length += encoded.length;
        out[length++] = '"';
    }

    private void quoted(byte[] bytes, int from, int size) {
        room(size + 2);
        out[length++] = '"';
        int end = from + size;
        int start = from;
        for (int i = from; i < end; i++) {
            byte b = bytes[i];
            if ((b >= 0 && b < ' ') || b == '"' || b == '\\') {
                copy(bytes, start, i);
                escaped(b);
                start = i + 1;
            }
        }
        copy(bytes, start, end);
        one('"');
    }

    private void copy(byte[] bytes, int from, int end) {
        room(end - from);
        System.arraycopy(bytes, from, out, length, end - from);
        length += end - from;
    }

    private void escaped(byte b) {
        room(6);
        out[length++] = '\\';
        int letter = switch (b) {
            case '"', '\\' -> b;
            case '\n' -> 'n';
            case '\r' -> 'r';
            case '\t' -> 't';
            case '\b' -> 'b';
            case '\f' -> 'f';
            default -> 'u';
        };
        out[length++] = (byte) letter;
        if (letter == 'u') {
            out[length++] = '0';
            out[length++] = '0';
            out[length++] = HEX[b >> 4];
            out[length++] = HEX[b & 0xF];
        }
    }

    private void one(char ascii) {
        room(1);
        out[length++] = (byte) ascii;
    }

    private void room(int more) {
        if (length + more > out.length) {
            out = Arrays.copyOf(out, Math.max(out.length * 2, length + more));
        }
    }
}
