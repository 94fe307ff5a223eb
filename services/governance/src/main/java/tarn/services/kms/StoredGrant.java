package tarn.services.kms;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.GrantOperation;

/**
 * A grant as it is kept: somebody may do some operations with a key.
 *
 * @param grantee the ARN of who may
 * @param retiring the ARN of who may end it; null if nobody but who may revoke it
 * @param subset pairs that an encryption context must have at least; empty for no such constraint
 * @param equal what an encryption context must be; null for no such constraint
 * @param name what makes repeated requests one; null if it was not given
 * @param issuer the ARN of who made it
 */
record StoredGrant(
        String id,
        String keyId,
        String grantee,
        @Nullable String retiring,
        Set<GrantOperation> operations,
        Map<String, String> subset,
        @Nullable Map<String, String> equal,
        @Nullable String name,
        String issuer,
        Instant created) {

    private static final String TOKEN_MARK = ".";

    /** The token that stands for this grant. */
    String token() {
        var place = Base64.getUrlEncoder().withoutPadding();
        return id + TOKEN_MARK + place.encodeToString(keyId.getBytes(StandardCharsets.US_ASCII));
    }

    /** The id of the key that a token's grant is for; empty if it is no token. */
    static Optional<String> keyOf(String token) {
        int mark = token.indexOf(TOKEN_MARK);
        if (mark < 0) {
            return Optional.empty();
        }
        try {
            var place = Base64.getUrlDecoder().decode(token.substring(mark + 1));
            return Optional.of(new String(place, StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The id of the grant that a token stands for. */
    static String idOf(String token) {
        int mark = token.indexOf(TOKEN_MARK);
        return mark < 0 ? token : token.substring(0, mark);
    }

    /** Whether it is what a repeated request would make. */
    boolean isSame(StoredGrant other) {
        return other.keyId.equals(keyId)
                && other.grantee.equals(grantee)
                && Objects.equals(other.retiring, retiring)
                && other.operations.equals(operations)
                && other.subset.equals(subset)
                && Objects.equals(other.equal, equal)
                && Objects.equals(other.name, name);
    }

    /** Whether an encryption context meets its constraints. */
    boolean admits(Map<String, String> context) {
        return context.entrySet().containsAll(subset.entrySet()) && (equal == null || equal.equals(context));
    }
}
