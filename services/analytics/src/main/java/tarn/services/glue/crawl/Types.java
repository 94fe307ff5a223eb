package tarn.services.glue.crawl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The types without parts, and how types of different files become one. */
final class Types {

    static final Type STRING = new Type.Scalar("string");
    static final Type BOOLEAN = new Type.Scalar("boolean");
    static final Type INT = new Type.Scalar("int");
    static final Type BIGINT = new Type.Scalar("bigint");
    static final Type FLOAT = new Type.Scalar("float");
    static final Type DOUBLE = new Type.Scalar("double");
    static final Type BINARY = new Type.Scalar("binary");
    static final Type DATE = new Type.Scalar("date");
    static final Type TIMESTAMP = new Type.Scalar("timestamp");
    static final Type MISSING = new Type.Missing();

    /** The narrowest numbers first. */
    private static final List<String> NUMBERS = List.of("tinyint", "smallint", "int", "bigint", "float", "double");

    private static final Pattern DECIMAL = Pattern.compile("decimal\\((\\d+),(\\d+)\\)");

    private Types() {}

    /** A decimal of that many digits, {@code scale} of them behind the point. */
    static Type decimal(int precision, int scale) {
        return new Type.Scalar("decimal(" + precision + "," + scale + ")");
    }

    /** See {@link Type#with}. */
    static Type widest(Type one, Type other) {
        if (one.equals(other) || other instanceof Type.Missing) {
            return one;
        }
        return switch (one) {
            case Type.Missing() -> other;
            case Type.ListOf(var element) ->
                other instanceof Type.ListOf(var second) ? new Type.ListOf(element.with(second)) : STRING;
            case Type.MapOf(var key, var value) ->
                other instanceof Type.MapOf(var secondKey, var secondValue)
                        ? new Type.MapOf(key.with(secondKey), value.with(secondValue))
                        : STRING;
            case Type.Struct(var fields) ->
                other instanceof Type.Struct(var second) ? new Type.Struct(merge(fields, second)) : STRING;
            case Type.Scalar(var name) -> other instanceof Type.Scalar(var second) ? wider(name, second) : STRING;
        };
    }

    private static Type wider(String one, String other) {
        int first = NUMBERS.indexOf(one);
        int second = NUMBERS.indexOf(other);
        if (first >= 0 && second >= 0) {
            var widest = NUMBERS.get(Math.max(first, second));
            // A float does not hold every int: the next that holds both is double.
            boolean inexact = widest.equals("float") && Math.min(first, second) >= NUMBERS.indexOf("int");
            return inexact ? DOUBLE : new Type.Scalar(widest);
        }
        var decimal = DECIMAL.matcher(one);
        var otherDecimal = DECIMAL.matcher(other);
        if (decimal.matches() && otherDecimal.matches()) {
            int scale = Math.max(Integer.parseInt(decimal.group(2)), Integer.parseInt(otherDecimal.group(2)));
            int whole = Math.max(whole(decimal), whole(otherDecimal));
            return whole + scale <= 38 ? decimal(whole + scale, scale) : DOUBLE;
        }
        boolean numbers = (decimal.matches() && second >= 0) || (otherDecimal.matches() && first >= 0);
        return numbers ? DOUBLE : STRING;
    }

    private static int whole(java.util.regex.Matcher decimal) {
        return Integer.parseInt(decimal.group(1)) - Integer.parseInt(decimal.group(2));
    }

    /** The columns of both, those of the first in front, each as wide as both need; names differ by more than case. */
    static List<Column> merge(List<Column> first, List<Column> second) {
        var merged = new LinkedHashMap<String, Column>();
        for (var columns : List.of(first, second)) {
            for (var column : columns) {
                merged.merge(
                        column.name().toLowerCase(Locale.ROOT),
                        column,
                        (old, next) -> new Column(old.name(), old.type().with(next.type())));
            }
        }
        return new ArrayList<>(merged.values());
    }
}
