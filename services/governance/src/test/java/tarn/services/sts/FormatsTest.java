package tarn.services.sts;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tarn.kernel.testing.Golden;
import tarn.store.Formats;

/** What is on users' disks stays readable. */
class FormatsTest {

    @Test
    void sessionsReadAsTheyWereWritten() {
        var session = new Session(
                "{}",
                List.of("arn:aws:iam::aws:policy/ReadOnlyAccess"),
                Map.of("team", "lake"),
                List.of("team"),
                "ann");
        Golden.check("sts/sessions", Formats.record(Session.class), session);
    }
}
