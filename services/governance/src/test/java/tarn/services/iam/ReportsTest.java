package tarn.services.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.Governance.refused;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessAdvisorUsageGranularityType;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsResponse;
import software.amazon.awssdk.services.iam.model.ReportStateType;
import tarn.kernel.Caller;
import tarn.kernel.LastUses;
import tarn.kernel.testing.TestPlatform;
import tarn.services.Governance;

class ReportsTest {

    private static final String ANN = "arn:aws:iam::123456789012:user/ann";

    @RegisterExtension
    final Governance governance = new Governance();

    private IamClient iam() {
        return governance.iam();
    }

    @BeforeEach
    void usesAreNoted() {
        governance.platform().services().through(new LastUses(governance.platform()));
        TestPlatform.CALLER.run(() -> iam().createUser(u -> u.userName("ann")));
    }

    private Caller ann() {
        var key = iam().createAccessKey(k -> k.userName("ann")).accessKey();
        return governance.holder(key.accessKeyId());
    }

    @Test
    void aKeysLastUseIsKnownToAQuarterOfAnHour() {
        var ann = ann();
        var id = String.valueOf(ann.accessKey());
        assertThat(iam().getAccessKeyLastUsed(g -> g.accessKeyId(id))
                        .accessKeyLastUsed()
                        .serviceName())
                .isEqualTo("N/A");

        ann.run(() -> governance.sts().getCallerIdentity());

        var first = iam().getAccessKeyLastUsed(g -> g.accessKeyId(id));
        assertThat(first.userName()).isEqualTo("ann");
        assertThat(first.accessKeyLastUsed().serviceName()).isEqualTo("sts");
        assertThat(first.accessKeyLastUsed().lastUsedDate()).isEqualTo(TestPlatform.START);
        governance.platform().clock().advance(Duration.ofMinutes(14));
        ann.run(() -> governance.sts().getCallerIdentity());
        assertThat(iam().getAccessKeyLastUsed(g -> g.accessKeyId(id))
                        .accessKeyLastUsed()
                        .lastUsedDate())
                .isEqualTo(TestPlatform.START);
        governance.platform().clock().advance(Duration.ofMinutes(1));
        ann.run(() -> governance.sts().getCallerIdentity());
        assertThat(iam().getAccessKeyLastUsed(g -> g.accessKeyId(id))
                        .accessKeyLastUsed()
                        .lastUsedDate())
                .isEqualTo(TestPlatform.START.plus(Duration.ofMinutes(15)));
    }

    @Test
    void whoUsedWhichServiceIsReported() {
        ann().run(() -> governance.sts().getCallerIdentity());

        var job = iam().generateServiceLastAccessedDetails(g -> g.arn(ANN)).jobId();

        assertThat(iam().getServiceLastAccessedDetails(g -> g.jobId(job)).servicesLastAccessed())
                .singleElement()
                .satisfies(service -> {
                    assertThat(service.serviceNamespace()).isEqualTo("sts");
                    assertThat(service.lastAuthenticatedEntity()).isEqualTo(ANN);
                });
        assertThat(iam().getServiceLastAccessedDetailsWithEntities(
                                g -> g.jobId(job).serviceNamespace("sts"))
                        .entityDetailsList())
                .singleElement()
                .satisfies(detail -> assertThat(detail.entityInfo().name()).isEqualTo("ann"));
        refused(
                404,
                "NoSuchEntity",
                "arn:aws:iam::123456789012:user/x/ann cannot be found.",
                () -> iam().generateServiceLastAccessedDetails(g -> g.arn("arn:aws:iam::123456789012:user/x/ann")));
    }

    @Test
    void whoUsedWhichActionIsReported() {
        ann().run(() -> governance.sts().getCallerIdentity());

        var job = iam().generateServiceLastAccessedDetails(
                        g -> g.arn(ANN).granularity(AccessAdvisorUsageGranularityType.ACTION_LEVEL))
                .jobId();

        var report = iam().getServiceLastAccessedDetails(g -> g.jobId(job));
        assertThat(report.jobType()).isEqualTo(AccessAdvisorUsageGranularityType.ACTION_LEVEL);
        assertThat(report.servicesLastAccessed().getFirst().trackedActionsLastAccessed())
                .singleElement()
                .satisfies(action -> {
                    assertThat(action.actionName()).isEqualTo("GetCallerIdentity");
                    assertThat(action.lastAccessedEntity()).isEqualTo(ANN);
                    assertThat(action.lastAccessedTime()).isEqualTo(TestPlatform.START);
                });
    }

    @Test
    void theCredentialReportTellsWhatIsThere() {
        refused(410, "ReportNotPresent", "Report not present", () -> iam().getCredentialReport());
        ann().run(() -> governance.sts().getCallerIdentity());
        iam().createLoginProfile(l -> l.userName("ann").password("First-1-password"));

        assertThat(iam().generateCredentialReport().state()).isEqualTo(ReportStateType.STARTED);
        assertThat(iam().generateCredentialReport().state()).isEqualTo(ReportStateType.COMPLETE);

        var lines = iam().getCredentialReport().content().asUtf8String().split("\n", -1);
        assertThat(lines).hasSize(3);
        assertThat(lines[0]).startsWith("user,arn,user_creation_time,password_enabled");
        assertThat(lines[1]).startsWith("<root_account>,arn:aws:iam::123456789012:root,");
        assertThat(lines[2])
                .isEqualTo(
                        "ann," + ANN + ",2026-01-01T00:00:00+00:00,true,no_information,2026-01-01T00:00:00+00:00,N/A,"
                                + "false,true,2026-01-01T00:00:00+00:00,2026-01-01T00:00:00+00:00,us-east-1,sts,"
                                + "false,N/A,N/A,N/A,N/A,false,N/A,false,N/A");
        governance.platform().clock().advance(Duration.ofHours(4));
        refused(
                410,
                "ReportExpired",
                "The most recent credential report has expired.",
                () -> iam().getCredentialReport());
    }

    @Test
    void theWholeAccountIsToldInPages() {
        iam().createGroup(g -> g.groupName("readers"));
        iam().addUserToGroup(a -> a.groupName("readers").userName("ann"));
        iam().createRole(r -> r.roleName("etl").assumeRolePolicyDocument(Governance.TRUST_ACCOUNT));
        iam().attachRolePolicy(a -> a.roleName("etl").policyArn("arn:aws:iam::aws:policy/ReadOnlyAccess"));
        iam().putUserPolicy(p -> p.userName("ann").policyName("own").policyDocument("""
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"""));

        var whole = iam().getAccountAuthorizationDetails();
        assertThat(whole.userDetailList()).singleElement().satisfies(user -> {
            assertThat(user.groupList()).containsExactly("readers");
            assertThat(user.userPolicyList()).hasSize(1);
        });
        assertThat(whole.roleDetailList())
                .singleElement()
                .satisfies(role -> assertThat(role.attachedManagedPolicies()).hasSize(1));
        assertThat(whole.policies())
                .singleElement()
                .satisfies(policy -> assertThat(policy.policyName()).isEqualTo("ReadOnlyAccess"));
        assertThat(iam().getAccountAuthorizationDetails(g -> g.filter(EntityType.GROUP)))
                .satisfies(groups -> {
                    assertThat(groups.groupDetailList()).hasSize(1);
                    assertThat(groups.userDetailList()).isEmpty();
                });

        var pages = new ArrayList<GetAccountAuthorizationDetailsResponse>();
        iam().getAccountAuthorizationDetailsPaginator(g -> g.maxItems(1)).forEach(pages::add);
        assertThat(pages).hasSize(4);
    }
}
