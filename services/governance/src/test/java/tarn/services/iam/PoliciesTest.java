package tarn.services.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.Governance.TRUST_ACCOUNT;
import static tarn.services.Governance.refused;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyScopeType;
import software.amazon.awssdk.services.iam.model.PolicyVersion;
import tarn.services.Governance;

class PoliciesTest {

    private static final String READ = """
            {"Version": "2012-10-17",
             "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::lake/*"}]}""";
    private static final String S3_FULL = "arn:aws:iam::aws:policy/AmazonS3FullAccess";

    @RegisterExtension
    final Governance governance = new Governance();

    private IamClient iam() {
        return governance.iam();
    }

    private String policy(String name) {
        return iam().createPolicy(p -> p.policyName(name).policyDocument(READ))
                .policy()
                .arn();
    }

    @Test
    void aPolicyHasUpToFiveVersionsAndOneIsInEffect() {
        var arn = policy("read");
        for (int i = 0; i < 4; i++) {
            iam().createPolicyVersion(v -> v.policyArn(arn).policyDocument(READ).setAsDefault(true));
        }

        refused(
                409,
                "LimitExceeded",
                "A managed policy can have up to 5 versions. Before you create a new version, you must delete an"
                        + " existing version.",
                () -> iam().createPolicyVersion(v -> v.policyArn(arn).policyDocument(READ)));
        refused(
                409,
                "DeleteConflict",
                "Cannot delete the default version of a policy.",
                () -> iam().deletePolicyVersion(v -> v.policyArn(arn).versionId("v5")));
        assertThat(iam().listPolicyVersions(v -> v.policyArn(arn)).versions())
                .extracting(PolicyVersion::versionId, PolicyVersion::isDefaultVersion)
                .startsWith(org.assertj.core.groups.Tuple.tuple("v5", true))
                .hasSize(5);

        iam().setDefaultPolicyVersion(v -> v.policyArn(arn).versionId("v2"));
        iam().deletePolicyVersion(v -> v.policyArn(arn).versionId("v5"));
        var next = iam().createPolicyVersion(v -> v.policyArn(arn).policyDocument(READ));

        assertThat(next.policyVersion().versionId()).isEqualTo("v6");
        assertThat(iam().getPolicy(p -> p.policyArn(arn)).policy().defaultVersionId())
                .isEqualTo("v2");
    }

    @Test
    void anAttachedPolicyIsNotDeleted() {
        var arn = policy("read");
        iam().createUser(u -> u.userName("ann"));
        iam().attachUserPolicy(a -> a.userName("ann").policyArn(arn));

        refused(
                409,
                "DeleteConflict",
                "Cannot delete a policy attached to entities.",
                () -> iam().deletePolicy(p -> p.policyArn(arn)));
        assertThat(iam().getPolicy(p -> p.policyArn(arn)).policy().attachmentCount())
                .isEqualTo(1);
        assertThat(iam().listEntitiesForPolicy(p -> p.policyArn(arn)).policyUsers())
                .singleElement()
                .satisfies(user -> assertThat(user.userName()).isEqualTo("ann"));

        iam().detachUserPolicy(a -> a.userName("ann").policyArn(arn));
        iam().deletePolicy(p -> p.policyArn(arn));
        refused(404, "NoSuchEntity", "Policy " + arn + " was not found.", () -> iam().getPolicy(p -> p.policyArn(arn)));
    }

    @Test
    void policiesOfAwsAreAttachedButNotChanged() {
        iam().createRole(r -> r.roleName("etl").assumeRolePolicyDocument(TRUST_ACCOUNT));
        iam().attachRolePolicy(a -> a.roleName("etl").policyArn(S3_FULL));
        iam().attachRolePolicy(
                        a -> a.roleName("etl").policyArn("arn:aws:iam::aws:policy/service-role/AWSGlueServiceRole"));

        assertThat(iam().listAttachedRolePolicies(a -> a.roleName("etl")).attachedPolicies())
                .extracting(AttachedPolicy::policyName)
                .containsExactly("AmazonS3FullAccess", "AWSGlueServiceRole");
        refused(
                404,
                "NoSuchEntity",
                "Policy arn:aws:iam::aws:policy/NoSuchPolicy does not exist or is not attachable.",
                () -> iam().attachRolePolicy(a -> a.roleName("etl").policyArn("arn:aws:iam::aws:policy/NoSuchPolicy")));
        var version = iam().getPolicy(p -> p.policyArn(S3_FULL)).policy().defaultVersionId();
        var document = iam().getPolicyVersion(v -> v.policyArn(S3_FULL).versionId(version))
                .policyVersion()
                .document();
        assertThat(URLDecoder.decode(document, StandardCharsets.UTF_8)).contains("\"s3:*\"");
        assertThat(iam().listPolicies(list -> list.scope(PolicyScopeType.AWS).onlyAttached(true))
                        .policies())
                .extracting(Policy::policyName)
                .containsExactly("AmazonS3FullAccess", "AWSGlueServiceRole");
    }

    @Test
    void theIndexOfAwssPoliciesListsEveryResource() throws IOException {
        var folder = Path.of("src", "main", "resources", "tarn", "services", "iam", "policies");
        try (var files = Files.list(folder)) {
            var names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .map(name -> name.substring(0, name.length() - ".json".length()))
                    .sorted()
                    .toList();
            assertThat(Files.readAllLines(folder.resolve("index.txt"))).isEqualTo(names);
        }
        assertThat(AwsPolicies.all()).allSatisfy(policy -> {
            assertThat(policy.id()).matches("ANPA[A-Z2-7]{17}");
            assertThat(AwsPolicies.find(AwsPolicies.arn(policy))).contains(policy);
        });
    }

    @Test
    void inlinePoliciesAreKeptAsWritten() {
        iam().createUser(u -> u.userName("ann"));
        iam().putUserPolicy(p -> p.userName("ann").policyName("read").policyDocument(READ));

        var kept = iam().getUserPolicy(p -> p.userName("ann").policyName("read"));
        assertThat(URLDecoder.decode(kept.policyDocument(), StandardCharsets.UTF_8))
                .isEqualTo(READ);
        assertThat(iam().listUserPolicies(p -> p.userName("ann")).policyNames()).containsExactly("read");
        refused(
                409,
                "DeleteConflict",
                "Cannot delete entity, must delete policies first.",
                () -> iam().deleteUser(u -> u.userName("ann")));

        iam().deleteUserPolicy(p -> p.userName("ann").policyName("read"));
        refused(
                404,
                "NoSuchEntity",
                "The user policy with name read cannot be found.",
                () -> iam().getUserPolicy(p -> p.userName("ann").policyName("read")));
    }

    @Test
    void inlinePoliciesOfAUserShareTwoThousandCharacters() {
        iam().createUser(u -> u.userName("ann"));
        var large = READ.replace("lake/*", "lake/" + "x".repeat(1_500));
        iam().putUserPolicy(p -> p.userName("ann").policyName("one").policyDocument(large));

        refused(
                409,
                "LimitExceeded",
                "Maximum policy size of 2048 bytes exceeded for user ann",
                () -> iam().putUserPolicy(
                                p -> p.userName("ann").policyName("two").policyDocument(large)));
    }

    @Test
    void aManagedPolicyHasAtMostSixThousandCharacters() {
        refused(
                409,
                "LimitExceeded",
                "Cannot exceed quota for PolicySize: 6144",
                () -> iam().createPolicy(p ->
                        p.policyName("large").policyDocument(READ.replace("lake/*", "lake/" + "x".repeat(6_200)))));
    }
}
