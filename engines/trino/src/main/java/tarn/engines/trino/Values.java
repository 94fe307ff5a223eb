package tarn.engines.trino;

import io.trino.spi.Page;
import io.trino.spi.block.Block;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.CharType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.SqlDate;
import io.trino.spi.type.SqlDecimal;
import io.trino.spi.type.SqlTimeWithTimeZone;
import io.trino.spi.type.SqlTimestampWithTimeZone;
import io.trino.spi.type.SqlVarbinary;
import io.trino.spi.type.TimeType;
import io.trino.spi.type.TimeWithTimeZoneType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tarn.engines.sql.SqlColumn;
import tarn.engines.sql.SqlStruct;
import tarn.engines.sql.SqlTime;
import tarn.engines.sql.SqlTimestamp;

/** Trino's values as JDK types, in the way {@link SqlColumn} promises. */
final class Values {

    private static final long PICOS_PER_NANO = 1_000;
    private static final long PICOS_PER_DAY = 86_400_000_000_000_000L;

    static SqlColumn column(String name, Type type) {
        return new SqlColumn(name, type.getDisplayName(), type.getBaseName(), precision(type), scale(type));
    }

    private static int precision(Type type) {
        return switch (type) {
            case DecimalType decimal -> decimal.getPrecision();
            case VarcharType varchar -> varchar.getLength().orElse(Integer.MAX_VALUE);
            case CharType character -> character.getLength();
            case TimestampType timestamp -> timestamp.getPrecision();
            case TimestampWithTimeZoneType timestamp -> timestamp.getPrecision();
            case TimeType time -> time.getPrecision();
            case TimeWithTimeZoneType time -> time.getPrecision();
            default ->
                switch (type.getBaseName()) {
                    case "tinyint" -> 3;
                    case "smallint" -> 5;
                    case "integer" -> 10;
                    case "bigint" -> 19;
                    case "real", "double" -> 17;
                    case "varbinary" -> 1_073_741_824;
                    default -> 0;
                };
        };
    }

    private static int scale(Type type) {
        return type instanceof DecimalType decimal ? decimal.getScale() : 0;
    }

    static List<@Nullable Object> row(List<Type> types, Page page, int position) {
        var row = new ArrayList<@Nullable Object>(types.size());
        for (int i = 0; i < types.size(); i++) {
            row.add(value(types.get(i), page.getBlock(i), position));
        }
        return Collections.unmodifiableList(row);
    }

    private static @Nullable Object value(Type type, Block block, int position) {
        if (block.isNull(position)) {
            return null;
        }
        return switch (type) {
            case ArrayType array -> array(array, block, position);
            case MapType map -> map(map, block, position);
            case RowType row -> struct(row, block, position);
            default -> simple(type, type.getObjectValue(block, position));
        };
    }

    private static List<@Nullable Object> array(ArrayType type, Block block, int position) {
        var elements = type.getObject(block, position);
        var values = new ArrayList<@Nullable Object>(elements.getPositionCount());
        for (int i = 0; i < elements.getPositionCount(); i++) {
            values.add(value(type.getElementType(), elements, i));
        }
        return Collections.unmodifiableList(values);
    }

    private static Object map(MapType type, Block block, int position) {
        var entries = type.getObject(block, position);
        int offset = entries.getRawOffset();
        var values = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        for (int i = 0; i < entries.getSize(); i++) {
            values.put(
                    value(type.getKeyType(), entries.getRawKeyBlock(), offset + i),
                    value(type.getValueType(), entries.getRawValueBlock(), offset + i));
        }
        return Collections.unmodifiableMap(values);
    }

    private static SqlStruct struct(RowType type, Block block, int position) {
        var row = type.getObject(block, position);
        var fields = new ArrayList<SqlStruct.Field>();
        for (int i = 0; i < row.getFieldCount(); i++) {
            var field = type.getFields().get(i);
            fields.add(new SqlStruct.Field(
                    field.getName(), value(field.getType(), row.getRawFieldBlock(i), row.getRawIndex())));
        }
        return new SqlStruct(fields);
    }

    private static Object simple(Type type, Object value) {
        return switch (value) {
            case Boolean same -> same;
            case Number same -> same;
            case String same -> same;
            case SqlDecimal decimal -> decimal.toBigDecimal();
            case SqlVarbinary binary -> binary.getBytes();
            case SqlDate date -> LocalDate.ofEpochDay(date.getDays());
            case io.trino.spi.type.SqlTime time -> time(time.getPicos(), precision(type), Optional.empty());
            case SqlTimeWithTimeZone time ->
                time(
                        time.getPicos(),
                        precision(type),
                        Optional.of(ZoneOffset.ofTotalSeconds(time.getOffsetMinutes() * 60)));
            case io.trino.spi.type.SqlTimestamp timestamp -> timestamp(timestamp, precision(type));
            case SqlTimestampWithTimeZone timestamp -> timestamp(timestamp, precision(type));
            default -> value.toString();
        };
    }

    private static SqlTime time(long picos, int precision, Optional<ZoneOffset> offset) {
        long ofDay = Math.floorMod(picos, PICOS_PER_DAY);
        return new SqlTime(
                LocalTime.ofNanoOfDay(ofDay / PICOS_PER_NANO), (int) (ofDay % PICOS_PER_NANO), precision, offset);
    }

    private static SqlTimestamp timestamp(io.trino.spi.type.SqlTimestamp timestamp, int precision) {
        long micros = timestamp.getEpochMicros();
        int picos = timestamp.getPicosOfMicros();
        var local = LocalDateTime.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L),
                (int) Math.floorMod(micros, 1_000_000L) * 1000 + picos / 1000,
                ZoneOffset.UTC);
        return new SqlTimestamp(local, picos % 1000, precision, Optional.empty());
    }

    private static SqlTimestamp timestamp(SqlTimestampWithTimeZone timestamp, int precision) {
        var zone = timestamp.getTimeZoneKey().getZoneId();
        var shown = zone.normalized().equals(ZoneOffset.UTC) ? (ZoneId) ZoneOffset.UTC : zone;
        int picos = timestamp.getPicosOfMilli();
        var local = LocalDateTime.ofInstant(
                Instant.ofEpochMilli(timestamp.getEpochMillis()).plusNanos(picos / 1000), zone);
        return new SqlTimestamp(local, picos % 1000, precision, Optional.of(shown));
    }

    private Values() {}
}
