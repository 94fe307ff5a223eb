package tarn.services.glue;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.ColumnStatistics;
import software.amazon.awssdk.services.glue.model.ColumnStatisticsData;
import software.amazon.awssdk.services.glue.model.ColumnStatisticsType;
import software.amazon.awssdk.services.glue.model.DecimalNumber;

/**
 * One statement that tells the statistics of a table's columns, and what its row means. Distinct values are estimated, as AWS
 * does; columns of types without statistics (arrays, maps, structs, times) are left out.
 */
final class StatisticsQuery {

    private static final int VALUES_EACH = 6;

    private final List<Column> columns;
    private final String text;

    private StatisticsQuery(List<Column> columns, String text) {
        this.columns = columns;
        this.text = text;
    }

    /** @param sample how many of a hundred rows to look at */
    static StatisticsQuery of(String database, String table, List<Column> asked, double sample) {
        var columns = asked.stream().filter(column -> type(column).isPresent()).toList();
        var text = new StringBuilder("SELECT count(*)");
        for (var column : columns) {
            var name = quoted(column.name());
            text.append(", count(").append(name).append(')');
            text.append(
                    switch (type(column).orElseThrow()) {
                        case BOOLEAN -> ", count_if(" + name + "), count_if(NOT " + name + "), null, null, null";
                        case STRING, BINARY ->
                            ", approx_distinct(" + name + "), max(length(" + name + ")), avg(length(" + name
                                    + ")), null, null";
                        default ->
                            ", approx_distinct(" + name + "), CAST(min(" + name + ") AS varchar), CAST(max(" + name
                                    + ") AS varchar), null, null";
                    });
        }
        text.append(" FROM ").append(quoted(database)).append('.').append(quoted(table));
        if (sample < 100) {
            text.append(" TABLESAMPLE BERNOULLI (").append(sample).append(')');
        }
        return new StatisticsQuery(columns, text.toString());
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    String text() {
        return text;
    }

    private static Optional<ColumnStatisticsType> type(Column column) {
        var name = (column.type() == null ? "string" : column.type())
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\(.*", "")
                .strip();
        return switch (name) {
            case "boolean" -> Optional.of(ColumnStatisticsType.BOOLEAN);
            case "tinyint", "smallint", "int", "integer", "bigint" -> Optional.of(ColumnStatisticsType.LONG);
            case "float", "double", "real" -> Optional.of(ColumnStatisticsType.DOUBLE);
            case "decimal" -> Optional.of(ColumnStatisticsType.DECIMAL);
            case "date" -> Optional.of(ColumnStatisticsType.DATE);
            case "string", "varchar", "char" -> Optional.of(ColumnStatisticsType.STRING);
            case "binary" -> Optional.of(ColumnStatisticsType.BINARY);
            default -> Optional.empty();
        };
    }

    /** What the statement's only row says of each column. */
    List<ColumnStatistics> read(List<@Nullable Object> row, Instant now) {
        var found = new ArrayList<ColumnStatistics>();
        long rows = whole(row.getFirst());
        for (int i = 0; i < columns.size(); i++) {
            var column = columns.get(i);
            var values = row.subList(1 + i * VALUES_EACH, 1 + (i + 1) * VALUES_EACH);
            found.add(ColumnStatistics.builder()
                    .columnName(column.name())
                    .columnType(column.type())
                    .analyzedTime(now)
                    .statisticsData(data(type(column).orElseThrow(), rows, values))
                    .build());
        }
        return found;
    }

    private static long whole(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }

    private static ColumnStatisticsData data(ColumnStatisticsType type, long rows, List<@Nullable Object> values) {
        long nulls = rows - whole(values.getFirst());
        long distinct = whole(values.get(1));
        var low = values.get(2) == null ? null : String.valueOf(values.get(2));
        var high = values.get(3) == null ? null : String.valueOf(values.get(3));
        var data = ColumnStatisticsData.builder().type(type);
        switch (type) {
            case BOOLEAN ->
                data.booleanColumnStatisticsData(kept -> kept.numberOfTrues(whole(values.get(1)))
                        .numberOfFalses(whole(values.get(2)))
                        .numberOfNulls(nulls));
            case LONG ->
                data.longColumnStatisticsData(kept -> kept.minimumValue(low == null ? null : Long.valueOf(low))
                        .maximumValue(high == null ? null : Long.valueOf(high))
                        .numberOfDistinctValues(distinct)
                        .numberOfNulls(nulls));
            case DOUBLE ->
                data.doubleColumnStatisticsData(kept -> kept.minimumValue(low == null ? null : Double.valueOf(low))
                        .maximumValue(high == null ? null : Double.valueOf(high))
                        .numberOfDistinctValues(distinct)
                        .numberOfNulls(nulls));
            case DECIMAL ->
                data.decimalColumnStatisticsData(kept -> kept.minimumValue(decimal(low))
                        .maximumValue(decimal(high))
                        .numberOfDistinctValues(distinct)
                        .numberOfNulls(nulls));
            case DATE ->
                data.dateColumnStatisticsData(kept -> kept.minimumValue(day(low))
                        .maximumValue(day(high))
                        .numberOfDistinctValues(distinct)
                        .numberOfNulls(nulls));
            case STRING ->
                data.stringColumnStatisticsData(kept -> kept.maximumLength(whole(values.get(2)))
                        .averageLength(real(values.get(3)))
                        .numberOfDistinctValues(distinct)
                        .numberOfNulls(nulls));
            case BINARY ->
                data.binaryColumnStatisticsData(kept -> kept.maximumLength(whole(values.get(2)))
                        .averageLength(real(values.get(3)))
                        .numberOfNulls(nulls));
            case UNKNOWN_TO_SDK_VERSION -> throw new IllegalStateException("No type of ours: " + type);
        }
        return data.build();
    }

    private static double real(@Nullable Object value) {
        return value instanceof Number number ? number.doubleValue() : 0;
    }

    private static @Nullable DecimalNumber decimal(@Nullable String text) {
        if (text == null) {
            return null;
        }
        var number = new BigDecimal(text);
        return DecimalNumber.builder()
                .scale(number.scale())
                .unscaledValue(SdkBytes.fromByteArray(number.unscaledValue().toByteArray()))
                .build();
    }

    private static @Nullable Instant day(@Nullable String text) {
        return text == null ? null : LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
    }
}
