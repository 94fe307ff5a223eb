package tarn.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.function.IntFunction;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM under the master key.
 *
 * <p>Sealed is: a byte for the form (1), 12 random bytes of nonce, the ciphertext and its tag of 16 bytes. The form and
 * the context are authenticated with it. Random nonces allow 2^32 seals under one key (NIST SP 800-38D, 8.3).
 */
final class AesSeal implements Seal {

    private static final byte FORM = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int HEAD_BYTES = 1 + NONCE_BYTES;

    private final SecretKey key;
    private final IntFunction<byte[]> random;

    AesSeal(byte[] key, IntFunction<byte[]> random) {
        this.key = new SecretKeySpec(key, "AES");
        this.random = random;
    }

    @Override
    public byte[] wrap(String context, byte[] secret) {
        var nonce = random.apply(NONCE_BYTES);
        try {
            var cipher = cipher(Cipher.ENCRYPT_MODE, context, nonce);
            var sealed = ByteBuffer.allocate(HEAD_BYTES + secret.length + TAG_BYTES);
            sealed.put(FORM).put(nonce);
            cipher.doFinal(ByteBuffer.wrap(secret), sealed);
            return sealed.array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has AES-GCM", e);
        }
    }

    @Override
    public byte[] open(String context, byte[] sealed) {
        if (sealed.length < HEAD_BYTES + TAG_BYTES || sealed[0] != FORM) {
            throw new BrokenSealException(context, new AEADBadTagException("It has not the form of a seal"));
        }
        var nonce = new byte[NONCE_BYTES];
        System.arraycopy(sealed, 1, nonce, 0, NONCE_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, context, nonce).doFinal(sealed, HEAD_BYTES, sealed.length - HEAD_BYTES);
        } catch (AEADBadTagException e) {
            throw new BrokenSealException(context, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has AES-GCM", e);
        }
    }

    private Cipher cipher(int mode, String context, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(new byte[] {FORM});
        cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
