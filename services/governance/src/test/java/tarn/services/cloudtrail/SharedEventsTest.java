package tarn.services.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttribute;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttributeKey;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.StsException;
import tarn.kernel.Caller;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;
import tarn.services.Governance;
import tarn.services.iam.Iam;
import tarn.services.sts.Sts;

/** What concerns two accounts is in the audit of both. */
class SharedEventsTest {

    private static final Caller ASKER = Caller.root("111111111111", "us-east-1", "test");
    private static final Caller OWNER = Caller.root("222222222222", "us-east-1", "test");
    private static final String ROLE = "arn:aws:iam::222222222222:role/guest";

    private final LocalPlatform platform = TestPlatform.open();

    @BeforeEach
    void open() {
        platform.services()
                .add(IamClient.class, () -> Iam.on(platform))
                .add(StsClient.class, () -> Sts.on(platform))
                .add(CloudTrailClient.class, () -> CloudTrail.on(platform, Duration.ofMinutes(5)))
                .through(platform.audit());
        OWNER.run(() -> platform.client(IamClient.class)
                .createRole(role -> role.roleName("guest")
                        .assumeRolePolicyDocument(Governance.trust("\"AWS\": \"arn:aws:iam::111111111111:root\""))));
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private void assume(String role) {
        ASKER.run(() -> platform.client(StsClient.class)
                .assumeRole(assume -> assume.roleArn(role).roleSessionName("visit")));
    }

    private List<JsonNode> events(Caller whose) {
        return whose.call(() -> platform
                .client(CloudTrailClient.class)
                .lookupEvents(lookup -> lookup.lookupAttributes(LookupAttribute.builder()
                        .attributeKey(LookupAttributeKey.EVENT_NAME)
                        .attributeValue("AssumeRole")
                        .build()))
                .events()
                .stream()
                .map(event -> read(event.cloudTrailEvent()))
                .toList());
    }

    private static JsonNode read(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aRoleOfAnotherAccountIsAssumedInTheAuditOfBoth() {
        assume(ROLE);

        var asked = events(ASKER);
        var owned = events(OWNER);
        assertThat(asked).hasSize(1);
        assertThat(owned).hasSize(1);
        var here = asked.getFirst();
        var there = owned.getFirst();
        assertThat(there.path("sharedEventID").asText())
                .isNotEmpty()
                .isEqualTo(here.path("sharedEventID").asText());
        assertThat(there.path("eventID")).isNotEqualTo(here.path("eventID"));
        assertThat(here.path("recipientAccountId").asText()).isEqualTo("111111111111");
        assertThat(there.path("recipientAccountId").asText()).isEqualTo("222222222222");
        assertThat(there.path("userIdentity").toString())
                .isEqualTo("{\"type\":\"AWSAccount\",\"principalId\":\"111111111111\",\"accountId\":\"111111111111\"}");
    }

    @Test
    void whatIsRefusedIsTheAskersAlone() {
        try {
            assume("arn:aws:iam::222222222222:role/other");
        } catch (StsException e) {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
        }
        assertThat(events(ASKER)).hasSize(1);
        assertThat(events(ASKER).getFirst().has("sharedEventID")).isFalse();
        assertThat(events(OWNER)).isEmpty();
    }
}
