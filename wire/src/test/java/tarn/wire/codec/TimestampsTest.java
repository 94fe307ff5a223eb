package tarn.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/** Times in all the forms that AWS's clients write and read. */
class TimestampsTest {

    private static final Instant TIME = Instant.parse("2026-11-01T09:05:03.007Z");

    @Test
    void everyFormIsWrittenAsAwsWritesIt() {
        assertThat(Timestamps.format(TIME, Format.ISO_8601)).isEqualTo("2026-11-01T09:05:03.007Z");
        assertThat(Timestamps.format(Instant.ofEpochSecond(0), Format.ISO_8601)).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(Timestamps.format(Instant.parse("0031-12-31T00:00:00.120Z"), Format.ISO_8601))
                .isEqualTo("0031-12-31T00:00:00.120Z");
        assertThat(Timestamps.format(TIME, Format.RFC_822)).isEqualTo("Sun, 01 Nov 2026 09:05:03 GMT");
        assertThat(Timestamps.format(TIME, Format.UNIX_TIMESTAMP)).isEqualTo("1793523903.007");
        assertThat(Timestamps.format(TIME, Format.UNIX_TIMESTAMP_MILLIS)).isEqualTo("1793523903007");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-11-01T09:05:03.007Z | 2026-11-01T09:05:03.007Z",
                "2026-11-01T09:05:03Z | 2026-11-01T09:05:03Z",
                "2026-11-01T10:05:03+01:00 | 2026-11-01T09:05:03Z",
                "2026-11-01T09:05:03 | 2026-11-01T09:05:03Z",
                "2026-11-01 | 2026-11-01T00:00:00Z",
                "Sun, 01 Nov 2026 09:05:03 GMT | 2026-11-01T09:05:03Z",
                "1793523903 | 2026-11-01T09:05:03Z",
                "1793523903.007 | 2026-11-01T09:05:03.007Z",
                "1.793523903E9 | 2026-11-01T09:05:03Z"
            })
    void everyFormIsUnderstood(String text, Instant time) {
        assertThat(Timestamps.parse(text, Format.ISO_8601)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2026-13-01T00:00:00Z", "1e400", "99999999999999999999", "-"})
    void whatIsNoTimeIsRefused(String text) {
        assertThatThrownBy(() -> Timestamps.parse(text, Format.ISO_8601)).isInstanceOf(MalformedException.class);
    }
}
