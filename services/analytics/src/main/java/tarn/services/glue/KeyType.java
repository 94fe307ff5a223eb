package tarn.services.glue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;

/**
 * How values of a partition key compare: as their type in the table says, though all are kept as text.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartitions.html">Supported partition key types</a>
 */
enum KeyType {
    TEXT,
    INTEGER,
    DECIMAL,
    DATE,
    TIMESTAMP;

    /** A value that can be compared with others of its type. */
    sealed interface Value extends Comparable<Value> {

        record Text(String text) implements Value {}

        record Whole(BigInteger number) implements Value {}

        record Decimal(BigDecimal number) implements Value {}

        record Day(LocalDate date) implements Value {}

        record Moment(LocalDateTime time) implements Value {}

        @Override
        default int compareTo(Value other) {
            return switch (this) {
                case Text(var text) when other instanceof Text(var second) -> text.compareTo(second);
                case Whole(var number) when other instanceof Whole(var second) -> number.compareTo(second);
                case Decimal(var number) when other instanceof Decimal(var second) -> number.compareTo(second);
                case Day(var date) when other instanceof Day(var second) -> date.compareTo(second);
                case Moment(var time) when other instanceof Moment(var second) -> time.compareTo(second);
                default -> throw new IllegalArgumentException("Values of different types: " + this + ", " + other);
            };
        }
    }

    private static final DateTimeFormatter MOMENT = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm:ss")
            .optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
            .optionalEnd()
            .toFormatter(Locale.ROOT);

    /** The type of a key, by its name in Hive; fails if AWS cannot filter by it. */
    static KeyType of(String hive) {
        var name = hive.toLowerCase(Locale.ROOT).replaceAll("\\(.*", "").strip();
        return switch (name) {
            case "string", "char", "varchar" -> TEXT;
            case "tinyint", "smallint", "int", "integer", "bigint", "long" -> INTEGER;
            case "decimal", "double", "float" -> DECIMAL;
            case "date" -> DATE;
            case "timestamp" -> TIMESTAMP;
            default -> throw GlueFaults.invalid("Unknown type : '" + hive + "'");
        };
    }

    /** A value of text or of an expression. Throws {@link IllegalArgumentException}, saying why, if it is none. */
    Value value(String text) {
        try {
            return switch (this) {
                case TEXT -> new Value.Text(text);
                case INTEGER -> new Value.Whole(new BigInteger(text.strip()));
                case DECIMAL -> new Value.Decimal(new BigDecimal(text.strip()));
                case DATE -> new Value.Day(LocalDate.parse(text.strip()));
                case TIMESTAMP -> new Value.Moment(LocalDateTime.parse(text.strip(), MOMENT));
            };
        } catch (NumberFormatException | DateTimeException e) {
            throw new IllegalArgumentException(
                    switch (this) {
                        case INTEGER -> "\"" + text + "\" is not an integer.";
                        case DECIMAL -> text + " is not a decimal.";
                        case DATE -> text + " is not a date.";
                        default ->
                            "Timestamp format must be yyyy-mm-dd hh:mm:ss[.fffffffff] " + text + " is not a timestamp.";
                    },
                    e);
        }
    }

    /** How AWS calls the type when it refuses an operation on it. */
    String spoken() {
        return switch (this) {
            case TEXT -> "String";
            case INTEGER -> "Integral";
            case DECIMAL -> "Decimal";
            case DATE -> "Date";
            case TIMESTAMP -> "Timestamp";
        };
    }
}
