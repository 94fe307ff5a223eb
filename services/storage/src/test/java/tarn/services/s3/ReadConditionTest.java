package tarn.services.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The object of these tests has the tag {@code abc} and was modified at 12:00:00.5. */
class ReadConditionTest {

    private static final String DAY = "2026-03-01T";

    @ParameterizedTest(name = "match {0}, none match {1}, modified {2}, unmodified {3}: {4}")
    @CsvSource({
        ", , , , 200",
        "abc, , , , 200",
        "abd, , , , 412",
        ", abc, , , 304",
        ", abd, , , 200",
        ", *, , , 304",
        ", , 11:59:59Z, , 200",
        ", , 12:00:00Z, , 304",
        ", , 12:00:01Z, , 304",
        ", , , 11:59:59Z, 412",
        ", , , 12:00:00Z, 200",
        // A match makes the other date moot, both ways
        "abc, , , 11:59:59Z, 200",
        ", abd, 12:00:01Z, , 200",
    })
    void anObjectIsReadIfTheConditionHolds(
            @Nullable String match,
            @Nullable String noneMatch,
            @Nullable String modifiedSince,
            @Nullable String unmodifiedSince,
            int status) {
        var condition = new ReadCondition(match, noneMatch, time(modifiedSince), time(unmodifiedSince));
        var refused = catchThrowableOfType(
                S3Exception.class, () -> condition.check(Samples.object("abc", DAY + "12:00:00.500Z")));
        assertThat(refused == null ? 200 : refused.statusCode()).isEqualTo(status);
    }

    private static @Nullable Instant time(@Nullable String text) {
        return text == null ? null : Instant.parse(DAY + text);
    }
}
