package tarn.blobs;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * How encrypted bytes are cut and sealed: the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015), as Tink
 * and age have it.
 *
 * <p>The plain bytes are cut into segments of 64 KB; each is AES-256-GCM under the blob's own key with a tag of 16 bytes.
 * The nonce is seven zeros, the segment's number, and whether it is the last. So a segment that was changed, moved,
 * left out or put in from another blob does not open, nor does a blob that was cut at a segment's end. The last segment
 * is the one that is not full, and may be empty: a writer need not know what comes. Any stretch is read by opening the
 * segments it touches.
 */
final class Segments {

    /**
     * Large enough for the cipher's full speed, small enough that a reader of a footer opens little more than it wants;
     * measured in decision 0013.
     */
    static final int PLAIN_BYTES = 64 << 10;

    static final int TAG_BYTES = 16;
    static final int SEALED_BYTES = PLAIN_BYTES + TAG_BYTES;

    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int NONCE_ZEROS = 7;

    /* Looking a cipher up costs more than sealing a small object with it; those that are not in use wait here. */
    private static final ConcurrentLinkedQueue<Cipher> IDLE = new ConcurrentLinkedQueue<>();
    private static final AtomicInteger IDLE_COUNT = new AtomicInteger();
    private static final int IDLE_MAX = 64;

    private final SecretKey key;

    Segments(SecretKey key) {
        this.key = key;
    }

    /** How many bytes so many plain ones become. */
    static long sealedSize(long plainBytes) {
        return plainBytes + TAG_BYTES * (plainBytes / PLAIN_BYTES + 1);
    }

    /** Seals a segment; returns how many bytes that makes. */
    int seal(long number, boolean last, byte[] plain, int offset, int length, byte[] into) {
        try {
            return apply(Cipher.ENCRYPT_MODE, number, last, plain, offset, length, into, 0);
        } catch (AEADBadTagException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Opens a segment; returns how many bytes it holds. Throws if it is not what was sealed under this number. */
    int open(long number, boolean last, byte[] sealed, int length, byte[] into, int offset) throws AEADBadTagException {
        return apply(Cipher.DECRYPT_MODE, number, last, sealed, 0, length, into, offset);
    }

    private int apply(
            int mode, long number, boolean last, byte[] from, int offset, int length, byte[] into, int intoOffset)
            throws AEADBadTagException {
        var nonce = ByteBuffer.allocate(NONCE_BYTES)
                .position(NONCE_ZEROS)
                .putInt(Math.toIntExact(number))
                .put((byte) (last ? 1 : 0))
                .array();
        var idle = taken();
        try {
            var cipher = idle == null ? Cipher.getInstance(ALGORITHM) : idle;
            cipher.init(mode, key, new GCMParameterSpec(Byte.SIZE * TAG_BYTES, nonce));
            int count = cipher.doFinal(from, offset, length, into, intoOffset);
            giveBack(cipher);
            return count;
        } catch (AEADBadTagException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
        }
    }

    private static @Nullable Cipher taken() {
        var idle = IDLE.poll();
        if (idle != null) {
            IDLE_COUNT.decrementAndGet();
        }
        return idle;
    }

    private static void giveBack(Cipher cipher) {
        if (IDLE_COUNT.get() < IDLE_MAX) {
            IDLE_COUNT.incrementAndGet();
            IDLE.add(cipher);
        }
    }
}
