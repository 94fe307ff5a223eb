package tarn.authorization;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tarn.kernel.AccessKeys;
import tarn.kernel.AccessKeys.AccessKey;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Session;
import tarn.policy.Identities;
import tarn.policy.Identities.Identity;
import tarn.policy.NamedPolicy;
import tarn.policy.Policy;
import tarn.policy.Subject;

/**
 * Callers as the policies see them, with their own policies. What was put together is remembered until anything changes
 * that IAM keeps: the number of changes is read before, so that what was read before a change is never taken for what is
 * there after it.
 */
final class Subjects {

    private static final int REMEMBERED_MAX = 10_000;
    private static final String TEMPORARY = "ASIA";

    private final Supplier<Optional<Identities>> identities;
    private final AccessKeys keys;
    private final Map<Known, Remembered> remembered = new ConcurrentHashMap<>();

    private record Known(
            String principal, String userId, @Nullable String accessKey) {}

    private record Remembered(Who who, long generation) {}

    Subjects(Supplier<Optional<Identities>> identities, AccessKeys keys) {
        this.identities = identities;
        this.keys = keys;
    }

    /** Who a caller is. Somebody whose user or role is gone has no policies. */
    Who of(Caller caller) {
        if (caller.principal().equals(Subject.ANONYMOUS.arn())) {
            return Who.of(Subject.ANONYMOUS);
        }
        var arn = Arn.parse(caller.principal());
        if (arn.isEmpty()) {
            return Who.of(Subject.service(caller.principal()));
        }
        var kept = identities.get();
        if (kept.isEmpty()) {
            return nobody(arn.get());
        }
        long generation = kept.get().generation();
        var known = new Known(caller.principal(), caller.userId(), caller.accessKey());
        var before = remembered.get(known);
        if (before != null && before.generation() == generation) {
            return before.who();
        }
        var who = read(caller, arn.get(), kept.get());
        if (remembered.size() >= REMEMBERED_MAX) {
            remembered.clear();
        }
        remembered.put(known, new Remembered(who, generation));
        return who;
    }

    private static Who nobody(Arn arn) {
        return arn.resource().equals("root")
                ? Who.of(Subject.root(arn.account()))
                : Who.of(Subject.of(Subject.Kind.USER, arn.account(), arn.toString(), List.of()));
    }

    private Who read(Caller caller, Arn arn, Identities kept) {
        boolean temporary = caller.accessKey() != null && caller.accessKey().startsWith(TEMPORARY);
        var session = temporary
                ? keys.find(String.valueOf(caller.accessKey()))
                        .map(AccessKey::session)
                        .orElse(null)
                : null;
        if (temporary && session == null) {
            return Who.of(Subject.of(Subject.Kind.SESSION, arn.account(), arn.toString(), List.of()));
        }
        if (arn.resource().equals("root")) {
            return new Who(
                    narrowed(Subject.root(arn.account()), session, arn.account(), kept), null, Map.of(), session);
        }
        int slash = arn.resource().indexOf('/');
        return switch (Sort.of(arn.resource().substring(0, Math.max(slash, 0)))) {
            case USER -> user(caller, arn, session, kept);
            case SESSION -> session(caller, arn, session, kept);
            case FEDERATED -> federated(arn, session, kept);
            case UNKNOWN -> nobody(arn);
        };
    }

    /** What the resource of a principal's ARN begins with. */
    private enum Sort {
        USER,
        SESSION,
        FEDERATED,
        UNKNOWN;

        private static final Map<String, Sort> WORDS =
                Map.of("user", USER, "assumed-role", SESSION, "federated-user", FEDERATED);

        static Sort of(String word) {
            return WORDS.getOrDefault(word, UNKNOWN);
        }
    }

    private static Who user(Caller caller, Arn arn, @Nullable Session session, Identities kept) {
        var user = kept.user(arn.account(), last(arn.resource()))
                .filter(found -> found.id().equals(caller.userId()));
        var subject = subject(Subject.Kind.USER, arn, user, caller.userId());
        return new Who(
                narrowed(subject, session, arn.account(), kept), last(arn.resource()), tags(user, session), session);
    }

    private static Who session(Caller caller, Arn arn, @Nullable Session session, Identities kept) {
        var name = arn.resource().split("/", 3)[1];
        var roleId = caller.userId().split(":", 2)[0];
        var role = kept.role(arn.account(), name).filter(found -> found.id().equals(roleId));
        var subject = subject(Subject.Kind.SESSION, arn, role, roleId)
                .issuedBy(role.map(Identity::arn).orElse("arn:aws:iam::" + arn.account() + ":role/" + name));
        return new Who(narrowed(subject, session, arn.account(), kept), null, tags(role, session), session);
    }

    private static Who federated(Arn arn, @Nullable Session session, Identities kept) {
        if (session == null) {
            return nobody(arn);
        }
        var user = Arn.parse(session.issuer())
                .flatMap(issuer -> kept.user(issuer.account(), last(issuer.resource())))
                .filter(found -> found.id().equals(session.issuerId()));
        boolean root = session.issuer().endsWith(":root");
        var subject = root
                ? Subject.of(Subject.Kind.FEDERATED, arn.account(), arn.toString(), List.of(Everything.POLICY))
                : subject(Subject.Kind.FEDERATED, arn, user, session.issuerId()).issuedBy(session.issuer());
        // Without a session policy a federated user may do nothing by the user's policies.
        var policies = sessionPolicies(session, arn.account(), kept);
        return new Who(subject.narrowedBy(policies), null, tags(user, session), session);
    }

    /** What the root user may do, for the sessions it makes. */
    private static final class Everything {
        static final NamedPolicy POLICY = new NamedPolicy(
                "root",
                NamedPolicy.Source.NONE,
                Policy.parse("{\"Version\": \"2012-10-17\", \"Statement\":"
                        + " {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}}"));
    }

    private static Subject subject(Subject.Kind kind, Arn arn, Optional<Identity> identity, String id) {
        return Subject.of(
                        kind,
                        arn.account(),
                        arn.toString(),
                        identity.map(Identity::policies).orElse(List.of()))
                .within(identity.map(Identity::boundary).orElse(null))
                .known(Set.of(id));
    }

    private static Subject narrowed(Subject subject, @Nullable Session session, String account, Identities kept) {
        return session == null || !session.narrowed()
                ? subject
                : subject.narrowedBy(sessionPolicies(session, account, kept));
    }

    private static List<NamedPolicy> sessionPolicies(Session session, String account, Identities kept) {
        var policies = new ArrayList<NamedPolicy>();
        for (var document : session.policies()) {
            policies.add(new NamedPolicy("session", NamedPolicy.Source.NONE, Policy.remembered(document)));
        }
        for (var arn : session.policyArns()) {
            kept.managed(account, arn).ifPresent(policies::add);
        }
        return List.copyOf(policies);
    }

    private static Map<String, String> tags(Optional<Identity> identity, @Nullable Session session) {
        var tags = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        identity.ifPresent(found -> tags.putAll(found.tags()));
        if (session != null) {
            tags.putAll(session.tags());
        }
        return tags;
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
