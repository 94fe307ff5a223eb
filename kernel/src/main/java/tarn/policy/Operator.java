package tarn.policy;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The condition operators, without their prefixes and suffixes.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">
 *     Condition operators</a>
 */
enum Operator {
    STRING_EQUALS("StringEquals", false),
    STRING_NOT_EQUALS("StringNotEquals", true),
    STRING_EQUALS_IGNORE_CASE("StringEqualsIgnoreCase", false),
    STRING_NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase", true),
    STRING_LIKE("StringLike", false),
    STRING_NOT_LIKE("StringNotLike", true),
    NUMERIC_EQUALS("NumericEquals", false),
    NUMERIC_NOT_EQUALS("NumericNotEquals", true),
    NUMERIC_LESS_THAN("NumericLessThan", false),
    NUMERIC_LESS_THAN_EQUALS("NumericLessThanEquals", false),
    NUMERIC_GREATER_THAN("NumericGreaterThan", false),
    NUMERIC_GREATER_THAN_EQUALS("NumericGreaterThanEquals", false),
    DATE_EQUALS("DateEquals", false),
    DATE_NOT_EQUALS("DateNotEquals", true),
    DATE_LESS_THAN("DateLessThan", false),
    DATE_LESS_THAN_EQUALS("DateLessThanEquals", false),
    DATE_GREATER_THAN("DateGreaterThan", false),
    DATE_GREATER_THAN_EQUALS("DateGreaterThanEquals", false),
    BOOL("Bool", false),
    BINARY_EQUALS("BinaryEquals", false),
    IP_ADDRESS("IpAddress", false),
    NOT_IP_ADDRESS("NotIpAddress", true),
    ARN_EQUALS("ArnEquals", false),
    ARN_LIKE("ArnLike", false),
    ARN_NOT_EQUALS("ArnNotEquals", true),
    ARN_NOT_LIKE("ArnNotLike", true),
    NULL("Null", false);

    /** Compares what a request has with a value of the policy; null if that cannot be said. */
    @FunctionalInterface
    interface Comparison {
        @Nullable
        Boolean with(String given, Context context);
    }

    private static final Map<String, Operator> NAMES =
            Stream.of(values()).collect(Collectors.toMap(one -> one.text.toLowerCase(Locale.ROOT), one -> one));

    private final String text;
    private final boolean negated;

    Operator(String text, boolean negated) {
        this.text = text;
        this.negated = negated;
    }

    static Optional<Operator> named(String name) {
        return Optional.ofNullable(NAMES.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Whether it holds where its positive counterpart does not. */
    boolean negated() {
        return negated;
    }

    /** How requests are compared with a value of the policy; a negated operator as its positive counterpart. */
    Comparison comparison(String value, boolean variables) {
        return switch (this) {
            case STRING_EQUALS, STRING_NOT_EQUALS -> Text.of(value, Text.Form.PLAIN, variables)::matches;
            case STRING_EQUALS_IGNORE_CASE, STRING_NOT_EQUALS_IGNORE_CASE -> {
                var text = Text.of(value, Text.Form.PLAIN, variables);
                yield (given, context) -> {
                    var wanted = text.in(context);
                    return wanted == null ? null : (Boolean) wanted.equalsIgnoreCase(given);
                };
            }
            case STRING_LIKE, STRING_NOT_LIKE -> Text.of(value, Text.Form.WILD, variables)::matches;
            case ARN_EQUALS, ARN_LIKE, ARN_NOT_EQUALS, ARN_NOT_LIKE ->
                Text.of(value, Text.Form.ARN, variables)::matches;
            case NUMERIC_EQUALS, NUMERIC_NOT_EQUALS -> ordered(value, Operator::number, sign -> sign == 0);
            case NUMERIC_LESS_THAN -> ordered(value, Operator::number, sign -> sign < 0);
            case NUMERIC_LESS_THAN_EQUALS -> ordered(value, Operator::number, sign -> sign <= 0);
            case NUMERIC_GREATER_THAN -> ordered(value, Operator::number, sign -> sign > 0);
            case NUMERIC_GREATER_THAN_EQUALS -> ordered(value, Operator::number, sign -> sign >= 0);
            case DATE_EQUALS, DATE_NOT_EQUALS -> ordered(value, Operator::time, sign -> sign == 0);
            case DATE_LESS_THAN -> ordered(value, Operator::time, sign -> sign < 0);
            case DATE_LESS_THAN_EQUALS -> ordered(value, Operator::time, sign -> sign <= 0);
            case DATE_GREATER_THAN -> ordered(value, Operator::time, sign -> sign > 0);
            case DATE_GREATER_THAN_EQUALS -> ordered(value, Operator::time, sign -> sign >= 0);
            case BOOL, NULL -> ordered(value, Operator::truth, sign -> sign == 0);
            case BINARY_EQUALS -> binary(value);
            case IP_ADDRESS, NOT_IP_ADDRESS -> network(value);
        };
    }

    private static <T extends Comparable<? super T>> Comparison ordered(
            String value, Function<String, @Nullable T> reading, IntPredicate holds) {
        var wanted = reading.apply(value);
        return (given, context) -> {
            var actual = reading.apply(given);
            return (wanted == null || actual == null) ? null : (Boolean) holds.test(actual.compareTo(wanted));
        };
    }

    /* Numbers of absurd exponents would take for ever to compare. */
    private static @Nullable BigDecimal number(String text) {
        try {
            if (text.length() > 64) {
                return null;
            }
            var number = new BigDecimal(text.strip());
            return Math.abs((long) number.scale()) > 1_000 ? null : number;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Instant time(String text) {
        try {
            if (text.matches("-?[0-9]{1,12}")) {
                return Instant.ofEpochSecond(Long.parseLong(text));
            }
            return text.length() == "2026-01-01".length()
                    ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static @Nullable Boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> null;
        };
    }

    private static Comparison binary(String value) {
        var wanted = bytes(value);
        return (given, context) -> {
            var actual = bytes(given);
            return (wanted == null || actual == null) ? null : (Boolean) Arrays.equals(wanted, actual);
        };
    }

    private static byte @Nullable [] bytes(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Comparison network(String value) {
        int slash = value.indexOf('/');
        var base = address(slash < 0 ? value : value.substring(0, slash));
        var length = slash < 0 ? "" : value.substring(slash + 1);
        if (base == null || (slash >= 0 && !length.matches("[0-9]{1,3}"))) {
            return (given, context) -> null;
        }
        int bits = slash < 0 ? base.length * 8 : Integer.parseInt(length);
        if (bits > base.length * 8) {
            return (given, context) -> null;
        }
        return (given, context) -> {
            var actual = address(given);
            return actual == null ? null : (Boolean) (actual.length == base.length && sameBits(base, actual, bits));
        };
    }

    private static boolean sameBits(byte[] one, byte[] other, int bits) {
        int whole = bits / 8;
        if (!Arrays.equals(one, 0, whole, other, 0, whole)) {
            return false;
        }
        int rest = bits % 8;
        return rest == 0 || (((one[whole] ^ other[whole]) & 0xFF) >>> (8 - rest)) == 0;
    }

    private static byte @Nullable [] address(String text) {
        try {
            return InetAddress.ofLiteral(text.strip()).getAddress();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
