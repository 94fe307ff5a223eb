package tarn.services.s3.columnar;

import java.util.BitSet;

/**
 * Numbers, bytes and bits in ORC's first run-length encoding: runs where bytes repeat, else stretches of literals. Numbers
 * are always literals: the compression of a stream finds what repeats.
 *
 * @see <a href="https://orc.apache.org/specification/ORCv1/">ORC specification</a>
 */
final class OrcRuns {

    private static final int LITERALS_MAX = 128;
    private static final int RUN_MIN = 3;
    private static final int RUN_MAX = 130;

    /** Numbers, with a sign or without. */
    static Bytes numbers(long[] values, int count, boolean signed) {
        var out = new Bytes();
        for (int from = 0; from < count; from += LITERALS_MAX) {
            int to = Math.min(from + LITERALS_MAX, count);
            out.one(from - to);
            for (int i = from; i < to; i++) {
                if (signed) {
                    out.zigzag(values[i]);
                } else {
                    out.varint(values[i]);
                }
            }
        }
        return out;
    }

    /** Bits, the first of each byte highest. */
    static Bytes bits(BitSet bits, int count) {
        var packed = new byte[(count + 7) / Byte.SIZE];
        for (int i = bits.nextSetBit(0); i >= 0; i = bits.nextSetBit(i + 1)) {
            packed[i / Byte.SIZE] |= (byte) (0x80 >>> i % Byte.SIZE);
        }
        return bytes(packed);
    }

    private static Bytes bytes(byte[] values) {
        var out = new Bytes();
        int literals = 0;
        int at = 0;
        while (at < values.length) {
            int run = run(values, at);
            if (run >= RUN_MIN) {
                literals(out, values, literals, at);
                out.one(run - RUN_MIN).one(values[at]);
                literals = at + run;
            }
            at += run;
        }
        literals(out, values, literals, at);
        return out;
    }

    private static int run(byte[] values, int at) {
        int run = 1;
        while (run < RUN_MAX && at + run < values.length && values[at + run] == values[at]) {
            run++;
        }
        return run;
    }

    private static void literals(Bytes out, byte[] values, int start, int end) {
        for (int from = start; from < end; from += LITERALS_MAX) {
            int to = Math.min(from + LITERALS_MAX, end);
            out.one(from - to);
            out.write(values, from, to - from);
        }
    }

    private OrcRuns() {}
}
