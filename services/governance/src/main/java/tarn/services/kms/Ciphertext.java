package tarn.services.kms;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import tarn.kernel.Caller;
import tarn.kernel.Ids;

/**
 * What a symmetric key encrypted: it says by itself which key and which of its materials open it.
 *
 * <p>A byte for the form (1); the account in 12 digits; the length of the key id in a byte, and the key id; the key
 * material id in 32 bytes; 12 random bytes of nonce; the AES-256-GCM ciphertext with its tag. All before the nonce, and
 * the encryption context, are authenticated with it. The region is not part of it: a multi-Region key's ciphertext is
 * decrypted in each of its regions.
 */
final class Ciphertext {

    private static final byte FORM = 1;
    private static final int ACCOUNT_BYTES = 12;
    private static final int MATERIAL_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private final String account;
    private final String keyId;
    private final String materialId;
    private final byte[] bytes;
    private final int headBytes;

    private Ciphertext(String account, String keyId, String materialId, byte[] bytes, int headBytes) {
        this.account = account;
        this.keyId = keyId;
        this.materialId = materialId;
        this.bytes = bytes;
        this.headBytes = headBytes;
    }

    /** Encrypts; the answer is what {@link #read} reads. */
    static byte[] encrypt(
            StoredKey key, Material material, byte[] nonce, Map<String, String> context, byte[] plaintext) {
        var id = key.id().getBytes(StandardCharsets.US_ASCII);
        var head = ByteBuffer.allocate(1 + ACCOUNT_BYTES + 1 + id.length + MATERIAL_BYTES)
                .put(FORM)
                .put(Caller.current().account().getBytes(StandardCharsets.US_ASCII))
                .put((byte) id.length)
                .put(id)
                .put(HexFormat.of().parseHex(key.current().id()))
                .array();
        try {
            var cipher = cipher(Cipher.ENCRYPT_MODE, material, nonce, head, context);
            var whole = ByteBuffer.allocate(head.length + NONCE_BYTES + plaintext.length + TAG_BYTES)
                    .put(head)
                    .put(nonce);
            cipher.doFinal(ByteBuffer.wrap(plaintext), whole);
            return whole.array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has AES-GCM", e);
        }
    }

    /** Reads a ciphertext; empty if it has not the form of one. */
    static Optional<Ciphertext> read(byte[] bytes) {
        int idAt = 1 + ACCOUNT_BYTES;
        if (bytes.length <= idAt || bytes[0] != FORM) {
            return Optional.empty();
        }
        int idBytes = bytes[idAt] & 0xFF;
        int head = idAt + 1 + idBytes + MATERIAL_BYTES;
        if (bytes.length < head + NONCE_BYTES + TAG_BYTES) {
            return Optional.empty();
        }
        var account = new String(bytes, 1, ACCOUNT_BYTES, StandardCharsets.US_ASCII);
        var keyId = new String(bytes, idAt + 1, idBytes, StandardCharsets.US_ASCII);
        var material = HexFormat.of().formatHex(bytes, idAt + 1 + idBytes, head);
        return Optional.of(new Ciphertext(account, keyId, material, bytes, head));
    }

    String account() {
        return account;
    }

    String keyId() {
        return keyId;
    }

    String materialId() {
        return materialId;
    }

    /** Decrypts; empty if it was changed, or encrypted with another context. */
    Optional<byte[]> decrypt(Material material, Map<String, String> context) {
        var nonce = Arrays.copyOfRange(bytes, headBytes, headBytes + NONCE_BYTES);
        try {
            var cipher = cipher(Cipher.DECRYPT_MODE, material, nonce, Arrays.copyOf(bytes, headBytes), context);
            int from = headBytes + NONCE_BYTES;
            return Optional.of(cipher.doFinal(bytes, from, bytes.length - from));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has AES-GCM", e);
        }
    }

    private static Cipher cipher(int mode, Material material, byte[] nonce, byte[] head, Map<String, String> context)
            throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        var key = new SecretKeySpec(material.secretBytes(), "AES");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(head);
        for (var pair : new TreeMap<>(context).entrySet()) {
            authenticate(cipher, pair.getKey());
            authenticate(cipher, pair.getValue());
        }
        return cipher;
    }

    private static void authenticate(Cipher cipher, String text) {
        var utf8 = text.getBytes(StandardCharsets.UTF_8);
        cipher.updateAAD(ByteBuffer.allocate(Integer.BYTES).putInt(utf8.length).array());
        cipher.updateAAD(utf8);
    }

    static byte[] nonce(Ids ids) {
        return ids.bytes(NONCE_BYTES);
    }
}
