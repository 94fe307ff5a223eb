package tarn.services.s3.select;

import static tarn.services.s3.select.SelectFaults.castFailed;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import tarn.services.s3.select.Datum.Absent;
import tarn.services.s3.select.Datum.Exact;
import tarn.services.s3.select.Datum.Real;
import tarn.services.s3.select.Datum.Text;
import tarn.services.s3.select.Datum.Time;
import tarn.services.s3.select.Datum.Truth;
import tarn.services.s3.select.Datum.Whole;

/** {@code CAST}. What is absent stays absent; an empty field of CSV is no number and no time. */
final class Casting {

    static Datum to(CastType type, Datum value) {
        if (value instanceof Absent) {
            return value;
        }
        return cast(type, value).orElseThrow(() -> castFailed(text(value), type.name()));
    }

    private static Optional<Datum> cast(CastType type, Datum value) {
        return switch (type) {
            case BOOL -> truth(value);
            case INT -> whole(value);
            case STRING -> Optional.of(Text.of(text(value)));
            case FLOAT -> number(value).map(number -> new Real(Numbers.real(number)));
            case DECIMAL -> number(value).map(number -> new Exact(Numbers.exact(number)));
            case TIMESTAMP ->
                switch (value) {
                    case Time _ -> Optional.of(value);
                    case Text text -> Timestamp.parse(text.value()).map(Time::new);
                    case Datum _ -> Optional.empty();
                };
        };
    }

    private static Optional<Datum> truth(Datum value) {
        return switch (value) {
            case Truth _ -> Optional.of(value);
            case Whole whole -> Optional.of(Truth.of(whole.value() != 0));
            case Text text ->
                switch (text.value().strip().toLowerCase(Locale.ROOT)) {
                    case "true", "1" -> Optional.of(Truth.TRUE);
                    case "false", "0" -> Optional.of(Truth.FALSE);
                    default -> Optional.empty();
                };
            case Datum _ -> Optional.empty();
        };
    }

    private static Optional<Datum> whole(Datum value) {
        if (value instanceof Truth truth) {
            return Optional.of(new Whole(truth == Truth.TRUE ? 1 : 0));
        }
        return number(value).flatMap(number -> {
            if (number instanceof Whole) {
                return Optional.of(number);
            }
            if (number instanceof Real real && !Double.isFinite(real.value())) {
                return Optional.empty();
            }
            var rounded = Numbers.exact(number).setScale(0, RoundingMode.DOWN);
            var fits = rounded.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
            return fits ? Optional.of(new Whole(rounded.longValueExact())) : Optional.empty();
        });
    }

    private static Optional<Datum> number(Datum value) {
        return value instanceof Text text ? Numbers.read(text.value()) : Numbers.of(value);
    }

    /** A value as text, as CSV shows it. */
    static String text(Datum value) {
        return switch (value) {
            case Absent _ -> "";
            case Truth truth -> truth == Truth.TRUE ? "true" : "false";
            case Whole whole -> Long.toString(whole.value());
            case Exact exact -> exact.value().toPlainString();
            case Real real -> real(real.value());
            case Text text -> text.value();
            case Time time -> time.value().toString();
            case Datum.Items _, Datum.Fields _ -> JsonOutput.text(value);
        };
    }

    /** A floating-point number without a fraction that says nothing. */
    static String real(double value) {
        var whole = Math.rint(value) == value && Math.abs(value) < 1e15;
        return whole ? Long.toString((long) value) : Double.toString(value);
    }

    private Casting() {}
}
