package tarn.mfa;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Codes of six digits that follow from a seed and the time.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6238">RFC 6238, TOTP</a>
 */
public final class OneTimeCode {

    private static final int STEP_SECONDS = 30;
    private static final int CODES = 1_000_000;
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /** The number of the step that a time lies in. */
    static long step(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), STEP_SECONDS);
    }

    /** The code that a device with this seed shows at a time. */
    public static String at(String seed, Instant time) {
        return at(seed, step(time));
    }

    static String at(String seed, long step) {
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(bytes(seed), "RAW"));
            var hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            int at = hash[hash.length - 1] & 0xF;
            int number = ByteBuffer.wrap(hash, at, Integer.BYTES).getInt() & Integer.MAX_VALUE;
            return String.format(Locale.ROOT, "%06d", number % CODES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA1", e);
        }
    }

    /** The earliest step between two, both included, at which the code is shown; empty if at none. */
    static OptionalLong find(String seed, String code, long first, long last) {
        for (long step = first; step <= last; step++) {
            if (equal(at(seed, step), code)) {
                return OptionalLong.of(step);
            }
        }
        return OptionalLong.empty();
    }

    static boolean equal(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes in base 32 of RFC 4648, without padding. */
    static String base32(byte[] bytes) {
        var text = new StringBuilder();
        int held = 0;
        int bits = 0;
        for (byte b : bytes) {
            held = held << 8 | (b & 0xFF);
            for (bits += 8; bits >= 5; bits -= 5) {
                text.append(BASE32.charAt(held >>> (bits - 5) & 31));
            }
        }
        return bits == 0
                ? text.toString()
                : text.append(BASE32.charAt(held << (5 - bits) & 31)).toString();
    }

    private static byte[] bytes(String base32) {
        var bytes = ByteBuffer.allocate(base32.length() * 5 / 8);
        int held = 0;
        int bits = 0;
        for (int i = 0; i < base32.length(); i++) {
            held = held << 5 | BASE32.indexOf(base32.charAt(i));
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes.put((byte) (held >>> bits));
            }
        }
        return bytes.array();
    }

    private OneTimeCode() {}
}
