package tarn.services.kms;

import static tarn.services.kms.KmsFaults.invalid;
import static tarn.services.kms.KmsFaults.unsupported;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import software.amazon.awssdk.services.kms.model.MessageType;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;

/**
 * A signature scheme: how a message, or a digest that the caller made, is signed and verified.
 *
 * <p>The JDK hashes by itself in all its schemes but two, so that a ready digest is signed with PKCS #1 by writing the
 * DigestInfo before it (RFC 8017, 9.2), with ECDSA by {@code NONEwithECDSA}, and with PSS and Ed25519ph by Bouncy
 * Castle.
 */
sealed interface Scheme {

    /** RSASSA-PKCS1-v1_5 (RFC 8017). */
    record Pkcs1(Hash hash) implements Scheme {}

    /** RSASSA-PSS, the salt as long as the hash. */
    record Pss(Hash hash) implements Scheme {}

    /** ECDSA, signatures in DER. */
    record Ecdsa(Hash hash) implements Scheme {}

    /** Ed25519, or Ed25519ph for a message that comes hashed by SHA-512 (RFC 8032). */
    record Edwards(boolean hashed) implements Scheme {}

    /** ML-DSA (FIPS 204). */
    record Lattice() implements Scheme {}

    /** A hash, with what stands before it in a DigestInfo. */
    enum Hash {
        SHA_256("SHA-256", 32, "3031300d060960864801650304020105000420"),
        SHA_384("SHA-384", 48, "3041300d060960864801650304020205000430"),
        SHA_512("SHA-512", 64, "3051300d060960864801650304020305000440");

        private final String algorithm;
        private final int bytes;
        private final String prefix;

        Hash(String algorithm, int bytes, String prefix) {
            this.algorithm = algorithm;
            this.bytes = bytes;
            this.prefix = prefix;
        }

        /** As it is written in names of the JDK's signatures. */
        String shortName() {
            return algorithm.replace("-", "");
        }
    }

    /** The scheme of an algorithm. */
    static Scheme of(SigningAlgorithmSpec algorithm) {
        return switch (algorithm) {
            case RSASSA_PKCS1_V1_5_SHA_256 -> new Pkcs1(Hash.SHA_256);
            case RSASSA_PKCS1_V1_5_SHA_384 -> new Pkcs1(Hash.SHA_384);
            case RSASSA_PKCS1_V1_5_SHA_512 -> new Pkcs1(Hash.SHA_512);
            case RSASSA_PSS_SHA_256 -> new Pss(Hash.SHA_256);
            case RSASSA_PSS_SHA_384 -> new Pss(Hash.SHA_384);
            case RSASSA_PSS_SHA_512 -> new Pss(Hash.SHA_512);
            case ECDSA_SHA_256 -> new Ecdsa(Hash.SHA_256);
            case ECDSA_SHA_384 -> new Ecdsa(Hash.SHA_384);
            case ECDSA_SHA_512 -> new Ecdsa(Hash.SHA_512);
            case ED25519_SHA_512 -> new Edwards(false);
            case ED25519_PH_SHA_512 -> new Edwards(true);
            case ML_DSA_SHAKE_256 -> new Lattice();
            case SM2_DSA, UNKNOWN_TO_SDK_VERSION -> throw unsupported("Algorithm " + algorithm + " is not supported");
        };
    }

    /** Signs. */
    default byte[] sign(Material material, MessageType type, byte[] message) {
        if (this instanceof Lattice && type == MessageType.EXTERNAL_MU) {
            return Lattices.sign(material, message);
        }
        var input = input(type, message);
        try {
            if (this instanceof Edwards(var hashed) && hashed) {
                return PrehashedEdwards.sign(material, input);
            }
            var signature = signature(type, material.secretBytes());
            var keys = factory(material.secretBytes());
            signature.initSign(keys.generatePrivate(new PKCS8EncodedKeySpec(material.secretBytes())));
            signature.update(input);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The key does not sign", e);
        }
    }

