package tarn.services.iam;

import static tarn.services.iam.ProviderFaults.badInput;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.PermissionsBoundaryDecisionDetail;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.iam.model.ResourceSpecificResult;
import software.amazon.awssdk.services.iam.model.Statement;
import tarn.kernel.Arn;
import tarn.policy.Context;
import tarn.policy.Decision;
import tarn.policy.Evaluation;
import tarn.policy.MalformedPolicyException;
import tarn.policy.NamedPolicy;
import tarn.policy.NamedPolicy.Source;
import tarn.policy.Organization;
import tarn.policy.Policy;
import tarn.policy.Question;
import tarn.policy.Statement.Position;
import tarn.policy.Subject;

/**
 * Decisions as they would be made, by the evaluator that makes them.
 *
 * @param policy the resource's policy; null if none was given
 * @param owner the account that owns the resources
 * @param wanted the condition keys that the policies ask for
 */
record Simulation(
        Subject subject,
        @Nullable NamedPolicy policy,
        String owner,
        Map<String, List<String>> values,
        Set<String> wanted,
        List<List<NamedPolicy>> organization) {

    /** The policies of a list of documents, named by their places; refused where one is none. */
    static List<NamedPolicy> policies(String list, List<String> documents) {
        var named = new ArrayList<NamedPolicy>();
        for (var document : documents) {
            named.add(new NamedPolicy(list + "." + (named.size() + 1), Source.NONE, parsed(document)));
        }
        return named;
    }

    /** A document, read; refused if it is none. */
    static Policy parsed(String document) {
        try {
            return Policy.remembered(document);
        } catch (MalformedPolicyException e) {
            throw badInput("Syntax errors in policy: " + e.getMessage());
        }
    }

    /** The values of condition keys that a request gives, by key in lower case. */
    static Map<String, List<String>> values(List<ContextEntry> entries) {
        var values = new HashMap<String, List<String>>();
        for (var entry : entries) {
            if (entry.contextKeyName() == null) {
                throw badInput("A context entry has no name.");
            }
            values.put(entry.contextKeyName().toLowerCase(Locale.ROOT), List.copyOf(entry.contextKeyValues()));
        }
        return values;
    }

    /** What becomes of each action on each resource. */
    List<EvaluationResult> results(List<String> actions, List<String> resources) {
        var results = new ArrayList<EvaluationResult>();
        for (var action : actions) {
            int colon = action.indexOf(':');
            if (colon <= 0 || colon == action.length() - 1) {
                throw badInput("Invalid Entity: the action " + action + " is not valid.");
            }
            for (var resource : resources.isEmpty() ? List.of("*") : resources) {
                if (!resource.equals("*") && Arn.parse(resource).isEmpty()) {
                    throw badInput("Invalid Entity: the resource " + resource + " is not an ARN.");
                }
                results.add(result(action, resource));
            }
        }
        return results;
    }

    private EvaluationResult result(String action, String resource) {
        var question = new Question(action, resource, Context.of(values));
        var theirs = new Evaluation.Resource(owner, policy, false, false);
        var decision = Evaluation.decide(subject, question, theirs, new Organization(organization, List.of()));
        var statements =
                decision.statements().stream().map(Simulation::answered).toList();
        var missing = List.copyOf(missing());
        var boundary = boundary(question);
        return EvaluationResult.builder()
                .evalActionName(action)
                .evalResourceName(resource)
                .evalDecision(outcome(decision))
                .matchedStatements(statements)
                .missingContextValues(missing)
                .permissionsBoundaryDecisionDetail(boundary)
                .resourceSpecificResults(ResourceSpecificResult.builder()
                        .evalResourceName(resource)
                        .evalResourceDecision(outcome(decision))
                        .matchedStatements(statements)
                        .missingContextValues(missing)
                        .permissionsBoundaryDecisionDetail(boundary)
                        .build())
                .build();
    }

    private @Nullable PermissionsBoundaryDecisionDetail boundary(Question question) {
        var boundary = subject.boundary();
        if (boundary == null) {
            return null;
        }
        var alone = Subject.of(subject.kind(), subject.account(), subject.arn(), List.of(boundary));
        return PermissionsBoundaryDecisionDetail.builder()
                .allowedByPermissionsBoundary(Evaluation.decide(alone, question, Evaluation.Resource.NONE)
                        .allowed())
                .build();
    }

    private Set<String> missing() {
        var missing = new TreeSet<>(wanted);
        missing.removeIf(key -> values.containsKey(key.toLowerCase(Locale.ROOT)));
        return missing;
    }

    private static PolicyEvaluationDecisionType outcome(Decision decision) {
        return switch (decision.outcome()) {
            case ALLOWED -> PolicyEvaluationDecisionType.ALLOWED;
            case EXPLICIT_DENY -> PolicyEvaluationDecisionType.EXPLICIT_DENY;
            case IMPLICIT_DENY -> PolicyEvaluationDecisionType.IMPLICIT_DENY;
        };
    }

    private static Statement answered(Decision.Match match) {
        return Statement.builder()
                .sourcePolicyId(match.policy().name())
                .sourcePolicyType(
                        switch (match.policy().source()) {
                            case USER, GROUP, ROLE, AWS_MANAGED, USER_MANAGED, NONE -> "IAM Policy";
                            case RESOURCE -> "Resource Policy";
                        })
                .startPosition(position(match.statement().start()))
                .endPosition(position(match.statement().end()))
                .build();
    }

    private static software.amazon.awssdk.services.iam.model.Position position(Position position) {
        return software.amazon.awssdk.services.iam.model.Position.builder()
                .line(position.line())
                .column(position.column())
                .build();
    }
}
