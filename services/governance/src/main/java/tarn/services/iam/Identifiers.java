package tarn.services.iam;

import java.util.Base64;
import tarn.kernel.Ids;

/**
 * IAM's unique ids: a prefix that tells the kind and characters of base 32.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html">IAM identifiers</a>
 */
enum Identifiers {
    ACCESS_KEY("AKIA"),
    GROUP("AGPA"),
    INSTANCE_PROFILE("AIPA"),
    POLICY("ANPA"),
    PUBLIC_KEY("APKA"),
    SERVER_CERTIFICATE("ASCA"),
    SERVICE_CREDENTIAL("ACCA"),
    ROLE("AROA"),
    USER("AIDA");

    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int SECRET_BYTES = 30;

    private final String prefix;

    Identifiers(String prefix) {
        this.prefix = prefix;
    }

    /** A new id: 20 characters for access keys, 21 for all others, as on AWS. */
    String next(Ids ids) {
        int length = this == ACCESS_KEY ? 20 : 21;
        return prefix + ids.random(BASE32, length - prefix.length());
    }

    /** A new secret of 40 characters. */
    static String secret(Ids ids) {
        return Base64.getEncoder().encodeToString(ids.bytes(SECRET_BYTES));
    }
}
