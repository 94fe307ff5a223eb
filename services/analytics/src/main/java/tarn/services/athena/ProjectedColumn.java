package tarn.services.athena;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tarn.engines.sql.LakeColumn;
import tarn.engines.sql.LakeCondition;
import tarn.engines.sql.LakeFailure;

/** How one partition key is projected, by the table properties {@code projection.<key>.…}. */
sealed interface ProjectedColumn {

    /** As many values as a key may be reckoned to have. */
    int VALUES_MAX = 1_000_000;

    /** As many as are looked at to find them. */
    int STEPS_MAX = 10_000_000;

    /** The values that meet a condition, in order. */
    List<String> values(Optional<LakeCondition> condition);

    /** One of a few texts. */
    record Enumerated(String type, List<String> all) implements ProjectedColumn {
        @Override
        public List<String> values(Optional<LakeCondition> condition) {
            return all.stream().filter(value -> meets(type, value, condition)).toList();
        }
    }

    /** A whole number; {@code digits} it is filled up to with zeros. */
    record Whole(String type, long from, long to, long interval, int digits) implements ProjectedColumn {
        @Override
        public List<String> values(Optional<LakeCondition> condition) {
            var values = new ArrayList<String>();
            if ((to - from) / interval > STEPS_MAX) {
                throw invalid("Partition projection gives more than " + STEPS_MAX + " values");
            }
            for (long n = from; n <= to; n += interval) {
                var text = digits == 0 ? String.valueOf(n) : String.format(Locale.ROOT, "%0" + digits + "d", n);
                if (meets(type, text, condition)) {
                    bounded(values).add(text);
                }
            }
            return values;
        }
    }

    /** A time, written by a pattern. */
    record Dated(
            String type, LocalDateTime from, LocalDateTime to, long interval, ChronoUnit unit, DateTimeFormatter format)
            implements ProjectedColumn {
        @Override
        public List<String> values(Optional<LakeCondition> condition) {
            var values = new ArrayList<String>();
            var at = from;
            for (long step = 1; !at.isAfter(to); step++) {
                if (step > STEPS_MAX) {
                    throw invalid("Partition projection gives more than " + STEPS_MAX + " values");
                }
                var text = format.format(at);
                if (meets(type, text, condition)) {
                    bounded(values).add(text);
                }
                at = from.plus(step * interval, unit);
            }
            return values;
        }
    }

    /** Whatever the query says. */
    record Injected(String key) implements ProjectedColumn {
        @Override
        public List<String> values(Optional<LakeCondition> condition) {
            if (condition.orElse(null) instanceof LakeCondition.OneOf oneOf) {
                return oneOf.values();
            }
            throw new LakeFailure(
                    LakeFailure.Kind.CONSTRAINT,
                    "For the injected projected partition column " + key
                            + ", the WHERE clause must contain only static equality conditions, and at least one such"
                            + " condition must be present.");
        }
    }

    private static List<String> bounded(List<String> values) {
        if (values.size() == VALUES_MAX) {
            throw invalid("Partition projection gives more than " + VALUES_MAX + " values: narrow the query down");
        }
        return values;
    }

    static ProjectedColumn of(LakeColumn key, Map<String, String> parameters, Instant now) {
        var prefix = "projection." + key.name() + ".";
        var type = need(parameters, prefix + "type").toLowerCase(Locale.ROOT);
        return switch (type) {
            case "enum" ->
                new Enumerated(
                        key.type(),
                        Stream.of(need(parameters, prefix + "values").split(",", -1))
                                .map(String::strip)
                                .toList());
            case "integer" -> whole(key, prefix, parameters);
            case "date" -> dated(key, prefix, parameters, now);
            case "injected" -> new Injected(key.name());
            default -> throw invalid("Unknown value of " + prefix + "type: " + type);
        };
    }

    private static ProjectedColumn whole(LakeColumn key, String prefix, Map<String, String> parameters) {
        try {
            var range = range(prefix, parameters);
            long interval = Long.parseLong(parameters.getOrDefault(prefix + "interval", "1"));
            if (interval < 1) {
                throw invalid(prefix + "interval must be at least 1");
            }
            return new Whole(
                    key.type(),
                    Long.parseLong(range[0]),
                    Long.parseLong(range[1]),
                    interval,
                    Integer.parseInt(parameters.getOrDefault(prefix + "digits", "0")));
        } catch (NumberFormatException malformed) {
            throw invalid("Not a number in the properties " + prefix + "…: " + malformed.getMessage());
        }
    }

