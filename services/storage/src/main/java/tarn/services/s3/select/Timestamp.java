package tarn.services.s3.select;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A point in time in Ion's form: {@code 2007T}, {@code 2007-02T}, {@code 2007-02-23}, {@code 2007-02-23T12:14Z},
 * {@code 2007-02-23T12:14:33.079-08:00}.
 *
 * @param said the smallest unit that was said
 */
record Timestamp(OffsetDateTime at, ChronoUnit said) {

    private static final Pattern FORM = Pattern.compile("(\\d{4})(?:-(\\d{2})(?:-(\\d{2}))?)?"
            + "(?:T(?:(\\d{2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,9})\\d*)?)?(Z|[+-]\\d{2}:?\\d{2})?)?)?");

    /** A part of a date that functions name. */
    enum Part {
        YEAR(ChronoUnit.YEARS),
        MONTH(ChronoUnit.MONTHS),
        DAY(ChronoUnit.DAYS),
        HOUR(ChronoUnit.HOURS),
        MINUTE(ChronoUnit.MINUTES),
        SECOND(ChronoUnit.SECONDS),
        TIMEZONE_HOUR(ChronoUnit.HOURS),
        TIMEZONE_MINUTE(ChronoUnit.MINUTES);

        private final ChronoUnit unit;

        Part(ChronoUnit unit) {
            this.unit = unit;
        }

        ChronoUnit unit() {
            return unit;
        }

        static Optional<Part> named(String name) {
            for (var part : values()) {
                if (part.name().equals(name)) {
                    return Optional.of(part);
                }
            }
            return Optional.empty();
        }
    }

    static Optional<Timestamp> parse(String text) {
        var match = FORM.matcher(text.strip());
        if (!match.matches()) {
            return Optional.empty();
        }
        try {
            var zone = match.group(8);
            var at = OffsetDateTime.of(
                    number(match.group(1), 1),
                    number(match.group(2), 1),
                    number(match.group(3), 1),
                    number(match.group(4), 0),
                    number(match.group(5), 0),
                    number(match.group(6), 0),
                    nanos(match.group(7)),
                    zone == null || zone.equals("Z") ? ZoneOffset.UTC : ZoneOffset.of(zone));
            var said = match.group(7) != null
                    ? ChronoUnit.NANOS
                    : match.group(6) != null
                            ? ChronoUnit.SECONDS
                            : match.group(4) != null
                                    ? ChronoUnit.MINUTES
                                    : match.group(3) != null
                                            ? ChronoUnit.DAYS
                                            : match.group(2) != null ? ChronoUnit.MONTHS : ChronoUnit.YEARS;
            return Optional.of(new Timestamp(at, said));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int number(@Nullable String digits, int otherwise) {
        return digits == null ? otherwise : Integer.parseInt(digits);
    }

    private static int nanos(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt((digits + "00000000").substring(0, 9));
    }

    Timestamp plus(long amount, Part part) {
        var finer = part.unit().compareTo(said) < 0 ? part.unit() : said;
        return new Timestamp(at.plus(amount, part.unit()), finer);
    }

    long extract(Part part) {
        return switch (part) {
            case YEAR -> at.getYear();
            case MONTH -> at.getMonthValue();
            case DAY -> at.getDayOfMonth();
            case HOUR -> at.getHour();
            case MINUTE -> at.getMinute();
            case SECOND -> at.getSecond();
            case TIMEZONE_HOUR -> at.getOffset().getTotalSeconds() / 3600;
            case TIMEZONE_MINUTE -> at.getOffset().getTotalSeconds() / 60 % 60;
        };
    }

    @Override
    public String toString() {
        var date = "%04d-%02d-%02d".formatted(at.getYear(), at.getMonthValue(), at.getDayOfMonth());
        var zone = at.getOffset().getId();
        return switch (said) {
            case YEARS -> date.substring(0, 4) + "T";
            case MONTHS -> date.substring(0, 7) + "T";
            case DAYS -> date + "T";
            case HOURS, MINUTES -> date + "T%02d:%02d".formatted(at.getHour(), at.getMinute()) + zone;
            default -> {
                var nanos = at.getNano() == 0 ? "" : ("." + "%09d".formatted(at.getNano())).replaceAll("0+$", "");
                yield date + "T%02d:%02d:%02d".formatted(at.getHour(), at.getMinute(), at.getSecond()) + nanos + zone;
            }
        };
    }
}
