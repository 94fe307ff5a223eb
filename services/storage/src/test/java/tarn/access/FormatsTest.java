package tarn.access;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tarn.kernel.testing.Golden;

/** What is on disk stays readable. */
class FormatsTest {

    @Test
    void anAccessPointIsKeptAsItAlwaysWas() {
        Golden.check(
                "s3control/access-points",
                AccessPoints.FORMAT,
                new AccessPoint(
                        "one",
                        "123456789012",
                        "us-east-1",
                        "bucket",
                        "one-0123-s3alias",
                        null,
                        true,
                        true,
                        false,
                        true,
                        "{}",
                        Map.of("a", "b"),
                        Instant.parse("2026-03-01T12:00:00.123Z")));
    }

    @Test
    void aBlockIsKeptAsItAlwaysWas() {
        Golden.check(
                "s3control/public-access-blocks",
                AccountBlocks.FORMAT,
                new AccountBlocks.Block(true, false, true, false));
    }
}
