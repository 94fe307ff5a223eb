package tarn.wire.codec;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/** Timestamps as AWS writes them: ISO 8601, HTTP dates, seconds and milliseconds since 1970. */
public final class Timestamps {

    private static final DateTimeFormatter HTTP = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter HTTP_READ =
            DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss[.SSS] zzz", Locale.ROOT);

    /** The text of a time in a form. HTTP dates have seconds, all others milliseconds. */
    public static String format(Instant time, Format form) {
        return switch (form) {
            case ISO_8601 -> iso(time);
            case RFC_822 -> HTTP.format(time);
            case UNIX_TIMESTAMP -> seconds(time).toPlainString();
            case UNIX_TIMESTAMP_MILLIS -> Long.toString(time.toEpochMilli());
        };
    }

    /* By hand: a formatter costs half a microsecond, a thousand times in a list of objects. */
    private static String iso(Instant time) {
        var millis = time.toEpochMilli();
        var date = LocalDateTime.ofEpochSecond(Math.floorDiv(millis, 1000), 0, ZoneOffset.UTC);
        if (date.getYear() < 1000 || date.getYear() > 9999) {
            return time.truncatedTo(ChronoUnit.MILLIS).toString();
        }
        var text = new StringBuilder(24).append(date.getYear());
        padded(text.append('-'), date.getMonthValue(), 2);
        padded(text.append('-'), date.getDayOfMonth(), 2);
        padded(text.append('T'), date.getHour(), 2);
        padded(text.append(':'), date.getMinute(), 2);
        padded(text.append(':'), date.getSecond(), 2);
        var fraction = Math.floorMod(millis, 1000);
        if (fraction > 0) {
            padded(text.append('.'), fraction, 3);
        }
        return text.append('Z').toString();
    }

    private static void padded(StringBuilder text, int number, int digits) {
        for (var least = digits == 3 ? 100 : 10; least > 1 && number < least; least /= 10) {
            text.append('0');
        }
        text.append(number);
    }

    /** The time that a text means in a form; other forms are understood too, as AWS's services do. */
    public static Instant parse(String text, Format form) {
        try {
            return switch (form) {
                case ISO_8601, RFC_822 -> date(text.trim());
                case UNIX_TIMESTAMP -> Character.isLetter(text.charAt(0)) ? date(text) : number(text.trim());
                case UNIX_TIMESTAMP_MILLIS -> Instant.ofEpochMilli(Long.parseLong(text.trim()));
            };
        } catch (DateTimeException | ArithmeticException | NumberFormatException | IndexOutOfBoundsException e) {
            throw new MalformedException("Invalid timestamp: " + text);
        }
    }

    private static Instant date(String text) {
        if (Character.isLetter(text.charAt(0))) {
            return HTTP_READ.parse(text, Instant::from);
        }
        if (text.indexOf('-', 1) < 0) {
            return number(text);
        }
        if (text.indexOf('T') < 0 && text.indexOf('t') < 0) {
            return text.length() == 10
                    ? Instant.parse(text + "T00:00:00Z")
                    : DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text.replace(' ', 'T'), Instant::from);
        }
        return zoned(text)
                ? DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from)
                : Instant.parse(text + "Z");
    }

    private static boolean zoned(String text) {
        var clock = text.substring(Math.max(text.indexOf('T'), text.indexOf('t')) + 1);
        return clock.endsWith("Z") || clock.endsWith("z") || clock.indexOf('+') >= 0 || clock.indexOf('-') >= 0;
    }

    private static Instant number(String text) {
        return ofSeconds(new BigDecimal(text));
    }

    /** Seconds since 1970, with milliseconds if there are any. */
    static BigDecimal seconds(Instant time) {
        var millis = time.toEpochMilli();
        return millis % 1000 == 0 ? BigDecimal.valueOf(millis / 1000) : BigDecimal.valueOf(millis, 3);
    }

    /** The time of that many seconds since 1970, to the millisecond. */
    static Instant ofSeconds(BigDecimal seconds) {
        if (seconds.precision() - seconds.scale() > 15) {
            throw new DateTimeException("Out of range");
        }
        return Instant.ofEpochMilli(
                seconds.movePointRight(3).setScale(0, RoundingMode.HALF_UP).longValueExact());
    }

    private Timestamps() {}
}
