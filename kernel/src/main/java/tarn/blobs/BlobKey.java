package tarn.blobs;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A data key that blobs are written under: 256 bits, or several of them, one inside the other.
 *
 * <p>A key may serve any number of blobs, such as the parts of an upload. Each blob has a random salt and lies under a
 * key of its own, HMAC-SHA-256 of the salt with the data key (NIST SP 800-108, one round), so that no blob can take
 * another's place and no two share a nonce.
 */
public final class BlobKey {

    /** The size of a key. */
    public static final int SIZE_BYTES = 32;

    /** The size of a blob's salt. */
    static final int SALT_BYTES = 16;

    private static final String DERIVATION = "HmacSHA256";
    private static final byte[] PURPOSE = "tarn blob 1".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    /** Keys and salts never come from the platform's seed: what repeats is no secret. */
    private static final SecureRandom RANDOM = new SecureRandom();

    /** From the innermost, which sees the plain bytes, to the outermost. */
    private final List<byte[]> layers;

    private BlobKey(List<byte[]> layers) {
        this.layers = layers;
    }

    /** The key of these bytes, which the caller gives away. */
    public static BlobKey of(byte[] bytes) {
        if (bytes.length != SIZE_BYTES) {
            throw new IllegalArgumentException("A key has " + SIZE_BYTES + " bytes, not " + bytes.length);
        }
        return new BlobKey(List.of(bytes));
    }

    /** New random bytes for a key. */
    public static byte[] random() {
        return random(SIZE_BYTES);
    }

    /** This key inside of another: what it encrypted is encrypted once more. */
    public BlobKey inside(BlobKey outer) {
        var both = new ArrayList<>(layers);
        both.addAll(outer.layers);
        return new BlobKey(List.copyOf(both));
    }

    static byte[] newSalt() {
        return random(SALT_BYTES);
    }

    private static byte[] random(int count) {
        var bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** The keys that a blob of this salt lies under, the innermost first. */
    List<Segments> layers(byte[] salt) {
        var keys = new ArrayList<Segments>(layers.size());
        for (var layer : layers) {
            keys.add(new Segments(new SecretKeySpec(derived(layer, salt), "AES")));
        }
        return keys;
    }

    private static byte[] derived(byte[] key, byte[] salt) {
        try {
            var mac = Mac.getInstance(DERIVATION);
            mac.init(new SecretKeySpec(key, DERIVATION));
            mac.update(PURPOSE);
            mac.update((byte) 0);
            return mac.doFinal(salt);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + DERIVATION, e);
        }
    }

    /** Whether both are the same key: then what was written under one is read with the other. */
    @Override
    public boolean equals(Object other) {
        return other instanceof BlobKey key && MessageDigest.isEqual(all(), key.all());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(all());
    }

    private byte[] all() {
        var all = new byte[layers.size() * SIZE_BYTES];
        for (int i = 0; i < layers.size(); i++) {
            System.arraycopy(layers.get(i), 0, all, i * SIZE_BYTES, SIZE_BYTES);
        }
        return all;
    }

    @Override
    public String toString() {
        return "a key of " + layers.size() + " layers";
    }
}
