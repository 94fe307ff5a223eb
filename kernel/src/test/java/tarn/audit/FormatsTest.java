package tarn.audit;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tarn.kernel.testing.Golden;

/** What is on users' disks stays readable. */
class FormatsTest {

    @Test
    void eventsReadAsTheyWereWritten() {
        var event = new AuditEvent(
                "6f8a1f0c-9d3a-4b7e-8a55-0d3f0f6f2a11",
                Instant.parse("2026-01-02T03:04:05.678Z"),
                "s3.amazonaws.com",
                "PutObject",
                false,
                AuditEvent.DATA,
                "ann",
                "arn:aws:iam::123456789012:user/ann",
                "AKIAAAAAAAAAAAAAAAAA",
                List.of(new AuditEvent.Resource("AWS::S3::Object", "arn:aws:s3:::b/k", "arn:aws:s3:::b/k")),
                "{}");
        Golden.check("cloudtrail/events", AuditEvent.FORMAT, event);
    }

    @Test
    void selectionsReadAsTheyWereWritten() {
        var selector = new Selector(List.of(
                Selector.Field.of("eventCategory", List.of("Data")),
                Selector.Field.startsWith("resources.ARN", List.of("arn:aws:s3:::b/")),
                Selector.Field.not("eventName", List.of("GetObject"))));
        Golden.check(
                "cloudtrail/selections",
                Audit.SELECTION,
                new Audit.Selection(List.of(new Audit.Selected("us-east-1", selector, null))));
        Golden.check(
                "cloudtrail/selections-told",
                Audit.SELECTION,
                new Audit.Selection(List.of(new Audit.Selected(null, selector, "arn:aws:cloudtrail:::trail/t"))));
    }

    @Test
    void marksReadAsTheyWereWritten() {
        Golden.check("cloudtrail/mark", AuditLog.MARK, new AuditLog.Mark(1_767_225_600_000_000L));
    }
}
