package tarn.services.s3.select;

import static tarn.services.s3.select.SelectFaults.parquetParsing;
import static tarn.services.s3.select.SelectFaults.parquetType;

import java.util.Arrays;

/**
 * The encodings of Parquet, each into numbers, truths or bytes as they lie there.
 *
 * @see <a href="https://github.com/apache/parquet-format/blob/master/Encodings.md">Parquet encodings</a>
 */
final class ParquetValues {

    /** How many values a block of differences may have. */
    private static final int BLOCK_MAX = 1 << 20;

    static final int PLAIN = 0;
    static final int PLAIN_DICTIONARY = 2;
    static final int RLE = 3;
    static final int DELTA_BINARY_PACKED = 5;
    static final int DELTA_LENGTH_BYTE_ARRAY = 6;
    static final int DELTA_BYTE_ARRAY = 7;
    static final int RLE_DICTIONARY = 8;
    static final int BYTE_STREAM_SPLIT = 9;

    private final byte[] bytes;
    private final int end;
    private int at;

    /** Those in a stretch of bytes. */
    ParquetValues(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.at = start;
        this.end = end;
    }

    int at() {
        return at;
    }

    static int int32(byte[] bytes, int at) {
        return (bytes[at] & 0xFF)
                | ((bytes[at + 1] & 0xFF) << 8)
                | ((bytes[at + 2] & 0xFF) << 16)
                | ((bytes[at + 3] & 0xFF) << 24);
    }

    private static long int64(byte[] bytes, int at) {
        return (int32(bytes, at) & 0xFFFFFFFFL) | ((long) int32(bytes, at + 4) << 32);
    }

    /** The values of a page. */
    Object[] read(ParquetColumn column, int encoding, int count, Object[] dictionary) {
        return switch (encoding) {
            case PLAIN -> plain(column, count);
            case PLAIN_DICTIONARY, RLE_DICTIONARY -> named(count, dictionary);
            case RLE -> truths(count);
            case DELTA_BINARY_PACKED -> numbers(column, count);
            case DELTA_LENGTH_BYTE_ARRAY -> texts(count);
            case DELTA_BYTE_ARRAY -> continued(count);
            case BYTE_STREAM_SPLIT -> split(column, count);
            default -> throw parquetType();
        };
    }

    /** Values one after the other. */
    Object[] plain(ParquetColumn column, int count) {
        var values = new Object[count];
        int width = column.width();
        for (int i = 0; i < count; i++) {
            if (column.type() == ParquetColumn.BOOLEAN) {
                values[i] = ((bytes[at + i / 8] >> (i % 8)) & 1) == 1;
            } else if (width == 0) {
                int length = int32(bytes, need(Integer.BYTES));
                values[i] = copied(length);
            } else {
                values[i] = value(column, bytes, need(width), width);
            }
        }
        return values;
    }

    private static Object value(ParquetColumn column, byte[] from, int start, int width) {
        return switch (column.type()) {
            case ParquetColumn.INT32 -> (long) int32(from, start);
            case ParquetColumn.INT64 -> int64(from, start);
            case ParquetColumn.FLOAT -> Double.valueOf(Float.toString(Float.intBitsToFloat(int32(from, start))));
            case ParquetColumn.DOUBLE -> Double.longBitsToDouble(int64(from, start));
            default -> Arrays.copyOfRange(from, start, start + width);
        };
    }

    /* Gives where bytes begin that are there, and goes behind them. */
    private int need(int count) {
        if (count < 0 || count > end - at) {
            throw parquetParsing();
        }
        int start = at;
        at += count;
        return start;
    }

    private byte[] copied(int length) {
        int start = need(length);
        return Arrays.copyOfRange(bytes, start, start + length);
    }

    private Object[] named(int count, Object[] dictionary) {
        int width = count == 0 ? 0 : bytes[need(1)];
        var indexes = levels(width, count);
        var values = new Object[count];
        for (int i = 0; i < count; i++) {
            values[i] = dictionary[indexes[i]];
        }
        return values;
    }

    private Object[] truths(int count) {
        need(Integer.BYTES);
        var bits = levels(1, count);
        var values = new Object[count];
        for (int i = 0; i < count; i++) {
            values[i] = bits[i] == 1;
        }
        return values;
    }

