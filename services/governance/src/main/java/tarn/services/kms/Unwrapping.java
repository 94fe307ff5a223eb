package tarn.services.kms;

import static tarn.services.kms.KmsFaults.ciphertextInvalid;
import static tarn.services.kms.KmsFaults.materialIncorrect;
import static tarn.services.kms.KmsFaults.unsupported;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.services.kms.model.AlgorithmSpec;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;

/** Imported key material as it comes: encrypted to a wrapping key, and to be checked. */
final class Unwrapping {

    private static final int RSA_PUBLIC_EXPONENT = 65_537;

    /** Refuses wrapping algorithms that AWS has given up, and those of China. */
    static void refuseUnknown(AlgorithmSpec algorithm) {
        switch (algorithm) {
            case RSAES_OAEP_SHA_1, RSAES_OAEP_SHA_256, RSA_AES_KEY_WRAP_SHA_1, RSA_AES_KEY_WRAP_SHA_256 -> {}
            case RSAES_PKCS1_V1_5, SM2_PKE, UNKNOWN_TO_SDK_VERSION ->
                throw unsupported("Wrapping algorithm " + algorithm + " is not supported");
        }
    }

    /**
     * What was wrapped: by RSA alone, or by an AES key that RSA wraps and that stands before it (RFC 5649).
     *
     * @param wrapping the private wrapping key as PKCS #8, in base 64
     */
    static byte[] unwrap(AlgorithmSpec algorithm, String wrapping, byte[] wrapped) {
        var pair = new Material("", wrapping, "");
        boolean isSha1 =
                algorithm == AlgorithmSpec.RSAES_OAEP_SHA_1 || algorithm == AlgorithmSpec.RSA_AES_KEY_WRAP_SHA_1;
        var oaep = isSha1 ? EncryptionAlgorithmSpec.RSAES_OAEP_SHA_1 : EncryptionAlgorithmSpec.RSAES_OAEP_SHA_256;
        if (algorithm == AlgorithmSpec.RSAES_OAEP_SHA_1 || algorithm == AlgorithmSpec.RSAES_OAEP_SHA_256) {
            return Rsa.decrypt(oaep, pair, wrapped).orElseThrow(KmsFaults::ciphertextInvalid);
        }
        try {
            var key = (RSAPrivateKey)
                    KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pair.secretBytes()));
            int keyBytes = key.getModulus().bitLength() / Byte.SIZE;
            if (wrapped.length <= keyBytes) {
                throw ciphertextInvalid();
            }
            var aes =
                    Rsa.decrypt(oaep, pair, Arrays.copyOf(wrapped, keyBytes)).orElseThrow(KmsFaults::ciphertextInvalid);
            var cipher = Cipher.getInstance("AES/KWP/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(aes, "AES"));
            return cipher.doFinal(wrapped, keyBytes, wrapped.length - keyBytes);
        } catch (BadPaddingException | IllegalBlockSizeException | InvalidKeyException e) {
            throw ciphertextInvalid();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has AES-KWP", e);
        }
    }

    /** Material for a key; refuses what is not of its kind. */
    static Material material(StoredKey key, byte[] secret) {
        return switch (key.spec()) {
            case SYMMETRIC_DEFAULT -> ofLength(key, secret, 32);
            case HMAC_224 -> ofLength(key, secret, 28);
            case HMAC_256 -> ofLength(key, secret, 32);
            case HMAC_384 -> ofLength(key, secret, 48);
            case HMAC_512 -> ofLength(key, secret, 64);
            case RSA_2048 -> rsa(key, secret, 2048);
            case RSA_3072 -> rsa(key, secret, 3072);
            case RSA_4096 -> rsa(key, secret, 4096);
            case ECC_NIST_P256,
                    ECC_NIST_P384,
                    ECC_NIST_P521,
                    ECC_SECG_P256_K1,
                    ECC_NIST_EDWARDS25519,
                    ML_DSA_44,
                    ML_DSA_65,
                    ML_DSA_87 -> OwnPairs.material(key, secret);
            case SM2, UNKNOWN_TO_SDK_VERSION ->
                throw unsupported("Key material of key spec " + key.spec() + " cannot be imported");
        };
    }

    private static Material ofLength(StoredKey key, byte[] secret, int bytes) {
        if (secret.length != bytes) {
            throw materialIncorrect("Key material of key spec " + key.spec() + " has " + bytes + " bytes");
        }
        return Material.of(key.id(), secret, new byte[0]);
    }

    private static Material rsa(StoredKey key, byte[] secret, int bits) {
        try {
            var factory = KeyFactory.getInstance("RSA");
            var half = (RSAPrivateCrtKey) factory.generatePrivate(new PKCS8EncodedKeySpec(secret));
            if (half.getModulus().bitLength() != bits) {
                throw materialIncorrect("The key material is not of key spec " + key.spec());
            }
            if (half.getPublicExponent().intValue() != RSA_PUBLIC_EXPONENT) {
                throw materialIncorrect("The public exponent is not " + RSA_PUBLIC_EXPONENT);
            }
            var other = factory.generatePublic(new RSAPublicKeySpec(half.getModulus(), half.getPublicExponent()));
            return Material.of(key.id(), secret, other.getEncoded());
        } catch (InvalidKeySpecException | ClassCastException e) {
            throw materialIncorrect("The key material is not a private RSA key in PKCS #8");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has RSA", e);
        }
    }

    private Unwrapping() {}
}
