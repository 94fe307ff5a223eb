package tarn.services.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.Governance.TRUST_ACCOUNT;
import static tarn.services.Governance.refused;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.Role;
import tarn.services.Governance;

class RolesTest {

    @RegisterExtension
    final Governance governance = new Governance();

    private IamClient iam() {
        return governance.iam();
    }

    private Role role(String name) {
        return iam().createRole(r -> r.roleName(name).assumeRolePolicyDocument(TRUST_ACCOUNT))
                .role();
    }

    @Test
    void aRoleKeepsItsTrustAndSaysItUrlEncoded() {
        var role = role("etl");

        assertThat(role.arn()).isEqualTo("arn:aws:iam::123456789012:role/etl");
        assertThat(role.roleId()).matches("AROA[A-Z2-7]{17}");
        assertThat(role.maxSessionDuration()).isEqualTo(3_600);
        assertThat(role.assumeRolePolicyDocument()).startsWith("%7B%22Version%22%3A%20");
        assertThat(URLDecoder.decode(role.assumeRolePolicyDocument(), StandardCharsets.UTF_8))
                .isEqualTo(TRUST_ACCOUNT);
        assertThat(iam().getRole(r -> r.roleName("etl")).role())
                .as("the same, and never used")
                .isEqualTo(role.toBuilder().roleLastUsed(used -> {}).build());
    }

    @Test
    void aRoleThatIsNotThereIsNotFoundAndANameIsTakenOnce() {
        refused(
                404,
                "NoSuchEntity",
                "The role with name etl cannot be found.",
                () -> iam().getRole(r -> r.roleName("etl")));
        role("etl");
        refused(409, "EntityAlreadyExists", "Role with name etl already exists.", () -> role("etl"));
    }

    @Test
    void aRoleIsUpdated() {
        role("etl");

        iam().updateRole(r -> r.roleName("etl").description("nightly").maxSessionDuration(7_200));
        iam().updateAssumeRolePolicy(
                        r -> r.roleName("etl").policyDocument(Governance.trust("\"Service\": \"glue.amazonaws.com\"")));

        var role = iam().getRole(r -> r.roleName("etl")).role();
        assertThat(role.description()).isEqualTo("nightly");
        assertThat(role.maxSessionDuration()).isEqualTo(7_200);
        assertThat(role.assumeRolePolicyDocument()).contains("glue.amazonaws.com");
    }

    @Test
    void aRoleInAProfileIsNotDeleted() {
        role("etl");
        iam().createInstanceProfile(p -> p.instanceProfileName("node"));
        iam().addRoleToInstanceProfile(p -> p.instanceProfileName("node").roleName("etl"));

        refused(
                409,
                "DeleteConflict",
                "Cannot delete entity, must remove roles from instance profile first.",
                () -> iam().deleteRole(r -> r.roleName("etl")));
        refused(
                409,
                "LimitExceeded",
                "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1",
                () -> iam().addRoleToInstanceProfile(
                                p -> p.instanceProfileName("node").roleName("etl")));
        assertThat(iam().listInstanceProfilesForRole(p -> p.roleName("etl")).instanceProfiles())
                .singleElement()
                .satisfies(profile -> assertThat(profile.roles())
                        .singleElement()
                        .satisfies(role -> assertThat(role.roleName()).isEqualTo("etl")));

        iam().removeRoleFromInstanceProfile(p -> p.instanceProfileName("node").roleName("etl"));
        iam().deleteInstanceProfile(p -> p.instanceProfileName("node"));
        iam().deleteRole(r -> r.roleName("etl"));
        assertThat(iam().listRoles().roles()).isEmpty();
    }

    @Test
    void theSummaryCountsWhatIsThere() {
        role("etl");
        iam().createUser(u -> u.userName("ann"));

        assertThat(iam().getAccountSummary().summaryMapAsStrings())
                .containsEntry("Roles", 1)
                .containsEntry("Users", 1)
                .containsEntry("Groups", 0)
                .containsEntry("UsersQuota", 5_000);
    }

    @Test
    void anAccountHasOneAliasAndNobodyElseHasIt() {
        iam().createAccountAlias(a -> a.accountAlias("lakehouse"));
        iam().createAccountAlias(a -> a.accountAlias("lakehouse-2"));

        assertThat(iam().listAccountAliases().accountAliases()).containsExactly("lakehouse-2");
        tarn.kernel.Caller.root("999999999999", "us-east-1", "r")
                .run(() -> refused(
                        409,
                        "EntityAlreadyExists",
                        "The account alias lakehouse-2 already exists.",
                        () -> iam().createAccountAlias(a -> a.accountAlias("lakehouse-2"))));
        iam().deleteAccountAlias(a -> a.accountAlias("lakehouse-2"));
        assertThat(iam().listAccountAliases().accountAliases()).isEmpty();
    }
}
