package tarn.policy;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, with the policies of its own account that speak about it.
 *
 * @param account the account it belongs to; empty for services and for those who are not known
 * @param arn as which it asks; a service's principal; {@code *} if nobody is known
 * @param issuer the ARN of the role of a session, or of the user of a federated session; null for others
 * @param ids further names that a policy may give it: its unique id, its account's canonical id, its identity provider
 * @param policies its identity policies, those of its groups too
 * @param boundary its permissions boundary; null if it has none
 * @param narrowed whether session policies narrow it; then one of them must allow
 * @param session the session policies
 */
public record Subject(
        Kind kind,
        String account,
        String arn,
        @Nullable String issuer,
        Set<String> ids,
        List<NamedPolicy> policies,
        @Nullable NamedPolicy boundary,
        boolean narrowed,
        List<NamedPolicy> session) {

    /** What it is. */
    public enum Kind {
        /** Nobody is known. */
        ANONYMOUS,
        /** The root user of an account, which needs no policy. */
        ROOT,
        /** An IAM user. */
        USER,
        /** A session of a role. */
        SESSION,
        /** A session that a user made for somebody by {@code GetFederationToken}. */
        FEDERATED,
        /** A service on its own behalf. */
        SERVICE
    }

    /** Nobody that is known. */
    public static final Subject ANONYMOUS =
            new Subject(Kind.ANONYMOUS, "", "*", null, Set.of(), List.of(), null, false, List.of());

    /** The root user of an account. */
    public static Subject root(String account) {
        var arn = "arn:aws:iam::" + account + ":root";
        return new Subject(Kind.ROOT, account, arn, null, Set.of(account), List.of(), null, false, List.of());
    }

    /** A service on its own behalf, by its principal such as {@code glue.amazonaws.com}. */
    public static Subject service(String principal) {
        return new Subject(Kind.SERVICE, "", principal, null, Set.of(), List.of(), null, false, List.of());
    }

    /** A user or a role's session without limits. */
    public static Subject of(Kind kind, String account, String arn, List<NamedPolicy> policies) {
        return new Subject(kind, account, arn, null, Set.of(), policies, null, false, List.of());
    }

    /** The same under further names. */
    public Subject known(Set<String> asIds) {
        return new Subject(kind, account, arn, issuer, asIds, policies, boundary, narrowed, session);
    }

    /** The same within a boundary. */
    public Subject within(@Nullable NamedPolicy limit) {
        return new Subject(kind, account, arn, issuer, ids, policies, limit, narrowed, session);
    }

    /** The same, narrowed by session policies. */
    public Subject narrowedBy(List<NamedPolicy> sessionPolicies) {
        return new Subject(kind, account, arn, issuer, ids, policies, boundary, true, sessionPolicies);
    }

    /** The same as a session that an issuer's permissions make. */
    public Subject issuedBy(String issuerArn) {
        return new Subject(kind, account, arn, issuerArn, ids, policies, boundary, narrowed, session);
    }
}
