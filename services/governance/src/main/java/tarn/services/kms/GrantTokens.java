package tarn.services.kms;

import static tarn.services.kms.KmsFaults.grantTokenInvalid;
import static tarn.services.kms.KmsFaults.invalid;

import java.util.List;

/**
 * Grant tokens: on AWS they make a new grant count before it is known everywhere. Here a grant counts at once, so a
 * token only has to have the form of one.
 */
final class GrantTokens {

    private static final int TOKENS_MAX = 10;

    /** Refuses tokens that nobody gave out. */
    void check(List<String> tokens) {
        if (tokens.size() > TOKENS_MAX) {
            throw invalid("A request carries at most " + TOKENS_MAX + " grant tokens");
        }
        for (var token : tokens) {
            if (!token.matches("[0-9a-f]{64}\\.[A-Za-z0-9_-]+")) {
                throw grantTokenInvalid("Invalid grant token");
            }
        }
    }
}
