package tarn.services.athena;

import java.util.ArrayList;
import java.util.List;

/** A column's type in the SQL engine's words, for Iceberg's tables; given in the catalog's spelling. */
final class IcebergType {

    static String of(String type) {
        int open = type.indexOf('<');
        if (open >= 0) {
            var inner = parts(type.substring(open + 1, type.length() - 1));
            return switch (type.substring(0, open)) {
                case "array" -> "array(" + of(inner.getFirst()) + ")";
                case "map" -> "map(" + of(inner.getFirst()) + ", " + of(inner.getLast()) + ")";
                case "struct" -> row(inner);
                default -> throw DdlFaults.icebergType(type);
            };
        }
        if (type.startsWith("decimal(")) {
            return type;
        }
        return switch (type) {
            case "boolean", "bigint", "double", "date" -> type;
            case "int" -> "integer";
            case "float" -> "real";
            case "string" -> "varchar";
            case "binary" -> "varbinary";
            case "timestamp" -> "timestamp(6)";
            default -> throw DdlFaults.icebergType(type);
        };
    }

    private static String row(List<String> fields) {
        var row = new ArrayList<String>();
        for (var field : fields) {
            int colon = field.indexOf(':');
            row.add(EngineText.name(field.substring(0, colon)) + " " + of(field.substring(colon + 1)));
        }
        return "row(" + String.join(", ", row) + ")";
    }

    /** What commas part, outside of brackets. */
    private static List<String> parts(String text) {
        var parts = new ArrayList<String>();
        int depth = 0;
        int begin = 0;
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '<', '(' -> depth++;
                case '>', ')' -> depth--;
                case ',' -> {
                    if (depth == 0) {
                        parts.add(text.substring(begin, i));
                        begin = i + 1;
                    }
                }
                default -> {}
            }
        }
        parts.add(text.substring(begin));
        return parts;
    }

    private IcebergType() {}
}
