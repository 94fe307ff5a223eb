package tarn.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tarn.policy.Decision.Layer;
import tarn.policy.Decision.Match;
import tarn.policy.Decision.Outcome;
import tarn.policy.Principals.Closeness;

/**
 * The rules by which policies decide. A {@code Deny} anywhere wins. Then each level of an organisation must allow: of the
 * resource's by resource control policies, of who asks by service control policies, which bind users, roles and the root
 * user, and neither service-linked roles nor services nor who is not known. Within an
 * account it is enough that the resource's policy names who asks, or that an identity policy allows; boundary and session
 * policies must allow too, unless the resource's policy names the user or the session itself. From another account both
 * sides must allow.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html">
 *     How AWS enforcement code logic evaluates requests to allow or deny access</a>
 */
public final class Evaluation {

    /**
     * The resource's side of a question.
     *
     * @param owner the account that owns the resource; empty if it belongs to nobody's, such as {@code *}
     * @param policy its policy, if it has one
     * @param required see {@link ResourcePolicy#required}
     * @param granted whether something beside the policy lets who asks in, such as a grant of KMS or an access control list
     */
    public record Resource(String owner, @Nullable NamedPolicy policy, boolean required, boolean granted) {

        /** A resource that has nothing to say. */
        public static final Resource NONE = new Resource("", null, false, false);

        /** A resource with the policy that its owner gave it, compiled. */
        public static Resource of(ResourcePolicy policy, boolean granted) {
            var document = policy.document();
            var compiled = document == null
                    ? null
                    : new NamedPolicy("resource", NamedPolicy.Source.RESOURCE, Policy.remembered(document));
            return new Resource(policy.owner(), compiled, policy.required(), granted);
        }
    }

    private final Subject subject;
    private final Question question;
    private final Resource resource;
    private final List<Match> denials = new ArrayList<>(0);
    private @Nullable Layer denying;

    private Evaluation(Subject subject, Question question, Resource resource) {
        this.subject = subject;
        this.question = question;
        this.resource = resource;
    }

    /** Decides for somebody who belongs to no organisation. */
    public static Decision decide(Subject subject, Question question, Resource resource) {
        return decide(subject, question, resource, Organization.NONE);
    }

    /** Decides within what organisations allow. */
    public static Decision decide(Subject subject, Question question, Resource resource, Organization organization) {
        return new Evaluation(subject, question, resource).decide(organization);
    }

    private Decision decide(Organization organization) {
        boolean linked = isServiceLinked(subject);
        var owners = linked ? List.<List<NamedPolicy>>of() : organization.resource();
        boolean within = true;
        for (var level : owners) {
            within &= opens(level);
        }
        boolean bound = !linked && !subject.account().isEmpty();
        var levels = (bound ? organization.control() : List.<List<NamedPolicy>>of())
                .stream().map(level -> allowing(level, Layer.ORGANIZATION)).toList();
        var identity = allowing(subject.policies(), Layer.IDENTITY);
        var boundary = subject.boundary() == null ? null : allowing(List.of(subject.boundary()), Layer.BOUNDARY);
        var session = subject.narrowed() ? allowing(subject.session(), Layer.SESSION) : null;
        var named = new ArrayList<Match>(1);
        var closeness = byResource(named);
        if (denying != null) {
            return new Decision(Outcome.EXPLICIT_DENY, denying, denials);
        }
        if (!within) {
            return refused(Layer.RESOURCE_CONTROL);
        }
        if (levels.stream().anyMatch(List::isEmpty)) {
            return refused(Layer.ORGANIZATION);
        }
        boolean sameAccount = resource.owner().isEmpty() || resource.owner().equals(subject.account());
        if (closeness == Closeness.ITSELF && (sameAccount || subject.account().isEmpty())) {
            return allowed(Layer.RESOURCE, named);
        }
        boolean relied =
                !sameAccount || resource.required() || subject.account().isEmpty();
        if (relied && closeness == Closeness.NOT) {
            return refused(Layer.RESOURCE);
        }
        boolean byResource = sameAccount && closeness == Closeness.ISSUER;
        if (identity.isEmpty() && !byResource && subject.kind() != Subject.Kind.ROOT) {
            return refused(Layer.IDENTITY);
        }
        if (boundary != null && boundary.isEmpty()) {
            return refused(Layer.BOUNDARY);
        }
        if (session != null && session.isEmpty()) {
            return refused(Layer.SESSION);
        }
        return byResource && identity.isEmpty()
                ? allowed(Layer.RESOURCE, named)
                : allowed(Layer.IDENTITY, identity.isEmpty() ? named : identity);
    }

    private static Decision allowed(Layer layer, List<Match> statements) {
        return new Decision(Outcome.ALLOWED, layer, statements);
    }

    private static Decision refused(Layer layer) {
        return new Decision(Outcome.IMPLICIT_DENY, layer, List.of());
    }

    /** The statements of a subject's policies that allow; those that deny are noted. */
    private List<Match> allowing(List<NamedPolicy> policies, Layer layer) {
        List<Match> found = List.of();
        for (var policy : policies) {
            for (var statement : policy.policy().concerning(question.key())) {
                if (!statement.hasPrincipal() && statement.applies(question)) {
                    if (!statement.allows()) {
                        deny(layer, policy, statement);
                    } else {
                        found = found.isEmpty() ? new ArrayList<>(2) : found;
                        found.add(new Match(policy, statement));
                    }
                }
            }
        }
        return found;
    }

    /** Whether a level of resource control policies allows; statements that deny are noted. They name who asks. */
    private boolean opens(List<NamedPolicy> level) {
        boolean open = false;
        for (var policy : level) {
            for (var statement : policy.policy().concerning(question.key())) {
                if (statement.names(subject) != Closeness.NOT && statement.applies(question)) {
                    if (!statement.allows()) {
                        deny(Layer.RESOURCE_CONTROL, policy, statement);
                    }
                    open |= statement.allows();
                }
            }
        }
        return open;
    }

    private static boolean isServiceLinked(Subject subject) {
        return subject.issuer() != null && subject.issuer().contains(":role/aws-service-role/");
    }

    /** How closely statements of the resource's policy that allow name who asks; those that deny are noted. */
    private Closeness byResource(List<Match> found) {
        var closest = resource.granted() ? Closeness.ITSELF : Closeness.NOT;
        if (resource.policy() == null) {
            return closest;
        }
        for (var statement : resource.policy().policy().concerning(question.key())) {
            var closeness = statement.names(subject);
            if (closeness == Closeness.NOT || !statement.applies(question)) {
                continue;
            }
            if (!statement.allows()) {
                deny(Layer.RESOURCE, resource.policy(), statement);
            } else {
                found.add(new Match(resource.policy(), statement));
                closest = closeness.compareTo(closest) > 0 ? closeness : closest;
            }
        }
        return closest;
    }

    private void deny(Layer layer, NamedPolicy policy, Statement statement) {
        denying = denying == null ? layer : denying;
        denials.add(new Match(policy, statement));
    }
}
