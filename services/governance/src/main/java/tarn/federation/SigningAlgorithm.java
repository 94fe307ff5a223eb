package tarn.federation;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How tokens may be signed: what AWS takes. Neither {@code none} nor shared secrets are among them.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7518#section-3.1">RFC 7518</a>
 */
enum SigningAlgorithm {
    RS256("SHA256withRSA", null),
    RS384("SHA384withRSA", null),
    RS512("SHA512withRSA", null),
    ES256("SHA256withECDSAinP1363Format", "secp256r1"),
    ES384("SHA384withECDSAinP1363Format", "secp384r1"),
    ES512("SHA512withECDSAinP1363Format", "secp521r1");

    private final String signature;
    private final @Nullable String curve;

    SigningAlgorithm(String signature, @Nullable String curve) {
        this.signature = signature;
        this.curve = curve;
    }

    /** The algorithm of that name, if it is one that is taken. */
    static Optional<SigningAlgorithm> of(String name) {
        return Arrays.stream(values()).filter(one -> one.name().equals(name)).findFirst();
    }

    /** The JDK's name of it. */
    String signature() {
        return signature;
    }

    /** The curve its keys lie on; null with RSA. */
    @Nullable
    String curve() {
        return curve;
    }
}
