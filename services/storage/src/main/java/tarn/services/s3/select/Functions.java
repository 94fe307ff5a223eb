package tarn.services.s3.select;

import static tarn.services.s3.select.SelectFaults.illegalArgument;
import static tarn.services.s3.select.SelectFaults.timestampPattern;

import java.time.DateTimeException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import tarn.services.s3.select.Datum.Absent;
import tarn.services.s3.select.Datum.Text;
import tarn.services.s3.select.Datum.Time;
import tarn.services.s3.select.Datum.Truth;
import tarn.services.s3.select.Datum.Whole;

/** What functions come to. All but the conditional ones are null if an argument is. */
final class Functions {

    static Datum call(Function function, List<Expression> arguments, Evaluation evaluation) {
        if (function == Function.COALESCE) {
            return arguments.stream()
                    .map(evaluation::value)
                    .filter(Datum::present)
                    .findFirst()
                    .orElse(Absent.NULL);
        }
        var values = arguments.stream().map(evaluation::value).toList();
        if (function == Function.NULLIF) {
            var same = Evaluation.compared(Expression.Comparing.EQUAL, values.get(0), values.get(1));
            return same == Truth.TRUE ? Absent.NULL : values.get(0);
        }
        return values.stream().allMatch(Datum::present) ? of(function, values, evaluation) : Absent.NULL;
    }

    private static Datum of(Function function, List<Datum> values, Evaluation evaluation) {
        return switch (function) {
            case CHAR_LENGTH, CHARACTER_LENGTH -> {
                var text = text(function, values, 0);
                yield new Whole(text.codePointCount(0, text.length()));
            }
            case LOWER -> Text.of(text(function, values, 0).toLowerCase(Locale.ROOT));
            case UPPER -> Text.of(text(function, values, 0).toUpperCase(Locale.ROOT));
            case SUBSTRING -> substring(values);
            case TRIM_LEADING -> Text.of(trimmed(function, values, true, false));
            case TRIM_TRAILING -> Text.of(trimmed(function, values, false, true));
            case TRIM_BOTH -> Text.of(trimmed(function, values, true, true));
            case DATE_ADD ->
                new Time(time(function, values, 2).plus(whole(function, values, 1), part(function, values)));
            case DATE_DIFF -> new Whole(difference(values));
            case EXTRACT -> new Whole(time(function, values, 1).extract(part(function, values)));
            case TO_STRING -> formatted(values);
            case TO_TIMESTAMP ->
                new Time(Timestamp.parse(text(function, values, 0)).orElseThrow(() -> illegalArgument("TO_TIMESTAMP")));
            case UTCNOW ->
                new Time(new Timestamp(
                        evaluation.now().truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC), ChronoUnit.NANOS));
            case COALESCE, NULLIF -> throw new IllegalStateException(function + " was answered before");
        };
    }

    private static String text(Function function, List<Datum> values, int index) {
        if (values.get(index) instanceof Text text) {
            return text.value();
        }
        throw illegalArgument(function.name());
    }

    private static long whole(Function function, List<Datum> values, int index) {
        return Numbers.of(values.get(index))
                .filter(Whole.class::isInstance)
                .map(number -> ((Whole) number).value())
                .orElseThrow(() -> illegalArgument(function.name()));
    }

    /* A field of CSV may spell a time, as it may spell a number. */
    private static Timestamp time(Function function, List<Datum> values, int index) {
        return switch (values.get(index)) {
            case Time time -> time.value();
            case Text text
            when text.loose() -> Timestamp.parse(text.value()).orElseThrow(() -> illegalArgument(function.name()));
            case Datum _ -> throw illegalArgument(function.name());
        };
    }

    private static Timestamp.Part part(Function function, List<Datum> values) {
        return Timestamp.Part.named(text(function, values, 0)).orElseThrow(() -> illegalArgument(function.name()));
    }

    /* Characters count from 1; those before the first exist as far as the length is concerned. */
    private static Datum substring(List<Datum> values) {
        var text = text(Function.SUBSTRING, values, 0);
        long from = whole(Function.SUBSTRING, values, 1);
        int all = text.codePointCount(0, text.length());
        long end = Long.MAX_VALUE;
        if (values.size() == 3) {
            long length = whole(Function.SUBSTRING, values, 2);
            if (length < 0) {
                throw illegalArgument("SUBSTRING");
            }
            end = from > Long.MAX_VALUE - length ? Long.MAX_VALUE : from + length;
        }
        int first = (int) Math.min(Math.max(from, 1), all + 1L);
        int last = (int) Math.min(Math.max(end, first), all + 1L);
        return Text.of(text.substring(text.offsetByCodePoints(0, first - 1), text.offsetByCodePoints(0, last - 1)));
    }

    private static String trimmed(Function function, List<Datum> values, boolean leading, boolean trailing) {
        var text = text(function, values, 0);
        var characters = text(function, values, 1);
        int start = 0;
        int end = text.length();
        while (leading && start < end && characters.indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        while (trailing && end > start && characters.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(start, end);
    }

    private static long difference(List<Datum> values) {
        var part = part(Function.DATE_DIFF, values);
        var from = time(Function.DATE_DIFF, values, 1).at();
        var to = time(Function.DATE_DIFF, values, 2).at();
        return part.unit().between(from, to);
    }

    /* The letters are those of Java's formatter, which Ion's are a part of. */
    private static Datum formatted(List<Datum> values) {
        var time = time(Function.TO_STRING, values, 0);
        var pattern = text(Function.TO_STRING, values, 1);
        try {
            return Text.of(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time.at()));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw timestampPattern(pattern);
        }
    }

    private Functions() {}
}
