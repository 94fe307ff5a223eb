package tarn.services.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.Governance.refused;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.ContextKeyTypeEnum;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import tarn.services.Governance;

class SimulationTest {

    private static final String ANN = "arn:aws:iam::123456789012:user/ann";
    private static final String OWN = """
            {"Version": "2012-10-17",
             "Statement": [{"Effect": "Allow", "Action": "s3:GetObject",
              "Resource": "arn:aws:s3:::lake/${aws:username}/*"},
             {"Effect": "Deny", "Action": "s3:*", "Resource": "*",
              "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}""";

    @RegisterExtension
    final Governance governance = new Governance();

    private IamClient iam() {
        return governance.iam();
    }

    private EvaluationResult ask(String action, String resource) {
        return iam().simulatePrincipalPolicy(
                        s -> s.policySourceArn(ANN).actionNames(action).resourceArns(resource))
                .evaluationResults()
                .getFirst();
    }

    @Test
    void whatAUserMayDoFollowsFromItsPoliciesAndItsGroups() {
        iam().createUser(u -> u.userName("ann"));
        iam().putUserPolicy(p -> p.userName("ann").policyName("own").policyDocument(OWN));
        iam().createGroup(g -> g.groupName("readers"));
        iam().addUserToGroup(a -> a.groupName("readers").userName("ann"));
        iam().attachGroupPolicy(
                        a -> a.groupName("readers").policyArn("arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"));

        var own = ask("s3:GetObject", "arn:aws:s3:::lake/ann/file");
        assertThat(own.evalDecision()).isEqualTo(PolicyEvaluationDecisionType.ALLOWED);
        assertThat(own.matchedStatements()).singleElement().satisfies(statement -> {
            assertThat(statement.sourcePolicyId()).isEqualTo("user_ann_own");
            assertThat(statement.startPosition().line()).isEqualTo(2);
        });
        assertThat(own.missingContextValues()).containsExactly("aws:SecureTransport");
        assertThat(ask("s3:GetObject", "arn:aws:s3:::lake/bob/file").evalDecision())
                .isEqualTo(PolicyEvaluationDecisionType.IMPLICIT_DENY);
        assertThat(ask("sqs:ListQueues", "*").evalDecision()).isEqualTo(PolicyEvaluationDecisionType.ALLOWED);
        var plain = iam().simulatePrincipalPolicy(s -> s.policySourceArn(ANN)
                .actionNames("s3:GetObject")
                .resourceArns("arn:aws:s3:::lake/ann/file")
                .contextEntries(ContextEntry.builder()
                        .contextKeyName("aws:SecureTransport")
                        .contextKeyType(ContextKeyTypeEnum.BOOLEAN)
                        .contextKeyValues("false")
                        .build()));
        assertThat(plain.evaluationResults().getFirst().evalDecision())
                .isEqualTo(PolicyEvaluationDecisionType.EXPLICIT_DENY);
        assertThat(iam().getContextKeysForPrincipalPolicy(g -> g.policySourceArn(ANN))
                        .contextKeyNames())
                .containsExactly("aws:SecureTransport", "aws:username");
    }

    @Test
    void aBoundaryNarrowsAndIsTold() {
        iam().createPolicy(p -> p.policyName("edge").policyDocument("""
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}}"""));
        iam().createUser(u -> u.userName("ann").permissionsBoundary("arn:aws:iam::123456789012:policy/edge"));
        iam().attachUserPolicy(a -> a.userName("ann").policyArn("arn:aws:iam::aws:policy/AdministratorAccess"));

        var refused = ask("s3:GetObject", "*");
        assertThat(refused.evalDecision()).isEqualTo(PolicyEvaluationDecisionType.IMPLICIT_DENY);
        assertThat(refused.permissionsBoundaryDecisionDetail().allowedByPermissionsBoundary())
                .isFalse();
        assertThat(ask("sqs:SendMessage", "*").evalDecision()).isEqualTo(PolicyEvaluationDecisionType.ALLOWED);
    }

    @Test
    void documentsCanBeTriedBeforeAnybodyHasThem() {
        var results = iam().simulateCustomPolicy(s -> s.policyInputList(OWN)
                .actionNames("s3:GetObject", "s3:PutObject")
                .resourceArns("arn:aws:s3:::lake/a/b", "arn:aws:s3:::other/a")
                .maxItems(3));

        assertThat(results.evaluationResults())
                .hasSize(3)
                .allSatisfy(result ->
                        assertThat(result.evalDecision()).isEqualTo(PolicyEvaluationDecisionType.IMPLICIT_DENY));
        assertThat(results.isTruncated()).isTrue();
        refused(
                400,
                "InvalidInput",
                "Invalid Entity: the action GetObject is not valid.",
                () -> iam().simulateCustomPolicy(s -> s.policyInputList(OWN).actionNames("GetObject")));
        assertThat(iam().getContextKeysForCustomPolicy(g -> g.policyInputList(OWN))
                        .contextKeyNames())
                .containsExactly("aws:SecureTransport", "aws:username");
    }
}