    /** Small numbers of some bits each, in runs of equals and in packs of eight. */
    int[] levels(int width, int count) {
        if (width < 0 || width > Integer.SIZE) {
            throw parquetParsing();
        }
        var levels = new int[count];
        int filled = 0;
        while (filled < count) {
            long head = varint();
            if ((head & 1) == 0) {
                int value = 0;
                int start = need((width + 7) / 8);
                for (int i = 0; i < (width + 7) / 8; i++) {
                    value |= (bytes[start + i] & 0xFF) << (8 * i);
                }
                long run = head >>> 1;
                if (run <= 0) {
                    throw parquetParsing();
                }
                int until = filled + (int) Math.min(count - filled, run);
                Arrays.fill(levels, filled, until, value);
                filled = until;
            } else {
                long groups = Math.min(head >>> 1, ParquetPages.VALUES_MAX);
                int take = (int) Math.min(count - filled, groups * 8);
                int length = (int) Math.min(end - at, groups * width);
                int start = need(length);
                if (groups == 0 || ((long) take * width + 7) / 8 > length) {
                    throw parquetParsing();
                }
                for (int i = 0; i < take; i++) {
                    levels[filled + i] = (int) bits(start, (long) i * width, width);
                }
                filled += take;
            }
        }
        return levels;
    }

    private long bits(int start, long first, int width) {
        long value = 0;
        for (int i = 0; i < width; ) {
            long bit = first + i;
            int from = (int) (bit & 7);
            int some = Math.min(8 - from, width - i);
            long piece = ((bytes[start + (int) (bit >> 3)] & 0xFF) >> from) & ((1 << some) - 1);
            value |= piece << i;
            i += some;
        }
        return value;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int b = bytes[need(1)];
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw parquetParsing();
    }

    private long zigzag() {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    private Object[] numbers(ParquetColumn column, int count) {
        var found = deltas();
        if (found.length < count) {
            throw parquetParsing();
        }
        var values = new Object[count];
        for (int i = 0; i < count; i++) {
            // The differences of 32 bits wrap around
            values[i] = column.type() == ParquetColumn.INT32 ? (long) (int) found[i] : found[i];
        }
        return values;
    }

    /* Blocks of differences, each in packs with the fewest bits that hold them. */
    private long[] deltas() {
        long blockSize = varint();
        long packs = varint();
        long total = varint();
        long value = zigzag();
        if (packs <= 0
                || blockSize <= 0
                || blockSize > BLOCK_MAX
                || blockSize % packs != 0
                || total > ParquetPages.VALUES_MAX) {
            throw parquetParsing();
        }
        int packSize = (int) (blockSize / packs);
        var values = new long[(int) total];
        int filled = 0;
        if (total > 0) {
            values[filled++] = value;
        }
        while (filled < total) {
            long least = zigzag();
            int widths = need((int) packs);
            for (int pack = 0; pack < packs && filled < total; pack++) {
                int width = bytes[widths + pack];
                int length = Math.multiplyExact(width, packSize) / 8;
                if (width < 0 || width > Long.SIZE) {
                    throw parquetParsing();
                }
                int start = need(Math.min(length, end - at));
                for (int i = 0; i < packSize && filled < total; i++) {
                    value += least + bits(start, (long) i * width, width);
                    values[filled++] = value;
                }
            }
        }
        return values;
    }

    private Object[] texts(int count) {
        var lengths = deltas();
        var values = new Object[count];
        for (int i = 0; i < count; i++) {
            values[i] = copied((int) lengths[i]);
        }
        return values;
    }

    private Object[] continued(int count) {
        var shared = deltas();
        var rests = texts(shared.length);
        var values = new Object[count];
        var before = new byte[0];
        for (int i = 0; i < count; i++) {
            var rest = (byte[]) rests[i];
            int kept = (int) shared[i];
            if (kept < 0 || kept > before.length) {
                throw parquetParsing();
            }
            var next = Arrays.copyOf(before, kept + rest.length);
            System.arraycopy(rest, 0, next, kept, rest.length);
            values[i] = next;
            before = next;
        }
        return values;
    }

    private Object[] split(ParquetColumn column, int count) {
        int width = column.width();
        if (width == 0) {
            throw parquetParsing();
        }
        int start = need(Math.multiplyExact(width, count));
        var one = new byte[width];
        var values = new Object[count];
        for (int i = 0; i < count; i++) {
            for (int b = 0; b < width; b++) {
                one[b] = bytes[start + b * count + i];
            }
            values[i] = value(column, one, 0, width);
        }
        return values;
    }
}