    private static ProjectedColumn dated(LakeColumn key, String prefix, Map<String, String> parameters, Instant now) {
        var pattern = need(parameters, prefix + "format");
        var range = range(prefix, parameters);
        try {
            var format = new DateTimeFormatterBuilder()
                    .appendPattern(pattern)
                    .parseDefaulting(ChronoField.MONTH_OF_YEAR, 1)
                    .parseDefaulting(ChronoField.DAY_OF_MONTH, 1)
                    .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
                    .toFormatter(Locale.ENGLISH);
            var unit = unit(prefix, pattern, parameters);
            long interval = Long.parseLong(parameters.getOrDefault(prefix + "interval", "1"));
            if (interval < 1) {
                throw invalid(prefix + "interval must be at least 1");
            }
            return new Dated(
                    key.type(), end(range[0], format, now), end(range[1], format, now), interval, unit, format);
        } catch (DateTimeException | IllegalArgumentException malformed) {
            throw invalid("Malformed properties " + prefix + "…: " + malformed.getMessage());
        }
    }

    /** A day or a month if the pattern goes no further; else it must be said. */
    private static ChronoUnit unit(String prefix, String pattern, Map<String, String> parameters) {
        var given = parameters.get(prefix + "interval.unit");
        if (given != null) {
            var name = given.strip().toUpperCase(Locale.ROOT);
            return ChronoUnit.valueOf(name.endsWith("S") ? name : name + "S");
        }
        if (pattern.matches(".*[HhmsSaKk].*")) {
            throw invalid(prefix + "interval.unit is needed for a format finer than a day");
        }
        return pattern.contains("d") ? ChronoUnit.DAYS : pattern.contains("M") ? ChronoUnit.MONTHS : ChronoUnit.YEARS;
    }

    private static LocalDateTime end(String text, DateTimeFormatter format, Instant now) {
        var relative = Relative.PATTERN.matcher(text);
        if (!relative.matches()) {
            return LocalDateTime.parse(text, format);
        }
        var time = LocalDateTime.ofInstant(now, ZoneOffset.UTC);
        if (relative.group("count") == null) {
            return time;
        }
        var unit = ChronoUnit.valueOf(relative.group("unit").toUpperCase(Locale.ROOT) + "S");
        long count = Long.parseLong(relative.group("count"));
        return time.plus(relative.group("sign").equals("-") ? -count : count, unit);
    }

    /** {@code NOW}, {@code NOW-3YEARS}, {@code NOW+1MONTH}. */
    final class Relative {
        private static final Pattern PATTERN = Pattern.compile(
                "\\s*NOW\\s*(?:(?<sign>[+-])\\s*(?<count>\\d+)\\s*(?<unit>YEAR|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND)S?\\s*)?",
                Pattern.CASE_INSENSITIVE);

        private Relative() {}
    }

    private static String[] range(String prefix, Map<String, String> parameters) {
        var ends = need(parameters, prefix + "range").split(",", -1);
        if (ends.length != 2) {
            throw invalid(prefix + "range must be two values with a comma between");
        }
        return new String[] {ends[0].strip(), ends[1].strip()};
    }

    private static String need(Map<String, String> parameters, String name) {
        var value = parameters.get(name);
        if (value == null) {
            throw invalid("Table property " + name + " is missing");
        }
        return value;
    }

    private static LakeFailure invalid(String message) {
        return new LakeFailure(LakeFailure.Kind.INVALID, message);
    }

    /** Whether a value of a type meets a condition; when in doubt it does, since the engine looks again. */
    private static boolean meets(String type, String value, Optional<LakeCondition> condition) {
        return switch (condition.orElse(null)) {
            case null -> true;
            case LakeCondition.OneOf oneOf ->
                oneOf.values().stream().anyMatch(wanted -> compare(type, wanted, value) == 0);
            case LakeCondition.Within within ->
                above(type, value, within.low().orElse(null))
                        && below(type, value, within.high().orElse(null));
        };
    }

    private static boolean above(String type, String value, LakeCondition.@Nullable End low) {
        return low == null || compare(type, value, low.value()) > (low.inclusive() ? -1 : 0);
    }

    private static boolean below(String type, String value, LakeCondition.@Nullable End high) {
        return high == null || compare(type, value, high.value()) < (high.inclusive() ? 1 : 0);
    }

    private static int compare(String type, String one, String other) {
        if (type.endsWith("int")) {
            try {
                return Integer.signum(Long.compare(Long.parseLong(one), Long.parseLong(other)));
            } catch (NumberFormatException text) {
                return 0;
            }
        }
        return Integer.signum(one.compareTo(other));
    }
}
