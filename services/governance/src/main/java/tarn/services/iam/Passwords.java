package tarn.services.iam;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import tarn.kernel.Ids;

/** Passwords as they are kept: salted, hashed slowly, in base 64. */
final class Passwords {

    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 256;
    private static final int ROUNDS = 120_000;

    /** A password that nobody can read any more. */
    record Hashed(String salt, String hash) {}

    static Hashed hashed(Ids ids, String password) {
        var salt = ids.bytes(SALT_BYTES);
        var base64 = Base64.getEncoder();
        return new Hashed(base64.encodeToString(salt), base64.encodeToString(hash(password, salt)));
    }

    /** Whether a password is the one that was hashed. */
    static boolean matches(Hashed kept, String password) {
        var base64 = Base64.getDecoder();
        return MessageDigest.isEqual(base64.decode(kept.hash()), hash(password, base64.decode(kept.salt())));
    }

    private static byte[] hash(String password, byte[] salt) {
        try {
            var key = new PBEKeySpec(password.toCharArray(), salt, ROUNDS, HASH_BITS);
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(key)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java lacks PBKDF2", e);
        }
    }

    private Passwords() {}
}
