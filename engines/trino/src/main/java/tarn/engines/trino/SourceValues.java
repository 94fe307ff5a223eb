package tarn.engines.trino;

import io.airlift.slice.Slices;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.block.ArrayBlockBuilder;
import io.trino.spi.block.BlockBuilder;
import io.trino.spi.block.MapBlockBuilder;
import io.trino.spi.block.RowBlockBuilder;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.Int128;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JDK values, as {@code LakeSource} gives them, into Trino's blocks. */
final class SourceValues {

    private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);

    static void write(Type type, BlockBuilder out, @Nullable Object value) {
        if (value == null) {
            out.appendNull();
            return;
        }
        try {
            present(type, out, value);
        } catch (ClassCastException | ArithmeticException misfit) {
            throw new TrinoException(
                    StandardErrorCode.GENERIC_USER_ERROR,
                    "The value '" + value + "' is not of type " + type.getDisplayName(),
                    misfit);
        }
    }

    private static void present(Type type, BlockBuilder out, Object value) {
        switch (type) {
            case BooleanType it -> it.writeBoolean(out, (Boolean) value);
            case DoubleType it -> it.writeDouble(out, ((Number) value).doubleValue());
            case RealType it -> it.writeLong(out, Float.floatToIntBits(((Number) value).floatValue()));
            case DecimalType it -> decimal(it, out, unscaled(it, value));
            case VarcharType it -> it.writeSlice(out, Slices.utf8Slice(value.toString()));
            case VarbinaryType it -> it.writeSlice(out, Slices.wrappedBuffer((byte[]) value));
            case DateType it -> it.writeLong(out, ((LocalDate) value).toEpochDay());
            case TimestampType it -> it.writeLong(out, micros((LocalDateTime) value));
            case ArrayType it ->
                ((ArrayBlockBuilder) out)
                        .buildEntry(elements ->
                                ((List<?>) value).forEach(one -> write(it.getElementType(), elements, one)));
            case MapType it ->
                ((MapBlockBuilder) out)
                        .buildEntry((keys, values) -> ((Map<?, ?>) value).forEach((key, one) -> {
                            write(it.getKeyType(), keys, key);
                            write(it.getValueType(), values, one);
                        }));
            case RowType it -> ((RowBlockBuilder) out).buildEntry(fields -> row(it, fields, (Map<?, ?>) value));
            default ->
                type.writeLong(
                        out, value instanceof BigInteger big ? big.longValueExact() : ((Number) value).longValue());
        }
    }

    private static void row(RowType type, List<BlockBuilder> out, Map<?, ?> values) {
        for (int i = 0; i < type.getFields().size(); i++) {
            var field = type.getFields().get(i);
            write(field.getType(), out.get(i), values.get(field.getName().orElse("")));
        }
    }

    private static void decimal(DecimalType type, BlockBuilder out, BigInteger unscaled) {
        if (type.isShort()) {
            type.writeLong(out, unscaled.longValueExact());
        } else {
            type.writeObject(out, Int128.valueOf(unscaled));
        }
    }

    private static BigInteger unscaled(DecimalType type, Object value) {
        var exact = value instanceof BigDecimal same ? same : new BigDecimal(value.toString());
        var scaled = exact.setScale(type.getScale(), RoundingMode.HALF_UP);
        if (scaled.precision() > type.getPrecision()) {
            throw new ArithmeticException("Too many digits");
        }
        return scaled.unscaledValue();
    }

    private static long micros(LocalDateTime time) {
        return ChronoUnit.MICROS.between(EPOCH, time);
    }

    private SourceValues() {}
}
