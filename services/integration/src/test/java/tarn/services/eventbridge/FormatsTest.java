package tarn.services.eventbridge;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eventbridge.model.ConnectionAuthResponseParameters;
import software.amazon.awssdk.services.eventbridge.model.DeadLetterConfig;
import software.amazon.awssdk.services.eventbridge.model.ReplayState;
import software.amazon.awssdk.services.eventbridge.model.RuleState;
import software.amazon.awssdk.services.eventbridge.model.Target;
import tarn.kernel.testing.Golden;
import tarn.store.Formats;
import tarn.store.Key;

/** What lies on users' disks stays readable. */
class FormatsTest {

    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Target TARGET =
            Target.builder().id("1").arn("arn:q").roleArn("arn:r").input("{}").build();

    @Test
    void buses() {
        var dead = DeadLetterConfig.builder().arn("arn:d").build();
        var bus = new StoredBus("b", "arn:b", "for tests", dead, "{}", Map.of("team", "a"), THEN, THEN);
        Golden.check("eventbridge/buses", Formats.record(StoredBus.class), bus);
    }

    @Test
    void rules() {
        var rule = new StoredRule(
                "b",
                "r",
                "arn:r",
                "{\"source\":[\"a\"]}",
                "rate(1 minute)",
                RuleState.ENABLED,
                "for tests",
                "arn:role",
                List.of(TARGET),
                Map.of("team", "a"),
                THEN,
                "123456789012");
        Golden.check("eventbridge/rules", Formats.record(StoredRule.class), rule);
    }

    @Test
    void archivesAndReplays() {
        var archive = new StoredArchive("a", "arn:a", "b", "for tests", "{}", 7, THEN);
        Golden.check("eventbridge/archives", Formats.record(StoredArchive.class), archive);
        var replay = new StoredReplay(
                "p",
                "arn:p",
                "again",
                "a",
                "b",
                List.of("arn:r"),
                THEN,
                THEN,
                ReplayState.RUNNING,
                Key.of("x"),
                THEN,
                THEN);
        Golden.check("eventbridge/replays", Formats.record(StoredReplay.class), replay);
    }

    @Test
    void deliveries() {
        var delivery = new Delivery("arn:r", TARGET, "e1", "{}", "{\"a\":1}", 2);
        Golden.check("eventbridge/deliveries", Formats.record(Delivery.class), delivery);
    }

    @Test
    void connectionsAndApiDestinations() {
        var shown = ConnectionAuthResponseParameters.builder()
                .basicAuthParameters(basic -> basic.username("me"))
                .build();
        var connection = new StoredConnection("c", "id", "for tests", "BASIC", shown, "arn:s", THEN, THEN, THEN);
        Golden.check(Connections.CONNECTIONS, Formats.record(StoredConnection.class), connection);
        var destination =
                new StoredApiDestination("d", "id", "for tests", "arn:c", "https://a.b/*", "POST", 300, THEN, THEN);
        Golden.check(ApiDestinations.DESTINATIONS, Formats.record(StoredApiDestination.class), destination);
    }
}
