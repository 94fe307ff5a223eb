package tarn.services.cloudwatchlogs.insights;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tarn.services.cloudwatchlogs.insights.Row.Moment;

/** How values are read as numbers and texts, compared and shown. */
final class Values {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    static @Nullable Double number(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Double number -> number;
            case Moment(var millis) -> millis;
            case Boolean truth -> truth ? 1.0 : 0.0;
            default -> ofText(value.toString());
        };
    }

    private static @Nullable Double ofText(String text) {
        if (text.isEmpty() || text.length() > 40) {
            return null;
        }
        char first = text.charAt(0);
        if (!(Character.isDigit(first) || first == '-' || first == '+' || first == '.')) {
            return null;
        }
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    static boolean truth(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Boolean truth -> truth;
            case Double number -> number != 0;
            default -> "true".equalsIgnoreCase(value.toString());
        };
    }

    static String text(Object value) {
        return switch (value) {
            case Double number -> shown(number);
            case Moment(var millis) -> TIME.format(Instant.ofEpochMilli((long) millis));
            case Boolean truth -> truth ? "1" : "0";
            default -> value.toString();
        };
    }

    private static String shown(double number) {
        if (number == Math.rint(number) && Math.abs(number) < 1e15) {
            return Long.toString((long) number);
        }
        return Double.isFinite(number)
                ? new BigDecimal(number)
                        .setScale(4, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString()
                : Double.toString(number);
    }

    /** Numbers by value, everything else by its text; what is absent comes first. */
    static int compare(@Nullable Object one, @Nullable Object other) {
        if (one == null || other == null) {
            return one == null ? other == null ? 0 : -1 : 1;
        }
        var a = number(one);
        var b = number(other);
        return a != null && b != null ? Double.compare(a, b) : text(one).compareTo(text(other));
    }

    private Values() {}
}
