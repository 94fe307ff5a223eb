package tarn.services.kms;

import static tarn.services.kms.KmsFaults.materialIncorrect;

import java.io.IOException;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import software.amazon.awssdk.services.kms.model.KeySpec;

/**
 * Private keys of curves and lattices that users bring, in PKCS #8 as they come: with the public key or without, and of
 * lattices as seed, expanded, or both. What is kept is one form of each, which the JDK reads and by which the same key is
 * known again; the public key is computed, not taken from what was brought.
 */
final class OwnPairs {

    private static final ASN1ObjectIdentifier ED25519 = new ASN1ObjectIdentifier("1.3.101.112");

    private static final Map<KeySpec, String> CURVES = Map.of(
            KeySpec.ECC_NIST_P256, "1.2.840.10045.3.1.7",
            KeySpec.ECC_NIST_P384, "1.3.132.0.34",
            KeySpec.ECC_NIST_P521, "1.3.132.0.35",
            KeySpec.ECC_SECG_P256_K1, "1.3.132.0.10");

    private static final Map<KeySpec, MLDSAParameters> LATTICES = Map.of(
            KeySpec.ML_DSA_44, MLDSAParameters.ml_dsa_44,
            KeySpec.ML_DSA_65, MLDSAParameters.ml_dsa_65,
            KeySpec.ML_DSA_87, MLDSAParameters.ml_dsa_87);

    /** The material of a key that is brought; refuses what is no private key of the key's spec. */
    static Material material(StoredKey key, byte[] secret) {
        try {
            return switch (PrivateKeyFactory.createKey(secret)) {
                case ECPrivateKeyParameters curve when isOf(key.spec(), curve) -> onCurve(key, curve);
                case Ed25519PrivateKeyParameters edwards
                when key.spec() == KeySpec.ECC_NIST_EDWARDS25519 -> edwards(key, edwards);
                case MLDSAPrivateKeyParameters lattice
                when lattice.getParameters().equals(LATTICES.get(key.spec())) -> lattice(key, lattice);
                case AsymmetricKeyParameter _ ->
                    throw materialIncorrect("The key material is not of key spec " + key.spec());
            };
        } catch (IOException | IllegalArgumentException | IllegalStateException | ClassCastException e) {
            throw materialIncorrect("The key material is not a private key in PKCS #8");
        }
    }

    private static boolean isOf(KeySpec spec, ECPrivateKeyParameters key) {
        return key.getParameters() instanceof ECNamedDomainParameters named
                && named.getName().getId().equals(CURVES.get(spec));
    }

    private static Material onCurve(StoredKey key, ECPrivateKeyParameters secret) throws IOException {
        var domain = secret.getParameters();
        var point = new FixedPointCombMultiplier()
                .multiply(domain.getG(), secret.getD())
                .normalize();
        var other = new ECPublicKeyParameters(point, domain);
        return Material.of(
                key.id(),
                PrivateKeyInfoFactory.createPrivateKeyInfo(secret).getEncoded(),
                SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(other).getEncoded());
    }

    private static Material edwards(StoredKey key, Ed25519PrivateKeyParameters secret) throws IOException {
        var info = new PrivateKeyInfo(new AlgorithmIdentifier(ED25519), new DEROctetString(secret.getEncoded()));
        return Material.of(
                key.id(),
                info.getEncoded(),
                SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(secret.generatePublicKey())
                        .getEncoded());
    }

    private static Material lattice(StoredKey key, MLDSAPrivateKeyParameters secret) throws IOException {
        var expanded = secret.getParametersWithFormat(MLDSAPrivateKeyParameters.EXPANDED_KEY);
        return Material.of(
                key.id(),
                PrivateKeyInfoFactory.createPrivateKeyInfo(expanded).getEncoded(),
                SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(secret.getPublicKeyParameters())
                        .getEncoded());
    }

    private OwnPairs() {}
}
