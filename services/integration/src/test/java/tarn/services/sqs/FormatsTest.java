package tarn.services.sqs;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tarn.kernel.Caller;
import tarn.kernel.testing.Golden;
import tarn.store.Formats;

/** What is on a user's disk reads as it was written. */
class FormatsTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void queuesMessagesAndTasksAreKeptAsTheyWere() {
        Golden.check(
                Queues.QUEUES,
                Formats.record(StoredQueue.class),
                new StoredQueue(
                        "orders",
                        "arn:aws:sqs:us-east-1:123456789012:orders",
                        "0123456789abcdef",
                        NOON,
                        NOON,
                        Map.of("DelaySeconds", "5"),
                        Map.of("team", "a"),
                        77,
                        NOON));
        Golden.check(
                "sqs/heads",
                Formats.record(Head.class),
                new Head(1, 2, 3, 4, 5, "group", "arn:aws:sqs:us-east-1:123456789012:orders"));
        Golden.check("sqs/letters", Formats.record(Sealed.class), new Sealed("key", new byte[] {1, 2, 3}));
        Golden.check(
                "sqs/letter",
                Letters.FORMAT,
                new Letter(
                        "id",
                        "sender",
                        "body",
                        Map.of("a", new Letter.Attribute("Binary", null, new byte[] {7})),
                        "Root=1",
                        "group",
                        "once"));
        Golden.check("sqs/duplicates", Formats.record(Duplicates.Sent.class), new Duplicates.Sent("id", 8, 9));
        Golden.check(
                "sqs/remains",
                Formats.record(Lines.Remains.class),
                new Lines.Remains(Caller.root("123456789012", "us-east-1", "r"), "0123456789abcdef", 9));
        Golden.check(
                "sqs/move-tasks",
                Formats.record(MoveTask.class),
                new MoveTask("id", "source", "target", 5, MoveTask.Status.RUNNING, 10, 3, NOON, "why"));
    }
}
