package tarn.services.iam;

import static tarn.services.iam.CredentialFaults.publicKeyInvalid;
import static tarn.services.iam.CredentialFaults.publicKeyUnrecognized;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/**
 * An RSA public key as OpenSSH and OpenSSL write it. AWS takes no other algorithm, and none below 2,048 bits.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4253#section-6.6">RFC 4253, section 6.6</a>
 */
record SshKey(BigInteger exponent, BigInteger modulus) {

    private static final String KIND = "ssh-rsa";
    private static final int BITS_MIN = 2_048;
    private static final int BITS_MAX = 16_384;

    /** Reads a key in either encoding. */
    static SshKey of(String body) {
        var text = body.strip();
        SshKey key;
        if (text.startsWith("-----BEGIN PUBLIC KEY-----")) {
            key = fromPem(text);
        } else if (text.startsWith(KIND + " ")) {
            key = fromSsh(text.split("\\s+", 3)[1]);
        } else {
            throw publicKeyUnrecognized();
        }
        int bits = key.modulus().bitLength();
        if (bits < BITS_MIN || bits > BITS_MAX) {
            throw publicKeyInvalid();
        }
        return key;
    }

    private static SshKey fromSsh(String base64) {
        try {
            var bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
            if (!new String(next(bytes), StandardCharsets.US_ASCII).equals(KIND)) {
                throw publicKeyInvalid();
            }
            return new SshKey(new BigInteger(1, next(bytes)), new BigInteger(1, next(bytes)));
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            throw publicKeyInvalid();
        }
    }

    private static byte[] next(ByteBuffer bytes) {
        int length = bytes.getInt();
        if (length < 0 || length > bytes.remaining()) {
            throw publicKeyInvalid();
        }
        var next = new byte[length];
        bytes.get(next);
        return next;
    }

    private static SshKey fromPem(String text) {
        try {
            var encoded = Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
            var key = (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded));
            return new SshKey(key.getPublicExponent(), key.getModulus());
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw publicKeyInvalid();
        }
    }

    /** As in {@code authorized_keys}. */
    String ssh() {
        return KIND + " " + Base64.getEncoder().encodeToString(blob());
    }

    /** As OpenSSL writes it. */
    String pem() {
        try {
            var key = KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
            return Pem.text("PUBLIC KEY", key.getEncoded());
        } catch (GeneralSecurityException e) {
            throw publicKeyInvalid();
        }
    }

    /** The MD5 of the key, as AWS shows it. */
    String fingerprint() {
        try {
            return HexFormat.ofDelimiter(":")
                    .formatHex(MessageDigest.getInstance("MD5").digest(blob()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has MD5", e);
        }
    }

    private byte[] blob() {
        var out = new ByteArrayOutputStream();
        for (var part :
                new byte[][] {KIND.getBytes(StandardCharsets.US_ASCII), exponent.toByteArray(), modulus.toByteArray()
                }) {
            out.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
