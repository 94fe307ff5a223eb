package tarn.engines.sql;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Optional;

/**
 * A point in time as the engine prints it: {@code 2020-01-31 07:05:09.120} or, with a zone, {@code 2020-01-31
 * 07:05:09.120 Europe/Berlin}.
 *
 * @param local what a clock on the wall shows, in the zone if there is one
 * @param picosOfNano what is finer than a nanosecond, 0 to 999
 * @param precision how many digits stand after the seconds' point, 0 to 12
 */
public record SqlTimestamp(LocalDateTime local, int picosOfNano, int precision, Optional<ZoneId> zone) {

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    @Override
    public String toString() {
        var text = new StringBuilder(SECONDS.format(local));
        appendFraction(text, local, picosOfNano, precision);
        zone.ifPresent(id -> text.append(' ').append(id.equals(ZoneOffset.UTC) ? "UTC" : id.getId()));
        return text.toString();
    }

    static void appendFraction(StringBuilder text, TemporalAccessor time, int picosOfNano, int precision) {
        if (precision == 0) {
            return;
        }
        var digits = "%09d%03d".formatted(time.get(ChronoField.NANO_OF_SECOND), picosOfNano);
        text.append('.').append(digits, 0, precision);
    }
}
