package tarn.services.s3;

import static tarn.services.s3.EncryptionFaults.customerAlgorithmMissing;
import static tarn.services.s3.EncryptionFaults.customerAlgorithmUnknown;
import static tarn.services.s3.EncryptionFaults.customerKeyInvalid;
import static tarn.services.s3.EncryptionFaults.customerKeyMissing;
import static tarn.services.s3.EncryptionFaults.customerMd5Mismatch;
import static tarn.services.s3.EncryptionFaults.customerMd5Missing;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tarn.blobs.BlobKey;

/**
 * A key that comes with each request (SSE-C). It is never kept.
 *
 * <p>AWS takes such keys over TLS only; we take them over plain HTTP too, since that is what we speak.
 *
 * @param md5 of its bytes in base64, which answers repeat
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
record CustomerKey(byte[] bytes, String md5) {

    static final String ALGORITHM = "AES256";

    private static final String PROOF = "HmacSHA256";

    /** The key in a request's headers; null if there is none. */
    static @Nullable CustomerKey of(@Nullable String algorithm, @Nullable String key, @Nullable String md5) {
        if (algorithm == null && key == null && md5 == null) {
            return null;
        }
        if (algorithm == null) {
            throw customerAlgorithmMissing();
        }
        if (!algorithm.equals(ALGORITHM)) {
            throw customerAlgorithmUnknown();
        }
        if (key == null) {
            throw customerKeyMissing();
        }
        var bytes = decoded(key);
        if (bytes.length != BlobKey.SIZE_BYTES) {
            throw customerKeyInvalid();
        }
        if (md5 == null) {
            throw customerMd5Missing();
        }
        var computed = md5(bytes);
        if (!computed.equals(md5)) {
            throw customerMd5Mismatch();
        }
        return new CustomerKey(bytes, computed);
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static String md5(byte[] bytes) {
        var md5 = ChecksumKind.MD5.start();
        md5.update(bytes, 0, bytes.length);
        return Base64.getEncoder().encodeToString(md5.value());
    }

    /** What an object keeps of it. */
    Encryption.ByCustomer encryption() {
        var salt = Arrays.copyOf(BlobKey.random(), 16);
        return new Encryption.ByCustomer(salt, proof(salt));
    }

    /** Whether an object was written with this key. */
    boolean wrote(Encryption.ByCustomer encryption) {
        return MessageDigest.isEqual(proof(encryption.salt()), encryption.proof());
    }

    BlobKey blobKey() {
        return BlobKey.of(bytes);
    }

    private byte[] proof(byte[] salt) {
        try {
            var mac = Mac.getInstance(PROOF);
            mac.init(new SecretKeySpec(salt, PROOF));
            return mac.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + PROOF, e);
        }
    }

    @Override
    public String toString() {
        return "a customer's key";
    }
}
