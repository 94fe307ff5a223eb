package tarn.services.s3;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * XXH64 without a seed, in pieces: four sums over stripes of 32 bytes, mixed at the end with what is left.
 *
 * @see <a href="https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md">xxHash fast digest algorithm</a>
 */
final class XxHash64 implements ChecksumKind.Running {

    private static final long PRIME_1 = 0x9E3779B185EBCA87L;
    private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
    private static final long PRIME_3 = 0x165667B19E3779F9L;
    private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
    private static final long PRIME_5 = 0x27D4EB2F165667C5L;
    private static final int STRIPE_BYTES = 32;

    /* The first is the sum of the first two primes. */
    private final long[] sums = {0x60EA27EEADC0B5D6L, PRIME_2, 0, -PRIME_1};
    private final ByteBuffer rest = ByteBuffer.allocate(STRIPE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private long length;

    @Override
    public void update(byte[] bytes, int offset, int count) {
        length += count;
        int at = offset;
        int end = offset + count;
        if (rest.position() > 0) {
            int some = Math.min(rest.remaining(), count);
            rest.put(bytes, at, some);
            at += some;
            if (rest.hasRemaining()) {
                return;
            }
            stripe(rest, 0);
            rest.clear();
        }
        var in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (; end - at >= STRIPE_BYTES; at += STRIPE_BYTES) {
            stripe(in, at);
        }
        rest.put(bytes, at, end - at);
    }

    private void stripe(ByteBuffer in, int at) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] = round(sums[i], in.getLong(at + i * Long.BYTES));
        }
    }

    private static long round(long sum, long lane) {
        return Long.rotateLeft(sum + lane * PRIME_2, 31) * PRIME_1;
    }

    @Override
    public byte[] value() {
        long hash = length < STRIPE_BYTES ? PRIME_5 : merged();
        hash += length;
        int at = 0;
        for (; rest.position() - at >= Long.BYTES; at += Long.BYTES) {
            hash = Long.rotateLeft(hash ^ round(0, rest.getLong(at)), 27) * PRIME_1 + PRIME_4;
        }
        if (rest.position() - at >= Integer.BYTES) {
            hash = Long.rotateLeft(hash ^ ((rest.getInt(at) & 0xFFFFFFFFL) * PRIME_1), 23) * PRIME_2 + PRIME_3;
            at += Integer.BYTES;
        }
        for (; at < rest.position(); at++) {
            hash = Long.rotateLeft(hash ^ ((rest.get(at) & 0xFF) * PRIME_5), 11) * PRIME_1;
        }
        hash = (hash ^ (hash >>> 33)) * PRIME_2;
        hash = (hash ^ (hash >>> 29)) * PRIME_3;
        return ByteBuffer.allocate(Long.BYTES).putLong(hash ^ (hash >>> 32)).array();
    }

    private long merged() {
        long hash = Long.rotateLeft(sums[0], 1)
                + Long.rotateLeft(sums[1], 7)
                + Long.rotateLeft(sums[2], 12)
                + Long.rotateLeft(sums[3], 18);
        for (long sum : sums) {
            hash = (hash ^ round(0, sum)) * PRIME_1 + PRIME_4;
        }
        return hash;
    }
}
