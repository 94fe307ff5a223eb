package tarn.engines.trino;

import io.trino.metastore.HiveColumnStatistics;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import tarn.engines.sql.LakeColumn;
import tarn.engines.sql.LakeColumnStatistics;
import tarn.engines.sql.LakeTable;

/** What a catalog knows of columns' contents, as Trino's planner wants it. */
final class ColumnStatistics {

    static Map<String, HiveColumnStatistics> hive(LakeTable table, Map<String, LakeColumnStatistics> known) {
        var found = new HashMap<String, HiveColumnStatistics>();
        for (var column : table.columns()) {
            var statistics = known.get(column.name());
            if (statistics != null) {
                hive(column, statistics).ifPresent(value -> found.put(column.name(), value));
            }
        }
        return found;
    }

    private static Optional<HiveColumnStatistics> hive(LakeColumn column, LakeColumnStatistics known) {
        var type = column.type().toLowerCase(Locale.ROOT).replaceFirst("\\(.*", "");
        var distinct = distinctWithNull(known);
        return Optional.ofNullable(
                switch (type) {
                    case "tinyint", "smallint", "int", "bigint" ->
                        HiveColumnStatistics.createIntegerColumnStatistics(
                                whole(known.min()), whole(known.max()), known.nulls(), distinct);
                    case "float", "double" ->
                        HiveColumnStatistics.createDoubleColumnStatistics(
                                known.min(), known.max(), known.nulls(), distinct);
                    case "decimal" ->
                        HiveColumnStatistics.createDecimalColumnStatistics(
                                decimal(known.min()), decimal(known.max()), known.nulls(), distinct);
                    case "date" ->
                        HiveColumnStatistics.createDateColumnStatistics(
                                date(known.min()), date(known.max()), known.nulls(), distinct);
                    case "string", "varchar", "char" ->
                        HiveColumnStatistics.createStringColumnStatistics(
                                OptionalLong.empty(), known.lengthAverage(), known.nulls(), distinct);
                    default -> null;
                });
    }

    /** Trino counts null as one more value. */
    private static OptionalLong distinctWithNull(LakeColumnStatistics known) {
        if (known.distinct().isEmpty()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(known.distinct().getAsLong() + (known.nulls().orElse(0) > 0 ? 1 : 0));
    }

    private static OptionalLong whole(OptionalDouble value) {
        return value.isPresent() ? OptionalLong.of((long) value.getAsDouble()) : OptionalLong.empty();
    }

    private static Optional<BigDecimal> decimal(OptionalDouble value) {
        return value.isPresent() ? Optional.of(BigDecimal.valueOf(value.getAsDouble())) : Optional.empty();
    }

    private static Optional<LocalDate> date(OptionalDouble days) {
        return days.isPresent() ? Optional.of(LocalDate.ofEpochDay((long) days.getAsDouble())) : Optional.empty();
    }

    private ColumnStatistics() {}
}
