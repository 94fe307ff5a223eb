package tarn.federation;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * A public key that an issuer publishes.
 *
 * @param id how tokens name it; empty if it has no name
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7517">RFC 7517, JSON Web Key</a>
 */
record ProviderKey(String id, PublicKey key, SigningAlgorithm algorithm) {

    private static final int RSA_BITS_MIN = 2_048;
    private static final Map<String, String> CURVES =
            Map.of("P-256", "secp256r1", "P-384", "secp384r1", "P-521", "secp521r1");

    /** The key for use with an algorithm; empty if it is for something else, or cannot be read. */
    static Optional<ProviderKey> of(JsonNode jwk, SigningAlgorithm algorithm) {
        if (!jwk.path("use").asText("sig").equals("sig")
                || !jwk.path("alg").asText(algorithm.name()).equals(algorithm.name())) {
            return Optional.empty();
        }
        try {
            var curve = algorithm.curve();
            var kind = jwk.path("kty").asText();
            if (curve == null
                    ? !kind.equals("RSA")
                    : !kind.equals("EC")
                            || !curve.equals(CURVES.get(jwk.path("crv").asText()))) {
                return Optional.empty();
            }
            var key = curve == null ? rsa(jwk) : elliptic(jwk, curve);
            return Optional.of(new ProviderKey(jwk.path("kid").asText(""), key, algorithm));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static RSAPublicKey rsa(JsonNode jwk) throws GeneralSecurityException {
        var modulus = number(jwk, "n");
        if (modulus.bitLength() < RSA_BITS_MIN) {
            throw new IllegalArgumentException("Too short an RSA key");
        }
        return (RSAPublicKey)
                KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, number(jwk, "e")));
    }

    private static ECPublicKey elliptic(JsonNode jwk, String curve) throws GeneralSecurityException {
        var parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(curve));
        var point = new ECPoint(number(jwk, "x"), number(jwk, "y"));
        var spec = new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class));
        return (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(spec);
    }

    private static BigInteger number(JsonNode jwk, String name) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(jwk.path(name).asText()));
    }

    /** Throws unless the signature is this key's. */
    void verify(byte[] signed, byte[] signature) throws Rejected {
        try {
            var verifying = Signature.getInstance(algorithm.signature());
            verifying.initVerify(key);
            verifying.update(signed);
            if (verifying.verify(signature)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            throw new Rejected(Rejected.Reason.INVALID, "Token signature invalid", e);
        }
        throw Rejected.invalid("Token signature invalid");
    }
}
