package tarn.services.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.Governance.refused;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.DeletionTaskStatusType;
import tarn.services.Governance;

class LinkedRolesTest {

    private static final String PROTECTED = "Cannot perform the operation on the protected role"
            + " 'AWSServiceRoleForLakeFormationDataAccess' - this role is only modifiable by AWS";

    @RegisterExtension
    final Governance governance = new Governance();

    private IamClient iam() {
        return governance.iam();
    }

    @Test
    void aServiceGetsARoleThatOnlyItMayChange() {
        var role = iam().createServiceLinkedRole(c -> c.awsServiceName("lakeformation.amazonaws.com"))
                .role();
        var name = role.roleName();

        assertThat(role.arn())
                .isEqualTo("arn:aws:iam::123456789012:role/aws-service-role/lakeformation.amazonaws.com/"
                        + "AWSServiceRoleForLakeFormationDataAccess");
        assertThat(iam().listAttachedRolePolicies(l -> l.roleName(name)).attachedPolicies())
                .singleElement()
                .satisfies(policy ->
                        assertThat(policy.policyName()).isEqualTo("LakeFormationDataAccessServiceRolePolicy"));
        refused(400, "UnmodifiableEntity", PROTECTED, () -> iam().deleteRole(d -> d.roleName(name)));
        refused(
                400,
                "UnmodifiableEntity",
                PROTECTED,
                () -> iam().attachRolePolicy(
                                a -> a.roleName(name).policyArn("arn:aws:iam::aws:policy/AdministratorAccess")));
        refused(
                400,
                "UnmodifiableEntity",
                PROTECTED,
                () -> iam().updateAssumeRolePolicy(u -> u.roleName(name).policyDocument(Governance.TRUST_ACCOUNT)));
        refused(
                400,
                "InvalidInput",
                "Service role name AWSServiceRoleForLakeFormationDataAccess has been taken in this account, please try"
                        + " a different suffix.",
                () -> iam().createServiceLinkedRole(c -> c.awsServiceName("lakeformation.amazonaws.com")));
    }

    @Test
    void itIsDeletedByATaskThatTellsHowItWent() {
        var name = iam().createServiceLinkedRole(
                        c -> c.awsServiceName("autoscaling.amazonaws.com").customSuffix("night"))
                .role()
                .roleName();
        assertThat(name).isEqualTo("AWSServiceRoleForAutoScaling_night");

        var task = iam().deleteServiceLinkedRole(d -> d.roleName(name)).deletionTaskId();

        assertThat(task).startsWith("task/aws-service-role/autoscaling.amazonaws.com/" + name + "/");
        assertThat(iam().getServiceLinkedRoleDeletionStatus(g -> g.deletionTaskId(task))
                        .status())
                .isEqualTo(DeletionTaskStatusType.SUCCEEDED);
        refused(
                404,
                "NoSuchEntity",
                "The role with name " + name + " cannot be found.",
                () -> iam().deleteServiceLinkedRole(d -> d.roleName(name)));
    }

    @Test
    void onlyServicesThatHaveSuchARoleGetOne() {
        refused(
                400,
                "InvalidInput",
                "Service role template not found for sns.amazonaws.com",
                () -> iam().createServiceLinkedRole(c -> c.awsServiceName("sns.amazonaws.com")));
        refused(
                400,
                "InvalidInput",
                "Custom suffix is not allowed for rds.amazonaws.com",
                () -> iam().createServiceLinkedRole(
                                c -> c.awsServiceName("rds.amazonaws.com").customSuffix("x")));
        iam().createRole(r -> r.roleName("etl").assumeRolePolicyDocument(Governance.TRUST_ACCOUNT));
        refused(
                400,
                "PolicyNotAttachable",
                "Cannot attach a Service Role Policy to a Customer Role.",
                () -> iam().attachRolePolicy(a -> a.roleName("etl")
                        .policyArn("arn:aws:iam::aws:policy/aws-service-role/AmazonEMRCleanupPolicy")));
    }
}
