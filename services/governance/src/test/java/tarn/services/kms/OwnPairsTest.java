package tarn.services.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.Governance.refused;

import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.AlgorithmSpec;
import software.amazon.awssdk.services.kms.model.ExpirationModelType;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.OriginType;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.WrappingKeySpec;
import tarn.services.Governance;

/** Key pairs that users bring sign as they do elsewhere, whatever form they come in. */
class OwnPairsTest {

    private static final SdkBytes MESSAGE = SdkBytes.fromUtf8String("ship order 42");

    @RegisterExtension
    final Governance governance = new Governance();

    private KmsClient kms() {
        return governance.kms();
    }

    private String external(KeySpec spec) {
        return kms().createKey(k -> k.origin(OriginType.EXTERNAL).keySpec(spec).keyUsage(KeyUsageType.SIGN_VERIFY))
                .keyMetadata()
                .keyId();
    }

    /** Imports as AWS's guide says: an AES key wraps the material, RSA wraps that key. */
    private void bring(String keyId, byte[] material) throws Exception {
        var parameters = kms().getParametersForImport(p -> p.keyId(keyId)
                .wrappingAlgorithm(AlgorithmSpec.RSA_AES_KEY_WRAP_SHA_256)
                .wrappingKeySpec(WrappingKeySpec.RSA_3072));
        var generator = KeyGenerator.getInstance("AES");
        generator.init(256);
        var aes = generator.generateKey();
        var rsa = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
        rsa.init(
                Cipher.ENCRYPT_MODE,
                KeyFactory.getInstance("RSA")
                        .generatePublic(
                                new X509EncodedKeySpec(parameters.publicKey().asByteArray())),
                new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
        var wrapped = rsa.doFinal(aes.getEncoded());
        var kwp = Cipher.getInstance("AES/KWP/NoPadding");
        kwp.init(Cipher.ENCRYPT_MODE, aes);
        var inner = kwp.doFinal(material);
        var whole = Arrays.copyOf(wrapped, wrapped.length + inner.length);
        System.arraycopy(inner, 0, whole, wrapped.length, inner.length);
        kms().importKeyMaterial(i -> i.keyId(keyId)
                .importToken(parameters.importToken())
                .encryptedKeyMaterial(SdkBytes.fromByteArray(whole))
                .expirationModel(ExpirationModelType.KEY_MATERIAL_DOES_NOT_EXPIRE));
    }

    private void signsAs(String keyId, KeyPair pair, SigningAlgorithmSpec algorithm, Signature verifier)
            throws Exception {
        assertThat(kms().getPublicKey(k -> k.keyId(keyId)).publicKey().asByteArray())
                .isEqualTo(pair.getPublic().getEncoded());
        var signature = kms().sign(s -> s.keyId(keyId).message(MESSAGE).signingAlgorithm(algorithm))
                .signature();
        verifier.initVerify(pair.getPublic());
        verifier.update(MESSAGE.asByteArray());
        assertThat(verifier.verify(signature.asByteArray())).isTrue();
    }

    private static KeyPair curve(String name) throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(name));
        return generator.generateKeyPair();
    }

    @Test
    void curvesOfTheJdkAreBrought() throws Exception {
        var pairs = new KeyPair[] {curve("secp256r1"), curve("secp384r1"), curve("secp521r1")};
        var specs = new KeySpec[] {KeySpec.ECC_NIST_P256, KeySpec.ECC_NIST_P384, KeySpec.ECC_NIST_P521};
        var algorithms = new SigningAlgorithmSpec[] {
            SigningAlgorithmSpec.ECDSA_SHA_256, SigningAlgorithmSpec.ECDSA_SHA_384, SigningAlgorithmSpec.ECDSA_SHA_512
        };
        var names = new String[] {"SHA256withECDSA", "SHA384withECDSA", "SHA512withECDSA"};
        for (int i = 0; i < pairs.length; i++) {
            var keyId = external(specs[i]);
            bring(keyId, pairs[i].getPrivate().getEncoded());
            signsAs(keyId, pairs[i], algorithms[i], Signature.getInstance(names[i]));
        }
    }

    @Test
    void secp256k1AndEd25519AreBrought() throws Exception {
        var castle = new BouncyCastleProvider();
        var generator = KeyPairGenerator.getInstance("EC", castle);
        generator.initialize(new ECGenParameterSpec("secp256k1"));
        var koblitz = generator.generateKeyPair();
        var keyId = external(KeySpec.ECC_SECG_P256_K1);
        bring(keyId, koblitz.getPrivate().getEncoded());
        signsAs(keyId, koblitz, SigningAlgorithmSpec.ECDSA_SHA_256, Signature.getInstance("SHA256withECDSA", castle));

        var edwards = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        var other = external(KeySpec.ECC_NIST_EDWARDS25519);
        bring(other, edwards.getPrivate().getEncoded());
        signsAs(other, edwards, SigningAlgorithmSpec.ED25519_SHA_512, Signature.getInstance("Ed25519"));
    }

    @Test
    void aLatticeIsTheSameAsSeedAndExpanded() throws Exception {
        var generator = KeyPairGenerator.getInstance("ML-DSA-44", new BouncyCastleProvider());
        var pair = generator.generateKeyPair();
        var secret = (MLDSAPrivateKeyParameters)
                PrivateKeyFactory.createKey(pair.getPrivate().getEncoded());
        var keyId = external(KeySpec.ML_DSA_44);
        bring(keyId, form(secret, MLDSAPrivateKeyParameters.SEED_ONLY));
        var signer = KeyFactory.getInstance("ML-DSA");
        var known = new KeyPair(
                signer.generatePublic(new X509EncodedKeySpec(pair.getPublic().getEncoded())), pair.getPrivate());
        signsAs(keyId, known, SigningAlgorithmSpec.ML_DSA_SHAKE_256, Signature.getInstance("ML-DSA"));
        // The same key in another form is the one that was imported first.
        bring(keyId, form(secret, MLDSAPrivateKeyParameters.EXPANDED_KEY));
        bring(keyId, form(secret, MLDSAPrivateKeyParameters.BOTH));
    }

    private static byte[] form(MLDSAPrivateKeyParameters secret, int format) throws Exception {
        return PrivateKeyInfoFactory.createPrivateKeyInfo(secret.getParametersWithFormat(format))
                .getEncoded();
    }

    @Test
    void aKeyOfAnotherKindIsRefused() throws Exception {
        var keyId = external(KeySpec.ECC_NIST_P256);
        refused(
                400,
                "IncorrectKeyMaterialException",
                "The key material is not of key spec ECC_NIST_P256",
                () -> bringUnchecked(keyId, curve("secp384r1").getPrivate().getEncoded()));
        refused(
                400,
                "IncorrectKeyMaterialException",
                "The key material is not a private key in PKCS #8",
                () -> bringUnchecked(keyId, new byte[] {1, 2, 3}));
    }

    private void bringUnchecked(String keyId, byte[] material) throws Exception {
        bring(keyId, material);
    }
}
