package tarn.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code at(2026-11-20T13:00:00)}: once. */
public record At(LocalDateTime time) implements Schedule {

    private static final Pattern FORM = Pattern.compile("at\\((\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2})\\)");

    /** Reads an expression. Throws {@link IllegalArgumentException} if it is none. */
    public static At parse(String expression) {
        var form = FORM.matcher(expression.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException("Not an at expression: " + expression);
        }
        try {
            return new At(LocalDateTime.parse(form.group(1)));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("Not a time: " + expression, e);
        }
    }

    @Override
    public Optional<Instant> next(Instant after, Instant start, ZoneId zone) {
        var instant = time.atZone(zone).toInstant();
        return instant.isAfter(after) ? Optional.of(instant) : Optional.empty();
    }
}
