package tarn.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tarn.kernel.testing.TestPlatform.CALLER;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.CreateConnectionRequest;
import software.amazon.awssdk.services.glue.model.CreateConnectionResponse;
import software.amazon.awssdk.services.glue.model.DeleteDatabaseRequest;
import software.amazon.awssdk.services.glue.model.DeleteDatabaseResponse;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.GetDatabaseRequest;
import software.amazon.awssdk.services.glue.model.GetDatabaseResponse;
import software.amazon.awssdk.services.glue.model.GlueException;
import tarn.kernel.AccessKeys.AccessKey;
import tarn.kernel.Caller;
import tarn.kernel.LocalPlatform;
import tarn.kernel.Origin;
import tarn.kernel.Part;
import tarn.kernel.Service;
import tarn.kernel.Session;
import tarn.kernel.testing.TestPlatform;

class AuditTest {

    private static final Origin ORIGIN =
            new Origin("203.0.113.9", "Boto3/1.43", "localhost", false, null, null, Origin.Signature.V4_HEADER, null);

    private final LocalPlatform platform = TestPlatform.open();

    static final class Databases implements GlueClient, Part {
        @Override
        public GetDatabaseResponse getDatabase(GetDatabaseRequest request) {
            if (request.name().equals("absent")) {
                throw EntityNotFoundException.builder()
                        .message("Database absent not found.")
                        .build();
            }
            return GetDatabaseResponse.builder()
                    .database(database -> database.name("d"))
                    .build();
        }

        @Override
        public DeleteDatabaseResponse deleteDatabase(DeleteDatabaseRequest request) {
            return DeleteDatabaseResponse.builder().build();
        }

        @Override
        public CreateConnectionResponse createConnection(CreateConnectionRequest request) {
            return CreateConnectionResponse.builder()
                    .createConnectionStatus("READY")
                    .build();
        }
    }

