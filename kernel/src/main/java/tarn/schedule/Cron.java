package tarn.schedule;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * AWS's cron expressions, {@code cron(minutes hours day-of-month month day-of-week year)}. Days of the week count from
 * 1, Sunday.
 *
 * <p>In a time zone whose clocks are set forward, a time that does not exist that day is left out; where they are set
 * back, a time that comes twice is meant the first time only.
 *
 * @see <a href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html">Schedule types</a>
 */
public final class Cron implements Schedule {

    private static final Pattern FORM = Pattern.compile("cron\\(\\s*(.+?)\\s*\\)");
    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 2199;

    private final BitSet minutes;
    private final BitSet hours;
    private final String dayOfMonth;
    private final BitSet months;
    private final String dayOfWeek;
    private final BitSet years;

    private Cron(String[] fields) {
        minutes = set(fields[0], 0, 59, List.of());
        hours = set(fields[1], 0, 23, List.of());
        dayOfMonth = fields[2];
        months = set(fields[3], 1, 12, MONTHS);
        dayOfWeek = fields[4];
        years = set(fields[5], FIRST_YEAR, LAST_YEAR, List.of());
        boolean eitherIsOpen = dayOfMonth.equals("?") ^ dayOfWeek.equals("?");
        if (!eitherIsOpen) {
            throw new IllegalArgumentException("One of day-of-month and day-of-week must be a question mark");
        }
        isDay(LocalDate.EPOCH);
    }

    /** Reads an expression. Throws {@link IllegalArgumentException} if it is none. */
    public static Cron parse(String expression) {
        var form = FORM.matcher(expression.strip());
        var fields = form.matches() ? form.group(1).toUpperCase(Locale.ROOT).split("\\s+") : new String[0];
        if (fields.length != 6) {
            throw new IllegalArgumentException("Not a cron expression of six fields: " + expression);
        }
        return new Cron(fields);
    }

    /** The first time after another that is meant, to the minute, in UTC; empty if there is none. */
    public Optional<Instant> next(Instant after) {
        return next(after, after, ZoneOffset.UTC);
    }

    @Override
    public Optional<Instant> next(Instant after, Instant start, ZoneId zone) {
        var rules = zone.getRules();
        var local = LocalDateTime.ofInstant(after, zone);
        while (true) {
            var next = nextLocal(local);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            local = next.get();
            var offsets = rules.getValidOffsets(local);
            if (!offsets.isEmpty()) {
                var instant = local.toInstant(offsets.getFirst());
                if (instant.isAfter(after)) {
                    return Optional.of(instant);
                }
            }
        }
    }

    private Optional<LocalDateTime> nextLocal(LocalDateTime after) {
        var from = after.withSecond(0).withNano(0).plusMinutes(1);
        var day = from.toLocalDate();
        while (day.getYear() <= LAST_YEAR) {
            if (!years.get(day.getYear())) {
                day = day.plusYears(1).withDayOfYear(1);
            } else if (!months.get(day.getMonthValue())) {
                day = day.plusMonths(1).withDayOfMonth(1);
            } else {
                int start = day.equals(from.toLocalDate()) ? from.getHour() * 60 + from.getMinute() : 0;
                if (isDay(day)) {
                    for (int hour = hours.nextSetBit(start / 60); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
                        int minute = minutes.nextSetBit(hour == start / 60 ? start % 60 : 0);
                        if (minute >= 0) {
                            return Optional.of(day.atTime(hour, minute));
                        }
                    }
                }
                day = day.plusDays(1);
            }
        }
        return Optional.empty();
    }

    private boolean isDay(LocalDate day) {
        return dayOfMonth.equals("?") ? isWeekday(day) : isDayOfMonth(day);
    }

    private boolean isDayOfMonth(LocalDate day) {
        if (dayOfMonth.equals("L")) {
            return day.getDayOfMonth() == day.lengthOfMonth();
        }
        if (dayOfMonth.equals("LW")) {
            return day.equals(nearestWeekday(day.withDayOfMonth(day.lengthOfMonth())));
        }
        if (dayOfMonth.endsWith("W")) {
            int wanted = number(dayOfMonth.substring(0, dayOfMonth.length() - 1), 1, 31, List.of());
            return wanted <= day.lengthOfMonth() && day.equals(nearestWeekday(day.withDayOfMonth(wanted)));
        }
        return set(dayOfMonth, 1, 31, List.of()).get(day.getDayOfMonth());
    }

    private static LocalDate nearestWeekday(LocalDate day) {
        return switch (day.getDayOfWeek()) {
            case SATURDAY -> day.getDayOfMonth() == 1 ? day.plusDays(2) : day.minusDays(1);
            case SUNDAY -> day.getDayOfMonth() == day.lengthOfMonth() ? day.minusDays(2) : day.plusDays(1);
            default -> day;
        };
    }

    private boolean isWeekday(LocalDate day) {
        if (dayOfWeek.contains("#")) {
            var parts = dayOfWeek.split("#", 2);
            int which = number(parts[1], 1, 5, List.of());
            return day.getDayOfWeek() == day(number(parts[0], 1, 7, DAYS))
                    && (day.getDayOfMonth() - 1) / 7 + 1 == which;
        }
        if (dayOfWeek.equals("L")) {
            return day.getDayOfWeek() == DayOfWeek.SATURDAY;
        }
        if (dayOfWeek.endsWith("L")) {
            var wanted = day(number(dayOfWeek.substring(0, dayOfWeek.length() - 1), 1, 7, DAYS));
            return day.equals(day.with(TemporalAdjusters.lastInMonth(wanted)));
        }
        return set(dayOfWeek, 1, 7, DAYS).get(day.getDayOfWeek().getValue() % 7 + 1);
    }

    private static DayOfWeek day(int fromSunday) {
        return DayOfWeek.SUNDAY.plus(fromSunday - 1L);
    }

    private static BitSet set(String field, int low, int high, List<String> names) {
        var set = new BitSet(high + 1);
        for (var item : field.split(",", -1)) {
            var steps = item.split("/", 2);
            int step = steps.length == 2 ? number(steps[1], 1, high, List.of()) : 1;
            int first = low;
            int last = high;
            if (!steps[0].equals("*")) {
                var ends = steps[0].split("-", 2);
                first = number(ends[0], low, high, names);
                last = ends.length == 2 ? number(ends[1], low, high, names) : steps.length == 2 ? high : first;
            }
            if (last < first) {
                throw new IllegalArgumentException("A range that ends before it begins: " + item);
            }
            for (int i = first; i <= last; i += step) {
                set.set(i);
            }
        }
        return set;
    }

    private static int number(String text, int low, int high, List<String> names) {
        int name = names.indexOf(text);
        int value;
        try {
            value = name >= 0 ? name + 1 : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Not a value of a cron field: " + text, e);
        }
        if (value < low || value > high) {
            throw new IllegalArgumentException(text + " is not between " + low + " and " + high);
        }
        return value;
    }
}
