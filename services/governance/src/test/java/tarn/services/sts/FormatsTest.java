package tarn.services.sts;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import tarn.kernel.testing.Golden;
import tarn.store.Formats;

/** What is on users' disks stays readable. */
class FormatsTest {

    @Test
    void usedAssertionsReadAsTheyWereWritten() {
        Golden.check(
                "sts/used-assertions",
                Formats.record(UsedAssertions.Use.class),
                new UsedAssertions.Use(Instant.parse("2026-01-02T03:04:05.678Z")));
    }
}
