package tarn.services.sns;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tarn.kernel.testing.Golden;
import tarn.store.Formats;

/** What is on a user's disk reads as it was written. */
class FormatsTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final String TOPIC = "arn:aws:sns:us-east-1:123456789012:news";

    @Test
    void topicsSubscriptionsAndWhatIsOnItsWayAreKeptAsTheyWere() {
        Golden.check(
                Book.TOPICS,
                Formats.record(StoredTopic.class),
                new StoredTopic("news", TOPIC, Map.of("DisplayName", "News"), Map.of("team", "a")));
        Golden.check(
                Book.SUBSCRIPTIONS,
                Formats.record(Subscription.class),
                new Subscription(
                        "id", TOPIC, "email", "ann@example.com", "123456789012", Map.of("a", "b"), "token", true));
        Golden.check(
                Fanout.DELIVERIES,
                Formats.record(Delivery.class),
                new Delivery(
                        Delivery.Type.NOTIFICATION,
                        TOPIC,
                        TOPIC + ":id",
                        "sqs",
                        "arn:aws:sqs:us-east-1:123456789012:q",
                        true,
                        "message",
                        "subject",
                        "text",
                        Map.of("a", new Publication.Attribute("String", "b", null)),
                        NOON,
                        "http://localhost:4566",
                        "1",
                        "token",
                        "group",
                        "once",
                        "00000000000000000001",
                        "{}",
                        "{}"));
        Golden.check("sns/signing-key", Formats.record(Signer.Kept.class), new Signer.Kept("key", "certificate"));
        Golden.check(
                "sns/mails",
                Formats.record(Mailbox.Mail.class),
                new Mailbox.Mail(NOON, "id", "sms", "+15550100", TOPIC, "subject", "text", "link"));
        Golden.check(
                "sns/duplicates", Formats.record(Publishing.Remembered.class), new Publishing.Remembered("id", 1, 2));
        Golden.check(
                "sns/applications",
                Formats.record(StoredApplication.class),
                new StoredApplication("arn:aws:sns:us-east-1:123456789012:app/GCM/a", Map.of("Enabled", "true")));
        Golden.check(
                "sns/texting", Formats.record(Texting.Kept.class), new Texting.Kept(Map.of("DefaultSenderID", "x")));
    }
}
