package tarn.services.athena;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tarn.engines.sql.LakeColumn;
import tarn.engines.sql.LakeCondition;
import tarn.engines.sql.LakeTable;

/**
 * Conditions on partition keys in the language of Glue's {@code GetPartitions}. A condition that cannot be said there is
 * left out: the engine looks again.
 */
final class PartitionExpression {

    /** Longer expressions Glue refuses. */
    private static final int LENGTH_MAX = 2048;

    static String of(LakeTable table, List<LakeCondition> conditions) {
        var parts = new ArrayList<String>();
        int length = 0;
        for (var condition : conditions) {
            var type = table.partitionKeys().stream()
                    .filter(key -> key.name().equals(condition.key()))
                    .map(LakeColumn::type)
                    .findFirst()
                    .orElse("");
            var part = part(condition, type);
            if (!part.isEmpty() && length + part.length() + 5 <= LENGTH_MAX) {
                parts.add(part);
                length += part.length() + 5;
            }
        }
        return String.join(" AND ", parts);
    }

    private static String part(LakeCondition condition, String type) {
        if (!comparable(type)) {
            return "";
        }
        return switch (condition) {
            case LakeCondition.OneOf it when it.values().contains(PartitionName.NULL) -> "";
            case LakeCondition.OneOf it
            when it.values().size() == 1 ->
                it.key() + " = " + literal(it.values().getFirst(), type);
            case LakeCondition.OneOf it ->
                it.values().stream()
                        .map(value -> literal(value, type))
                        .collect(Collectors.joining(", ", it.key() + " IN (", ")"));
            case LakeCondition.Within it -> {
                var ends = new ArrayList<String>();
                it.low()
                        .ifPresent(low ->
                                ends.add(it.key() + (low.inclusive() ? " >= " : " > ") + literal(low.value(), type)));
                it.high()
                        .ifPresent(high ->
                                ends.add(it.key() + (high.inclusive() ? " <= " : " < ") + literal(high.value(), type)));
                yield String.join(" AND ", ends);
            }
        };
    }

    private static boolean comparable(String type) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "string", "int", "bigint", "smallint", "tinyint", "date" -> true;
            default -> false;
        };
    }

    private static String literal(String value, String type) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "string", "date" -> "'" + value.replace("'", "''") + "'";
            default -> value;
        };
    }

    private PartitionExpression() {}
}
