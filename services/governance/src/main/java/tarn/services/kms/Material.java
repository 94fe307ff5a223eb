package tarn.services.kms;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The material of a key: what is secret. It is kept sealed only.
 *
 * @param keyId the key it belongs to
 * @param secret the secret key's bytes, or the private key in PKCS #8, in base 64
 * @param publicKey the public key as X.509 SubjectPublicKeyInfo, in base 64; empty if there is none
 */
record Material(String keyId, String secret, String publicKey) {

    static Material of(String keyId, byte[] secret, byte[] publicKey) {
        var base64 = Base64.getEncoder();
        return new Material(keyId, base64.encodeToString(secret), base64.encodeToString(publicKey));
    }

    byte[] secretBytes() {
        return Base64.getDecoder().decode(secret);
    }

    byte[] publicBytes() {
        return Base64.getDecoder().decode(publicKey);
    }

    /** Its key material id: what it is tells nothing about the material, and the same material has the same. */
    String id() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(keyId.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return HexFormat.of().formatHex(digest.digest(secretBytes()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "material of " + keyId;
    }
}
