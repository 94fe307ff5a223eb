package tarn.services.kms;

import static tarn.services.kms.KmsFaults.unsupported;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.MacAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;
import tarn.kernel.Ids;

/**
 * What a kind of key can do, and how its material is made.
 *
 * @param usages what it may be made for; the first is what it is made for if nobody says
 */
record Suite(
        List<KeyUsageType> usages,
        List<EncryptionAlgorithmSpec> encryption,
        List<SigningAlgorithmSpec> signing,
        List<MacAlgorithmSpec> macs,
        Maker maker) {

    private static final Map<KeySpec, Suite> SUITES = suites();

    /** Makes new material for a key. */
    @FunctionalInterface
    interface Maker {
        Material make(String keyId, Ids ids) throws GeneralSecurityException;
    }

    /** The suite of a key spec; refuses what is not carried. */
    static Suite of(KeySpec spec) {
        var suite = SUITES.get(spec);
        if (suite == null) {
            throw unsupported("Key spec " + spec + " is not supported");
        }
        return suite;
    }

    Material material(String keyId, Ids ids) {
        try {
            return maker.make(keyId, ids);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("No key could be made", e);
        }
    }

    private static Map<KeySpec, Suite> suites() {
        var suites = new EnumMap<KeySpec, Suite>(KeySpec.class);
        suites.put(
                KeySpec.SYMMETRIC_DEFAULT,
                new Suite(
                        List.of(KeyUsageType.ENCRYPT_DECRYPT),
                        List.of(EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT),
                        List.of(),
                        List.of(),
                        random(32)));
        suites.put(KeySpec.RSA_2048, rsa(2048));
        suites.put(KeySpec.RSA_3072, rsa(3072));
        suites.put(KeySpec.RSA_4096, rsa(4096));
        suites.put(KeySpec.ECC_NIST_P256, agreeing("secp256r1", SigningAlgorithmSpec.ECDSA_SHA_256));
        suites.put(KeySpec.ECC_NIST_P384, agreeing("secp384r1", SigningAlgorithmSpec.ECDSA_SHA_384));
        suites.put(KeySpec.ECC_NIST_P521, agreeing("secp521r1", SigningAlgorithmSpec.ECDSA_SHA_512));
        suites.put(
                KeySpec.ECC_SECG_P256_K1,
                signing((id, ids) -> pair(id, ids, Curves.secp256k1()), SigningAlgorithmSpec.ECDSA_SHA_256));
        suites.put(
                KeySpec.ECC_NIST_EDWARDS25519,
                new Suite(
                        List.of(KeyUsageType.SIGN_VERIFY),
                        List.of(),
                        List.of(SigningAlgorithmSpec.ED25519_SHA_512, SigningAlgorithmSpec.ED25519_PH_SHA_512),
                        List.of(),
                        named("Ed25519")));
        suites.put(KeySpec.ML_DSA_44, signing(named("ML-DSA-44"), SigningAlgorithmSpec.ML_DSA_SHAKE_256));
        suites.put(KeySpec.ML_DSA_65, signing(named("ML-DSA-65"), SigningAlgorithmSpec.ML_DSA_SHAKE_256));
        suites.put(KeySpec.ML_DSA_87, signing(named("ML-DSA-87"), SigningAlgorithmSpec.ML_DSA_SHAKE_256));
        suites.put(KeySpec.HMAC_224, mac(28, MacAlgorithmSpec.HMAC_SHA_224));
        suites.put(KeySpec.HMAC_256, mac(32, MacAlgorithmSpec.HMAC_SHA_256));
        suites.put(KeySpec.HMAC_384, mac(48, MacAlgorithmSpec.HMAC_SHA_384));
        suites.put(KeySpec.HMAC_512, mac(64, MacAlgorithmSpec.HMAC_SHA_512));
        return suites;
    }

    private static Suite rsa(int bits) {
        return new Suite(
                List.of(KeyUsageType.ENCRYPT_DECRYPT, KeyUsageType.SIGN_VERIFY),
                List.of(EncryptionAlgorithmSpec.RSAES_OAEP_SHA_1, EncryptionAlgorithmSpec.RSAES_OAEP_SHA_256),
                List.of(
                        SigningAlgorithmSpec.RSASSA_PKCS1_V1_5_SHA_256,
                        SigningAlgorithmSpec.RSASSA_PKCS1_V1_5_SHA_384,
                        SigningAlgorithmSpec.RSASSA_PKCS1_V1_5_SHA_512,
                        SigningAlgorithmSpec.RSASSA_PSS_SHA_256,
                        SigningAlgorithmSpec.RSASSA_PSS_SHA_384,
                        SigningAlgorithmSpec.RSASSA_PSS_SHA_512),
                List.of(),
                (id, ids) -> {
                    var generator = KeyPairGenerator.getInstance("RSA");
                    generator.initialize(bits, new Chance(ids));
                    return of(id, generator.generateKeyPair());
                });
    }

    private static Suite agreeing(String curve, SigningAlgorithmSpec algorithm) {
        return new Suite(
                List.of(KeyUsageType.SIGN_VERIFY, KeyUsageType.KEY_AGREEMENT),
                List.of(),
                List.of(algorithm),
                List.of(),
                (id, ids) -> {
                    var generator = KeyPairGenerator.getInstance("EC");
                    generator.initialize(new ECGenParameterSpec(curve), new Chance(ids));
                    return of(id, generator.generateKeyPair());
                });
    }

    private static Suite signing(Maker maker, SigningAlgorithmSpec algorithm) {
        return new Suite(List.of(KeyUsageType.SIGN_VERIFY), List.of(), List.of(algorithm), List.of(), maker);
    }

    private static Suite mac(int bytes, MacAlgorithmSpec algorithm) {
        return new Suite(
                List.of(KeyUsageType.GENERATE_VERIFY_MAC), List.of(), List.of(), List.of(algorithm), random(bytes));
    }

    private static Maker random(int bytes) {
        return (id, ids) -> Material.of(id, ids.bytes(bytes), new byte[0]);
    }

    private static Maker named(String algorithm) {
        return (id, ids) -> {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(new NamedParameterSpec(algorithm), new Chance(ids));
            return of(id, generator.generateKeyPair());
        };
    }

    private static Material pair(String id, Ids ids, KeyPairGenerator generator) throws GeneralSecurityException {
        generator.initialize(new ECGenParameterSpec("secp256k1"), new Chance(ids));
        return of(id, generator.generateKeyPair());
    }

    private static Material of(String id, KeyPair pair) {
        return Material.of(id, pair.getPrivate().getEncoded(), pair.getPublic().getEncoded());
    }

    /** The JDK's view of the platform's randomness, so that a seeded run makes the same keys. */
    private static final class Chance extends SecureRandom {
        private static final long serialVersionUID = 1;

        private final transient Ids ids;

        Chance(Ids ids) {
            this.ids = ids;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            var next = ids.bytes(bytes.length);
            System.arraycopy(next, 0, bytes, 0, bytes.length);
        }
    }
}
