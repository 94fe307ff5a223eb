package tarn.services.sts;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Origin;
import tarn.kernel.Session;
import tarn.policy.Context;
import tarn.policy.Evaluation;
import tarn.policy.Evaluation.Resource;
import tarn.policy.NamedPolicy;
import tarn.policy.Policy;
import tarn.policy.Question;
import tarn.policy.ResourcePolicy;
import tarn.policy.Subject;

/**
 * A role's trust policy: whether it lets somebody begin a session.
 *
 * <p>It is asked here whether or not permissions are enforced. The other side, whether who asks may assume roles at all,
 * is for the gateway to say, so that here everybody may.
 */
final class Trust {

    private static final NamedPolicy EVERYTHING =
            new NamedPolicy("everything", NamedPolicy.Source.NONE, Policy.parse("""
                    {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"""));

    private final String document;
    private final Arn role;

    /** The trust policy of a role. */
    Trust(String document, Arn role) {
        this.document = document;
        this.role = role;
    }

    /** Whether a subject may do something with the role, such as {@code sts:AssumeRole}. */
    boolean allows(Subject subject, String action, Context context) {
        var policy = Resource.of(ResourcePolicy.required(document, role.account()), false);
        return Evaluation.decide(subject, new Question(action, role.toString(), context), policy)
                .allowed();
    }

    /**
     * The caller, as trust policies name it: a service that asks for somebody is asked itself.
     *
     * @param session what its temporary key carries; null if it has none
     */
    static Subject subject(Caller caller, @Nullable Session session) {
        var service = caller.via();
        if (service != null) {
            return Subject.service(service);
        }
        var arn = Arn.parse(caller.principal());
        if (arn.isEmpty()) {
            return Subject.service(caller.principal());
        }
        var account = arn.get().account();
        var everything = List.of(EVERYTHING);
        var kind = Subject.Kind.USER;
        var resource = arn.get().resource();
        if (resource.equals("root")) {
            kind = Subject.Kind.ROOT;
        } else if (resource.startsWith("assumed-role/")) {
            kind = Subject.Kind.SESSION;
        } else if (resource.startsWith("federated-user/")) {
            kind = Subject.Kind.FEDERATED;
        }
        var subject = Subject.of(kind, account, caller.principal(), everything);
        if (session == null) {
            return subject.known(Set.of(caller.userId()));
        }
        var ids = new HashSet<>(Set.of(caller.userId()));
        ids.add(session.issuerId());
        return subject.known(Set.copyOf(ids)).issuedBy(session.issuer());
    }

    /** Somebody whom an identity provider vouches for, as trust policies name it. */
    static Subject federated(String provider) {
        return Subject.ANONYMOUS.known(Set.of(provider));
    }

    /** The condition keys of a request to begin a session. */
    static final class Keys {

        private final Map<String, List<String>> values = new HashMap<>();

        Keys with(String key, @Nullable String value) {
            return value == null ? this : with(key, List.of(value));
        }

        Keys with(String key, List<String> all) {
            if (!all.isEmpty()) {
                values.put(key.toLowerCase(Locale.ROOT), all);
            }
            return this;
        }

        /** The tags asked for, and which go on. */
        Keys asking(SessionLimits limits) {
            limits.tags().forEach((key, value) -> with("aws:RequestTag/" + key, value));
            with("sts:TransitiveTagKeys", limits.transitive());
            with("sts:SourceIdentity", limits.sourceIdentity());
            return with("aws:TagKeys", List.copyOf(new TreeMap<>(limits.tags()).keySet()));
        }

        /** Who asks, from where, with which session. */
        Keys from(Caller caller, @Nullable Session session, Instant now) {
            var arn = Arn.parse(caller.principal());
            with("aws:PrincipalArn", session == null ? caller.principal() : principal(caller, session));
            with("aws:PrincipalAccount", arn.map(Arn::account).orElse(null));
            with("aws:userid", caller.userId());
            arn.filter(one -> one.resource().startsWith("user/"))
                    .ifPresent(one -> with(
                            "aws:username",
                            one.resource().substring(one.resource().lastIndexOf('/') + 1)));
            if (caller.via() != null) {
                with("aws:SourceAccount", caller.account());
            }
            with("aws:CurrentTime", now.toString());
            with("aws:EpochTime", String.valueOf(now.getEpochSecond()));
            Origin.ifBound().ifPresent(origin -> {
                with("aws:SourceIp", origin.address());
                with("aws:UserAgent", origin.userAgent());
                with("aws:SecureTransport", String.valueOf(origin.secure()));
            });
            if (session != null) {
                session.tags().forEach((key, value) -> with("aws:PrincipalTag/" + key, value));
                with("aws:SourceIdentity", session.sourceIdentity());
                with("aws:FederatedProvider", session.provider());
                with("aws:TokenIssueTime", session.begun().toString());
                with("aws:MultiFactorAuthPresent", String.valueOf(session.mfa() != null));
                session.keys().forEach(this::with);
            }
            return this;
        }

        /** Which device was asked of who begins the session, now or when its own credentials began. */
        Keys proven(@Nullable Instant mfa, Instant now) {
            return mfa == null
                    ? this
                    : with("aws:MultiFactorAuthPresent", "true")
                            .with(
                                    "aws:MultiFactorAuthAge",
                                    String.valueOf(Duration.between(mfa, now).toSeconds()));
        }

        private static String principal(Caller caller, Session session) {
            return session.issuer().contains(":role/") ? session.issuer() : caller.principal();
        }

        Context context() {
            return Context.of(values);
        }
    }
}
