package tarn.kernel;

import java.util.Random;
import java.util.UUID;

/** Ids out of a random generator: a secure one, or one whose seed repeats a run. */
final class RandomIds implements Ids {

    private final Random random;

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
        random.nextBytes(bytes);
        return bytes;
    }
}
