package tarn.kernel;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What temporary credentials carry beside the key itself, for whoever evaluates policies. STS decides it when the
 * session begins; it never changes.
 *
 * @param issuer the ARN of the role or user whose permissions the session has
 * @param issuerId the unique id of that role or user: one made anew under the same name is another
 * @param begun when the session began
 * @param policies session policies given as documents; they and {@code policyArns} narrow the issuer's permissions
 * @param policyArns managed policies that are session policies too
 * @param tags the session's tags
 * @param transitive the keys of those tags that go on into chained sessions
 * @param sourceIdentity the person or program behind the session; null if none was given
 * @param mfa when a device's code was checked for these credentials; null if none was
 * @param provider the identity provider that vouched for a federated session, as {@code aws:FederatedProvider} has it;
 *     null if none did
 * @param keys condition keys that the provider's token or assertion gave values, such as {@code saml:aud}
 */
public record Session(
        String issuer,
        String issuerId,
        Instant begun,
        List<String> policies,
        List<String> policyArns,
        Map<String, String> tags,
        List<String> transitive,
        @Nullable String sourceIdentity,
        @Nullable Instant mfa,
        @Nullable String provider,
        Map<String, List<String>> keys) {

    /** A session without limits or marks. */
    public static Session plain(String issuer, String issuerId, Instant begun) {
        return new Session(
                issuer, issuerId, begun, List.of(), List.of(), Map.of(), List.of(), null, null, null, Map.of());
    }

    /** Whether it has session policies, which then must allow too. */
    public boolean narrowed() {
        return !policies.isEmpty() || !policyArns.isEmpty();
    }
}
