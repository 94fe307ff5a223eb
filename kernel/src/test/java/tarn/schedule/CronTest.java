package tarn.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "cron(15 12 * * ? *) -> 2026-01-01T12:15:00Z",
                "cron(0 0 * * ? *) -> 2026-01-02T00:00:00Z",
                "cron(0/15 * * * ? *) -> 2026-01-01T00:15:00Z",
                "cron(10 8-10 * * ? *) -> 2026-01-01T08:10:00Z",
                "cron(0 18 ? * MON-FRI *) -> 2026-01-01T18:00:00Z",
                "cron(0 18 ? * MON *) -> 2026-01-05T18:00:00Z",
                "cron(0 8 1 * ? *) -> 2026-01-01T08:00:00Z",
                "cron(0 8 L * ? *) -> 2026-01-31T08:00:00Z",
                "cron(0 8 3W * ? *) -> 2026-01-02T08:00:00Z",
                "cron(0 8 ? * 6L *) -> 2026-01-30T08:00:00Z",
                "cron(0 8 ? * 2#2 *) -> 2026-01-12T08:00:00Z",
                "cron(0 8 29 2 ? *) -> 2028-02-29T08:00:00Z",
                "cron(0 8 ? JUN,DEC SUN *) -> 2026-06-07T08:00:00Z",
                "cron(0 8 1 1 ? 2030) -> 2030-01-01T08:00:00Z"
            })
    void theNextTimeIsFound(String expression, Instant next) {
        assertThat(Cron.parse(expression).next(Instant.parse("2026-01-01T00:00:00Z")))
                .contains(next);
    }

    @Test
    void aYearThatIsOverHasNoNextTime() {
        assertThat(Cron.parse("cron(0 8 1 1 ? 2020)").next(Instant.parse("2026-01-01T00:00:00Z")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rate(5 minutes)", "cron(* * * * *)", "cron(60 0 * * ? *)", "cron(0 0 * * * *)", "cron(0 0 ? * ? *)",
                "cron(0 0 32 * ? *)", "cron(a 0 * * ? *)", "cron(0 5-3 * * ? *)", "cron(0 0 ? * 8 *)", ""
            })
    void whatIsNoExpressionIsRefused(String expression) {
        assertThatThrownBy(() -> Cron.parse(expression)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTimeThatDoesNotExistIsLeftOutAndOneThatComesTwiceIsMeantOnce() {
        var cron = Cron.parse("cron(30 2 * * ? *)");
        var berlin = ZoneId.of("Europe/Berlin");
        assertThat(cron.next(Instant.parse("2026-03-28T01:30:00Z"), Instant.EPOCH, berlin))
                .as("on 29 March clocks go from 2:00 to 3:00")
                .contains(Instant.parse("2026-03-30T00:30:00Z"));
        var first = Instant.parse("2026-10-25T00:30:00Z");
        assertThat(cron.next(first.minusSeconds(60), Instant.EPOCH, berlin)).contains(first);
        assertThat(cron.next(first, Instant.EPOCH, berlin)).contains(Instant.parse("2026-10-26T01:30:00Z"));
        assertThat(cron.next(Instant.parse("2026-10-25T01:10:00Z"), Instant.EPOCH, berlin))
                .contains(Instant.parse("2026-10-26T01:30:00Z"));
    }
}
