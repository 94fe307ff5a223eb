package tarn.engines.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What values print as, and what the loader says when there is nothing to load. */
final class SqlValuesTest {

    private static final LocalDateTime MORNING = LocalDateTime.of(2020, 1, 31, 7, 5, 9, 120_000_000);

    @Test
    void aTimestampPrintsAsManyDigitsAsItsTypeHas() {
        assertThat(new SqlTimestamp(MORNING, 0, 3, Optional.empty())).hasToString("2020-01-31 07:05:09.120");
        assertThat(new SqlTimestamp(MORNING, 0, 0, Optional.empty())).hasToString("2020-01-31 07:05:09");
        assertThat(new SqlTimestamp(MORNING, 7, 12, Optional.empty())).hasToString("2020-01-31 07:05:09.120000000007");
    }

    @Test
    void aTimestampPrintsItsZone() {
        assertThat(new SqlTimestamp(MORNING, 0, 3, Optional.of(ZoneId.of("Europe/Berlin"))))
                .hasToString("2020-01-31 07:05:09.120 Europe/Berlin");
        assertThat(new SqlTimestamp(MORNING, 0, 3, Optional.of(ZoneOffset.UTC)))
                .hasToString("2020-01-31 07:05:09.120 UTC");
    }

    @Test
    void aTimePrintsItsOffset() {
        var time = LocalTime.of(7, 5, 9);
        assertThat(new SqlTime(time, 0, 3, Optional.empty())).hasToString("07:05:09.000");
        assertThat(new SqlTime(time, 0, 0, Optional.of(ZoneOffset.ofHours(-3)))).hasToString("07:05:09-03:00");
        assertThat(new SqlTime(time, 0, 0, Optional.of(ZoneOffset.UTC))).hasToString("07:05:09+00:00");
    }

    @Test
    void aFolderWithoutAnEngineIsRefusedInWords(@TempDir Path folder) throws Exception {
        var settings = SqlEngineSettings.of(folder);
        assertThatThrownBy(() -> EngineLoader.load(folder, settings)).hasMessageContaining("no folder lib");
        Files.createDirectory(folder.resolve("lib"));
        assertThatThrownBy(() -> EngineLoader.load(folder, settings)).hasMessageContaining("none of its jars");
    }
}