    @BeforeEach
    void add() {
        platform.services()
                .add(GlueClient.class, () -> Service.of(GlueClient.class, new Databases()))
                .through(platform.audit());
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private GlueClient glue() {
        return platform.client(GlueClient.class);
    }

    private List<JsonNode> events() {
        return CALLER.call(() -> platform.audit().log().after(AuditEvent.MANAGEMENT, 0, 100).stream()
                .map(numbered -> parsed(numbered.event().text()))
                .toList());
    }

    private static JsonNode parsed(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatCannotBeReadIsWrittenDownWithoutParameters() {
        CALLER.run(() -> {
            var service = platform.services().service(GlueClient.class).orElseThrow();
            var fault = (GlueException) GlueException.builder()
                    .message("Value null at 'name' failed to satisfy constraint")
                    .build();
            platform.audit().unread(service, service.operation("DeleteDatabase").orElseThrow(), fault);
        });
        assertThat(events()).singleElement().satisfies(event -> {
            assertThat(event.path("eventName").asText()).isEqualTo("DeleteDatabase");
            assertThat(event.path("errorMessage").asText()).contains("Value null at 'name'");
            assertThat(event.path("requestParameters").isNull()).isTrue();
        });
    }

    @Test
    void anEventHasWhatCloudTrailShows() {
        CALLER.run(() -> ORIGIN.call(() -> glue().deleteDatabase(b -> b.name("d"))));
        assertThat(events().getFirst().toString())
                .isEqualTo(("{'eventVersion':'1.11','userIdentity':{'type':'Root','principalId':'123456789012',"
                                + "'arn':'arn:aws:iam::123456789012:root','accountId':'123456789012'},"
                                + "'eventTime':'2026-01-01T00:00:00Z','eventSource':'glue.amazonaws.com',"
                                + "'eventName':'DeleteDatabase','awsRegion':'us-east-1',"
                                + "'sourceIPAddress':'203.0.113.9','userAgent':'Boto3/1.43',"
                                + "'requestParameters':{'name':'d'},'responseElements':null,"
                                + "'requestID':'test-request','eventID':'"
                                + events().getFirst().path("eventID").asText()
                                + "','readOnly':false,'eventType':'AwsApiCall','managementEvent':true,"
                                + "'recipientAccountId':'123456789012','eventCategory':'Management'}")
                        .replace('\'', '"'));
    }

    @Test
    void aFaultIsWrittenDownAndThrownOn() {
        CALLER.run(() -> assertThatThrownBy(() -> glue().getDatabase(b -> b.name("absent")))
                .isInstanceOf(EntityNotFoundException.class));
        var event = events().getFirst();
        assertThat(event.path("errorCode").asText()).isEqualTo("EntityNotFoundException");
        assertThat(event.path("errorMessage").asText()).isEqualTo("Database absent not found.");
        assertThat(event.path("readOnly").asBoolean()).isTrue();
    }

    @Test
    void whatTheModelCallsSensitiveIsHidden() {
        CALLER.run(() -> glue().createConnection(b -> b.connectionInput(input -> input.name("c")
                .authenticationConfiguration(configuration -> configuration.basicAuthenticationCredentials(
                        basic -> basic.username("u").password("hunter2"))))));
        var event = events().getFirst();
        assertThat(event.toString()).doesNotContain("hunter2").contains("HIDDEN_DUE_TO_SECURITY_REASONS");
        assertThat(event.at("/requestParameters/connectionInput/name").asText()).isEqualTo("c");
    }

    @Test
    void aSessionShowsWhoseRoleItIs() {
        var issuer = "arn:aws:iam::123456789012:role/team/Reader";
        platform.accessKeys()
                .put(new AccessKey(
                        "ASIATEST",
                        "s",
                        "t",
                        null,
                        "123456789012",
                        "arn:aws:sts::123456789012:assumed-role/Reader/jane",
                        "AROATEST:jane",
                        true,
                        Session.plain(issuer, "AROATEST", Instant.parse("2026-01-01T00:00:00Z"))));
        var caller = new Caller(
                "123456789012",
                "us-east-1",
                "arn:aws:sts::123456789012:assumed-role/Reader/jane",
                "AROATEST:jane",
                "ASIATEST",
                null,
                "r");
        caller.run(() -> glue().deleteDatabase(b -> b.name("d")));
        var identity = events().getFirst().path("userIdentity");
        assertThat(identity.path("type").asText()).isEqualTo("AssumedRole");
        assertThat(identity.at("/sessionContext/sessionIssuer").toString())
                .isEqualTo("{\"type\":\"Role\",\"principalId\":\"AROATEST\",\"arn\":\"" + issuer
                        + "\",\"accountId\":\"123456789012\",\"userName\":\"Reader\"}");
        assertThat(identity.at("/sessionContext/attributes/creationDate").asText())
                .isEqualTo("2026-01-01T00:00:00Z");
    }

    @Test
    void aServiceThatAsksForSomebodyIsNamed() {
        CALLER.via("athena.amazonaws.com").run(() -> glue().getDatabase(b -> b.name("d")));
        Caller.service("123456789012", "us-east-1", "cloudtrail.amazonaws.com", "r")
                .run(() -> glue().getDatabase(b -> b.name("d")));
        assertThat(events().get(0).at("/userIdentity/invokedBy").asText()).isEqualTo("athena.amazonaws.com");
        assertThat(events().get(0).path("sourceIPAddress").asText()).isEqualTo("athena.amazonaws.com");
        assertThat(events().get(1).path("userIdentity").toString())
                .isEqualTo("{\"type\":\"AWSService\",\"invokedBy\":\"cloudtrail.amazonaws.com\"}");
    }

    @Test
    void whatIsTooLongIsLeftOutAndSaysSo() {
        CALLER.run(() -> glue().deleteDatabase(b -> b.name("d".repeat(200_000))));
        assertThat(events().getFirst().path("requestParameters").toString()).isEqualTo("{\"omitted\":true}");
    }

    @Test
    void eventsAreNumberedInOrderAndReadBackwards() {
        CALLER.run(() -> {
            for (int i = 0; i < 1_200; i++) {
                var name = "d" + i;
                glue().getDatabase(b -> b.name(name));
            }
        });
        CALLER.run(() -> {
            var log = platform.audit().log();
            var newest = log.before(AuditEvent.MANAGEMENT, Long.MAX_VALUE, 0, event -> true, 1_100);
            assertThat(newest).hasSize(1_100);
            assertThat(newest.getFirst().event().text()).contains("\"d1199\"");
            assertThat(newest).isSortedAccordingTo((a, b) -> Long.compare(b.number(), a.number()));
            log.expire(AuditEvent.MANAGEMENT, newest.getFirst().number());
            assertThat(log.after(AuditEvent.MANAGEMENT, 0, 10)).hasSize(1);
        });
    }
}
