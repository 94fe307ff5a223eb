package tarn.engines.trino;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Types in Trino's words, put in Hive's: {@code array(row(a bigint))} becomes {@code array<struct<a:bigint>>}. */
final class HiveTypeText {

    /** A field with a name; what follows the type's own words {@code with time zone} is none. */
    private static final Pattern NAMED = Pattern.compile("(\"[^\"]+\"|[a-z0-9_]+) (?!with time zone)(.+)");

    static String of(String trinoType) {
        var type = trinoType.strip().toLowerCase(Locale.ROOT);
        int open = type.indexOf('(');
        var base = open < 0 ? type : type.substring(0, open);
        return switch (base) {
            case "varchar", "char", "decimal" -> open < 0 ? simple(base) : type.replace(" ", "");
            case "array" -> "array<" + of(arguments(type).getFirst()) + ">";
            case "map" -> arguments(type).stream().map(HiveTypeText::of).collect(Collectors.joining(",", "map<", ">"));
            case "row" -> struct(arguments(type));
            default -> simple(type);
        };
    }

    private static String simple(String type) {
        return switch (type) {
            case "integer" -> "int";
            case "real" -> "float";
            case "varbinary" -> "binary";
            case "boolean", "tinyint", "smallint", "bigint", "double", "date" -> type;
            case String other when other.startsWith("timestamp") -> "timestamp";
            default -> "string";
        };
    }

    private static String struct(List<String> fields) {
        var parts = new ArrayList<String>();
        for (int i = 0; i < fields.size(); i++) {
            var field = NAMED.matcher(fields.get(i).strip());
            parts.add(
                    field.matches()
                            ? field.group(1).replace("\"", "") + ":" + of(field.group(2))
                            : "field" + i + ":" + of(fields.get(i)));
        }
        return "struct<" + String.join(",", parts) + ">";
    }

    /** What stands between the outer parentheses, cut at the commas outside inner ones. */
    private static List<String> arguments(String type) {
        var inner = type.substring(type.indexOf('(') + 1, type.lastIndexOf(')'));
        var found = new ArrayList<String>();
        int depth = 0;
        int begin = 0;
        for (int i = 0; i < inner.length(); i++) {
            switch (inner.charAt(i)) {
                case '(' -> depth++;
                case ')' -> depth--;
                case ',' -> {
                    if (depth == 0) {
                        found.add(inner.substring(begin, i));
                        begin = i + 1;
                    }
                }
                default -> {}
            }
        }
        found.add(inner.substring(begin));
        return found;
    }

    private HiveTypeText() {}
}
