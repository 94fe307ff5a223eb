package tarn.engines.sql;

import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * A time of day as the engine prints it: {@code 07:05:09.120}, with an offset {@code 07:05:09.120+01:00}.
 *
 * @param picosOfNano what is finer than a nanosecond, 0 to 999
 * @param precision how many digits stand after the seconds' point, 0 to 12
 */
public record SqlTime(LocalTime local, int picosOfNano, int precision, Optional<ZoneOffset> offset) {

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("HH:mm:ss");

    @Override
    public String toString() {
        var text = new StringBuilder(SECONDS.format(local));
        SqlTimestamp.appendFraction(text, local, picosOfNano, precision);
        offset.ifPresent(shift -> text.append(shift.equals(ZoneOffset.UTC) ? "+00:00" : shift.getId()));
        return text.toString();
    }
}
