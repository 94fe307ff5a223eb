package tarn.services.kms;

import static tarn.services.kms.KmsFaults.invalid;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.KeySpec;

/** RSA with OAEP padding (RFC 8017), the mask by the same hash. */
final class Rsa {

    static byte[] encrypt(KeySpec spec, EncryptionAlgorithmSpec algorithm, Material material, byte[] plaintext) {
        try {
            var key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(material.publicBytes()));
            var cipher = cipher(algorithm);
            cipher.init(Cipher.ENCRYPT_MODE, key, padding(algorithm));
            int bytesMax = ((RSAPublicKey) key).getModulus().bitLength() / Byte.SIZE - 2 - 2 * hashBytes(algorithm);
            if (plaintext.length > bytesMax) {
                throw invalid("Algorithm " + algorithm + " and key spec " + spec + " cannot encrypt data larger than "
                        + bytesMax + " bytes.");
            }
            return cipher.doFinal(plaintext);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has OAEP", e);
        }
    }

    /** Decrypts; empty if it was not encrypted for this key in this way. */
    static Optional<byte[]> decrypt(EncryptionAlgorithmSpec algorithm, Material material, byte[] ciphertext) {
        try {
            var key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(material.secretBytes()));
            var cipher = cipher(algorithm);
            cipher.init(Cipher.DECRYPT_MODE, key, padding(algorithm));
            return Optional.of(cipher.doFinal(ciphertext));
        } catch (BadPaddingException | IllegalBlockSizeException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has OAEP", e);
        }
    }

    private static Cipher cipher(EncryptionAlgorithmSpec algorithm) throws GeneralSecurityException {
        return Cipher.getInstance(
                hashBytes(algorithm) == 20
                        ? "RSA/ECB/OAEPWithSHA-1AndMGF1Padding"
                        : "RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
    }

    private static OAEPParameterSpec padding(EncryptionAlgorithmSpec algorithm) {
        return hashBytes(algorithm) == 20
                ? new OAEPParameterSpec("SHA-1", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT)
                : new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);
    }

    private static int hashBytes(EncryptionAlgorithmSpec algorithm) {
        return algorithm == EncryptionAlgorithmSpec.RSAES_OAEP_SHA_1 ? 20 : 32;
    }

    private Rsa() {}
}
