package tarn.services.cloudwatchlogs.insights;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tarn.services.cloudwatchlogs.insights.Row.Moment;

/** The functions of single values. Times are cut at the length that their second argument says, in milliseconds. */
final class Functions {

    private static final Map<String, Expression.Function> BY_NAME = new TreeMap<>();

    static {
        number("abs", Math::abs);
        number("ceil", Math::ceil);
        number("floor", Math::floor);
        number("log", Math::log);
        number("sqrt", Math::sqrt);
        BY_NAME.put("greatest", all -> extreme(all, 1));
        BY_NAME.put("least", all -> extreme(all, -1));
        BY_NAME.put("bin", all -> cut(all.get(0), all.get(1), false));
        BY_NAME.put("datefloor", all -> cut(all.get(0), all.get(1), false));
        BY_NAME.put("dateceil", all -> cut(all.get(0), all.get(1), true));
        BY_NAME.put(
                "frommillis",
                all -> Optional.ofNullable(Values.number(all.getFirst()))
                        .map(Moment::new)
                        .orElse(null));
        BY_NAME.put("tomillis", all -> Values.number(all.getFirst()));
        BY_NAME.put("ispresent", all -> all.getFirst() != null);
        BY_NAME.put(
                "coalesce",
                all -> all.stream()
                        .filter(java.util.Objects::nonNull)
                        .findFirst()
                        .orElse(null));
        BY_NAME.put(
                "isempty",
                all -> all.getFirst() == null || Values.text(all.getFirst()).isEmpty());
        BY_NAME.put(
                "isblank",
                all -> all.getFirst() == null || Values.text(all.getFirst()).isBlank());
        BY_NAME.put("concat", Functions::concat);
        text("ltrim", String::stripLeading);
        text("rtrim", String::stripTrailing);
        text("trim", String::strip);
        text("toupper", text -> text.toUpperCase(Locale.ROOT));
        text("tolower", text -> text.toLowerCase(Locale.ROOT));
        BY_NAME.put(
                "strlen",
                all -> all.getFirst() == null
                        ? null
                        : (Double) (double) Values.text(all.getFirst()).length());
        BY_NAME.put(
                "strcontains",
                all -> pair(all) && Values.text(all.get(0)).contains(Values.text(all.get(1))) ? 1.0 : 0.0);
        BY_NAME.put("substr", Functions::substring);
        BY_NAME.put(
                "replace",
                all -> all.contains(null)
                        ? null
                        : Values.text(all.get(0)).replace(Values.text(all.get(1)), Values.text(all.get(2))));
    }

    private static final Map<String, int[]> COUNTS = Map.of(
            "bin", new int[] {2, 2},
            "datefloor", new int[] {2, 2},
            "dateceil", new int[] {2, 2},
            "strcontains", new int[] {2, 2},
            "substr", new int[] {2, 3},
            "replace", new int[] {3, 3},
            "concat", new int[] {1, 100},
            "coalesce", new int[] {1, 100},
            "greatest", new int[] {1, 100},
            "least", new int[] {1, 100});

    private static void number(String name, DoubleUnaryOperator change) {
        BY_NAME.put(name, all -> {
            var value = Values.number(all.getFirst());
            return value == null ? null : (Double) change.applyAsDouble(value);
        });
    }

    private static void text(String name, UnaryOperator<String> change) {
        BY_NAME.put(name, all -> all.getFirst() == null ? null : change.apply(Values.text(all.getFirst())));
    }

    private static boolean pair(List<@Nullable Object> all) {
        return all.get(0) != null && all.get(1) != null;
    }

    private static @Nullable Object extreme(List<@Nullable Object> all, int sign) {
        Object best = null;
        for (var value : all) {
            if (value != null && (best == null || sign * Values.compare(value, best) > 0)) {
                best = value;
            }
        }
        return best;
    }

    private static @Nullable Object cut(@Nullable Object time, @Nullable Object length, boolean up) {
        var millis = Values.number(time);
        var period = Values.number(length);
        if (millis == null || period == null || period <= 0) {
            return null;
        }
        double begin = Math.floor(millis / period) * period;
        return new Moment(up && begin < millis ? begin + period : begin);
    }

    private static String concat(List<@Nullable Object> all) {
        var out = new StringBuilder();
        for (var value : all) {
            out.append(value == null ? "" : Values.text(value));
        }
        return out.toString();
    }

    private static @Nullable String substring(List<@Nullable Object> all) {
        var from = Values.number(all.get(1));
        if (all.getFirst() == null || from == null) {
            return null;
        }
        var text = Values.text(all.getFirst());
        int begin = Math.clamp(from.longValue(), 0, text.length());
        var length = all.size() > 2 ? Values.number(all.get(2)) : null;
        int end = length == null ? text.length() : Math.clamp(begin + length.longValue(), begin, text.length());
        return text.substring(begin, end);
    }

    /** The function of a name, in any case; null if there is none. */
    static Expression.@Nullable Function of(String name) {
        return BY_NAME.get(name.toLowerCase(Locale.ROOT));
    }

    static boolean takes(String name, int arguments) {
        var counts = COUNTS.getOrDefault(name.toLowerCase(Locale.ROOT), new int[] {1, 1});
        return counts[0] <= arguments && arguments <= counts[1];
    }

    /** A length of time such as {@code 5m}, in milliseconds; null if it is none. */
    static @Nullable Double millis(double count, String unit) {
        Duration length = switch (unit) {
            case "ms", "msec" -> Duration.ofMillis(1);
            case "s", "sec" -> Duration.ofSeconds(1);
            case "m", "min" -> Duration.ofMinutes(1);
            case "h", "hr" -> Duration.ofHours(1);
            case "d" -> Duration.ofDays(1);
            case "w" -> Duration.ofDays(7);
            default -> Duration.ZERO;
        };
        return length.isZero() ? null : (Double) (count * length.toMillis());
    }

    private Functions() {}
}
