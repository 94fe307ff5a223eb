package tarn.kernel;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/** Ids out of a random generator: a secure one, or one whose seed repeats a run. */
final class RandomIds implements Ids {

    private static final int SMALL_BYTES = 64;
    private static final int POOL_BYTES = 4096;

    private final Random random;
    private final ReentrantLock lock = new ReentrantLock();
    private final byte[] pool = new byte[POOL_BYTES];
    private int at = POOL_BYTES;

    RandomIds(Random random) {
        this.random = random;
    }

    @Override
    public UUID uuid() {
        var bytes = bytes(16);
        bytes[6] = (byte) ((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte) ((bytes[8] & 0x3F) | 0x80);
        long high = 0;
        long low = 0;
        for (int i = 0; i < 8; i++) {
            high = high << 8 | (bytes[i] & 0xFF);
            low = low << 8 | (bytes[i + 8] & 0xFF);
        }
        return new UUID(high, low);
    }

    @Override
    public String random(String alphabet, int length) {
        var text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    @Override
    public byte[] bytes(int length) {
        var bytes = new byte[length];
        if (random instanceof SecureRandom && length <= SMALL_BYTES) {
            draw(bytes);
        } else {
            random.nextBytes(bytes);
        }
        return bytes;
    }

    /* The system is asked for many bytes at once; each is given out once and forgotten. */
    private void draw(byte[] into) {
        lock.lock();
        try {
            if (at + into.length > pool.length) {
                random.nextBytes(pool);
                at = 0;
            }
            System.arraycopy(pool, at, into, 0, into.length);
            Arrays.fill(pool, at, at + into.length, (byte) 0);
            at += into.length;
        } finally {
            lock.unlock();
        }
    }
}
