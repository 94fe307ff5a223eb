package tarn.services.kms;

import static tarn.services.kms.KmsFaults.invalid;

import java.io.IOException;
import java.security.SecureRandom;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/**
 * ML-DSA on a message representative that the caller has computed, which the JDK does not take: μ of FIPS 204, 6.2. The
 * signatures are those of the message itself.
 */
final class Lattices {

    private static final int MU_BYTES = 64;

    static byte[] sign(Material material, byte[] mu) {
        try {
            var key = (MLDSAPrivateKeyParameters) PrivateKeyFactory.createKey(material.secretBytes());
            var signer = new MLDSASigner();
            signer.init(true, new ParametersWithRandom(key, new SecureRandom()));
            return signer.generateMuSignature(checked(mu));
        } catch (IOException | CryptoException e) {
            throw new IllegalStateException("The key does not sign", e);
        }
    }

    static boolean verify(Material material, byte[] mu, byte[] signature) {
        try {
            var key = (MLDSAPublicKeyParameters) PublicKeyFactory.createKey(material.publicBytes());
            var signer = new MLDSASigner();
            signer.init(false, key);
            return signer.verifyMuSignature(checked(mu), signature);
        } catch (IOException e) {
            throw new IllegalStateException("The key does not verify", e);
        }
    }

    private static byte[] checked(byte[] mu) {
        if (mu.length != MU_BYTES) {
            throw invalid("A message of type EXTERNAL_MU has " + MU_BYTES + " bytes.");
        }
        return mu;
    }

    private Lattices() {}
}
