package tarn.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:30Z");

    @Test
    void aRateCountsFromItsStart() {
        var rate = Schedule.parse("rate(5 minutes)");
        assertThat(rate.next(START.minusSeconds(1), START, ZoneOffset.UTC)).contains(START);
        assertThat(rate.next(START, START, ZoneOffset.UTC)).contains(Instant.parse("2026-01-01T00:05:30Z"));
        assertThat(rate.next(Instant.parse("2026-01-01T01:07:00Z"), START, ZoneOffset.UTC))
                .contains(Instant.parse("2026-01-01T01:10:30Z"));
    }

    @Test
    void anAtIsMeantOnceInItsZone() {
        var at = Schedule.parse("at(2026-07-01T12:00:00)");
        var noon = Instant.parse("2026-07-01T10:00:00Z");
        assertThat(at.next(START, START, ZoneId.of("Europe/Berlin"))).contains(noon);
        assertThat(at.next(noon, START, ZoneId.of("Europe/Berlin"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rate(1 minutes)",
                "rate(5 minute)",
                "rate(0 minutes)",
                "rate(5 weeks)",
                "rate(-1 hours)",
                "at(2026-13-01T00:00:00)",
                "at(tomorrow)",
                "every day"
            })
    void whatIsNoScheduleIsRefused(String expression) {
        assertThatThrownBy(() -> Schedule.parse(expression)).isInstanceOf(IllegalArgumentException.class);
    }
}
