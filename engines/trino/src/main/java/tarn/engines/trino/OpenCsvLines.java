package tarn.engines.trino;

import io.airlift.slice.Slice;
import io.trino.hive.formats.line.Column;
import io.trino.hive.formats.line.LineBuffer;
import io.trino.hive.formats.line.LineDeserializer;
import io.trino.hive.formats.line.LineDeserializerFactory;
import io.trino.hive.formats.line.csv.CsvDeserializerFactory;
import io.trino.plugin.hive.HiveErrorCode;
import io.trino.spi.Page;
import io.trino.spi.PageBuilder;
import io.trino.spi.TrinoException;
import io.trino.spi.block.BlockBuilder;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.Int128;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lines of CSV whose values are turned into their columns' types: dates are days since 1970, timestamps milliseconds. A
 * value that does not fit fails the query, as on AWS, where {@code use.null.for.invalid.data} makes it NULL.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/csv-serde.html">Open CSV SerDe</a>
 */
final class OpenCsvLines implements LineDeserializerFactory {

    private final CsvDeserializerFactory texts = new CsvDeserializerFactory();

    @Override
    public Set<String> getHiveSerDeClassNames() {
        return texts.getHiveSerDeClassNames();
    }

    @Override
    public LineDeserializer create(List<Column> columns, Map<String, String> properties) {
        var asText = columns.stream()
                .map(column -> new Column(column.name(), VarcharType.VARCHAR, column.ordinal()))
                .toList();
        var lines = texts.create(asText, properties);
        if (columns.stream().allMatch(column -> column.type().equals(VarcharType.VARCHAR))) {
            return lines;
        }
        return new Typed(lines, columns, Boolean.parseBoolean(properties.get("use.null.for.invalid.data")));
    }

    private static final class Typed implements LineDeserializer {
        private final LineDeserializer lines;
        private final List<Column> columns;
        private final PageBuilder texts;
        private final boolean invalidAsNull;

        Typed(LineDeserializer lines, List<Column> columns, boolean invalidAsNull) {
            this.lines = lines;
            this.columns = columns;
            this.texts = new PageBuilder(1, lines.getTypes());
            this.invalidAsNull = invalidAsNull;
        }

        @Override
        public List<? extends Type> getTypes() {
            return columns.stream().map(Column::type).toList();
        }

        @Override
        public void deserialize(LineBuffer line, PageBuilder page) throws IOException {
            texts.reset();
            lines.deserialize(line, texts);
            var row = texts.build();
            page.declarePosition();
            for (int i = 0; i < columns.size(); i++) {
                value(row, i, page.getBlockBuilder(i));
            }
        }

        private void value(Page row, int at, BlockBuilder out) {
            var block = row.getBlock(at);
            if (block.isNull(0)) {
                out.appendNull();
                return;
            }
            var column = columns.get(at);
            Slice text = VarcharType.VARCHAR.getSlice(block, 0);
            try {
                write(column.type(), text, out);
            } catch (NumberFormatException | ArithmeticException invalid) {
                if (!invalidAsNull) {
                    throw new TrinoException(
                            HiveErrorCode.HIVE_BAD_DATA,
                            "Error parsing field value '" + text.toStringUtf8() + "' for field " + column.ordinal()
                                    + ": " + invalid.getMessage(),
                            invalid);
                }
                out.appendNull();
            }
        }

        private static void write(Type type, Slice slice, BlockBuilder out) {
            if (type instanceof VarcharType) {
                type.writeSlice(out, slice);
                return;
            }
            var text = slice.toStringUtf8();
            switch (type) {
                case BooleanType it -> it.writeBoolean(out, Boolean.parseBoolean(text));
                case BigintType it -> it.writeLong(out, Long.parseLong(text));
                case IntegerType it -> it.writeLong(out, Integer.parseInt(text));
                case SmallintType it -> it.writeLong(out, Short.parseShort(text));
                case TinyintType it -> it.writeLong(out, Byte.parseByte(text));
                case DoubleType it -> it.writeDouble(out, Double.parseDouble(text));
                case RealType it -> it.writeLong(out, Float.floatToIntBits(Float.parseFloat(text)));
                case DateType it -> it.writeLong(out, Integer.parseInt(text));
                case TimestampType it
                when it.isShort() -> it.writeLong(out, Math.multiplyExact(Long.parseLong(text), 1000L));
                case DecimalType it -> decimal(it, text, out);
                default ->
                    throw new TrinoException(
                            HiveErrorCode.HIVE_UNSUPPORTED_FORMAT, "OpenCSVSerde has no columns of type " + type);
            }
        }

        private static void decimal(DecimalType type, String text, BlockBuilder out) {
            var number = new BigDecimal(text).setScale(type.getScale(), RoundingMode.HALF_UP);
            if (number.precision() > type.getPrecision()) {
                throw new NumberFormatException("For input string: \"" + text + '"');
            }
            if (type.isShort()) {
                type.writeLong(out, number.unscaledValue().longValueExact());
            } else {
                type.writeObject(out, Int128.valueOf(number.unscaledValue()));
            }
        }
    }
}