    /** Whether a signature is this message's. */
    default boolean verify(Material material, MessageType type, byte[] message, byte[] signed) {
        if (this instanceof Lattice && type == MessageType.EXTERNAL_MU) {
            return Lattices.verify(material, message, signed);
        }
        var input = input(type, message);
        try {
            if (this instanceof Edwards(var hashed) && hashed) {
                return PrehashedEdwards.verify(material, input, signed);
            }
            var signature = signature(type, material.publicBytes());
            var keys = factory(material.publicBytes());
            signature.initVerify(keys.generatePublic(new X509EncodedKeySpec(material.publicBytes())));
            signature.update(input);
            return signature.verify(signed);
        } catch (SignatureException e) {
            // It has not even the form of a signature.
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The key does not verify", e);
        }
    }

    /** What is given to the JDK: the message, or the digest as the scheme wants it. */
    private byte[] input(MessageType type, byte[] message) {
        if (type == MessageType.EXTERNAL_MU) {
            throw invalid("Message type EXTERNAL_MU is not valid for algorithm " + algorithm() + ".");
        }
        boolean isDigest = type == MessageType.DIGEST;
        return switch (this) {
            case Pkcs1(var hash) ->
                isDigest ? joined(HexFormat.of().parseHex(hash.prefix), digest(hash, message)) : message;
            case Pss(var hash) -> isDigest ? digest(hash, message) : message;
            case Ecdsa(var hash) -> isDigest ? digest(hash, message) : message;
            case Edwards(var hashed) -> {
                if (hashed != isDigest) {
                    throw invalid("Message type " + type + " is not valid for algorithm " + algorithm() + ".");
                }
                yield hashed ? digest(Hash.SHA_512, message) : message;
            }
            case Lattice() -> {
                if (isDigest) {
                    throw invalid("Message type DIGEST is not valid for algorithm ML_DSA_SHAKE_256.");
                }
                yield message;
            }
        };
    }

    /** How KMS calls it. */
    private String algorithm() {
        return switch (this) {
            case Pkcs1(var hash) -> "RSASSA_PKCS1_V1_5_" + hash;
            case Pss(var hash) -> "RSASSA_PSS_" + hash;
            case Ecdsa(var hash) -> "ECDSA_" + hash;
            case Edwards(var hashed) -> hashed ? "ED25519_PH_SHA_512" : "ED25519_SHA_512";
            case Lattice() -> "ML_DSA_SHAKE_256";
        };
    }

    private byte[] digest(Hash hash, byte[] digest) {
        if (digest.length != hash.bytes) {
            throw invalid("Digest is invalid length for algorithm " + algorithm() + ".");
        }
        return digest;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        var whole = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, whole, first.length, second.length);
        return whole;
    }

    private Signature signature(MessageType type, byte[] encodedKey) throws GeneralSecurityException {
        boolean isDigest = type == MessageType.DIGEST;
        return switch (this) {
            case Pkcs1(var hash) -> Signature.getInstance((isDigest ? "NONE" : hash.shortName()) + "withRSA");
            case Pss(var hash) -> {
                var signature = isDigest
                        ? Signature.getInstance("RAWRSASSA-PSS", Curves.provider())
                        : Signature.getInstance("RSASSA-PSS");
                signature.setParameter(new PSSParameterSpec(
                        hash.algorithm, "MGF1", new MGF1ParameterSpec(hash.algorithm), hash.bytes, 1));
                yield signature;
            }
            case Ecdsa(var hash) -> {
                var name = (isDigest ? "NONE" : hash.shortName()) + "withECDSA";
                yield Curves.isSecp256k1(encodedKey)
                        ? Signature.getInstance(name, Curves.provider())
                        : Signature.getInstance(name);
            }
            case Edwards _ -> Signature.getInstance("Ed25519");
            case Lattice() -> Signature.getInstance("ML-DSA");
        };
    }

    private KeyFactory factory(byte[] encodedKey) throws GeneralSecurityException {
        return switch (this) {
            case Pkcs1 _, Pss _ -> KeyFactory.getInstance("RSA");
            case Ecdsa _ ->
                Curves.isSecp256k1(encodedKey)
                        ? KeyFactory.getInstance("EC", Curves.provider())
                        : KeyFactory.getInstance("EC");
            case Edwards _ -> KeyFactory.getInstance("Ed25519");
            case Lattice() -> KeyFactory.getInstance("ML-DSA");
        };
    }
}
