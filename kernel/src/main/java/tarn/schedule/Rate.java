package tarn.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code rate(5 minutes)}: again and again, the same time apart.
 *
 * @param period of whole minutes
 */
public record Rate(Duration period) implements Schedule {

    private static final Pattern FORM = Pattern.compile("rate\\(\\s*(\\d{1,9})\\s+(minute|hour|day)(s?)\\s*\\)");

    /**
     * Reads an expression. As AWS has it, one is {@code 1 minute} and more are {@code 2 minutes}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Rate parse(String expression) {
        var form = FORM.matcher(expression.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException("Not a rate expression: " + expression);
        }
        int number = Integer.parseInt(form.group(1));
        boolean plural = !form.group(3).isEmpty();
        if (number == 0 || number == 1 == plural) {
            throw new IllegalArgumentException("The unit does not agree with the number: " + expression);
        }
        return new Rate(
                switch (form.group(2)) {
                    case "minute" -> Duration.ofMinutes(number);
                    case "hour" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                });
    }

    @Override
    public Optional<Instant> next(Instant after, Instant start, ZoneId zone) {
        if (after.isBefore(start)) {
            return Optional.of(start);
        }
        long done = Duration.between(start, after).dividedBy(period);
        return Optional.of(start.plus(period.multipliedBy(done + 1)));
    }
}
