package tarn.services.glue.crawl;

import com.amazon.ion.IntegerSize;
import com.amazon.ion.IonException;
import com.amazon.ion.IonReader;
import com.amazon.ion.IonType;
import com.amazon.ion.system.IonReaderBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Amazon Ion, binary or text: structs that follow each other. Text is known by its version marker or the file's name, since
 * every JSON text is Ion too.
 */
final class IonClassifier {

    private static final int RECORDS_MAX = 10_000;
    private static final Type DECIMAL = Types.decimal(38, 18);

    private IonClassifier() {}

    static boolean begins(TextSample sample) {
        var bytes = sample.bytes();
        boolean binary = bytes.length >= 4
                && (bytes[0] & 0xFF) == 0xE0
                && bytes[1] == 1
                && bytes[2] == 0
                && (bytes[3] & 0xFF) == 0xEA;
        return binary
                || sample.file().name().endsWith(".ion")
                || (bytes.length >= 8
                        && new String(bytes, 0, 8, java.nio.charset.StandardCharsets.ISO_8859_1).equals("$ion_1_0"));
    }

    static Optional<FileSchema> classify(TextSample sample) throws IOException {
        Type row = Types.MISSING;
        long records = 0;
        try (var reader = IonReaderBuilder.standard().build(sample.bytes())) {
            for (var type = reader.next(); type != null && records < RECORDS_MAX; type = reader.next()) {
                row = row.with(value(reader, type));
                records++;
            }
        } catch (IonException e) {
            // A sample may end within a value.
            if (sample.isWhole()) {
                throw new Unreadable("not readable as Ion: " + e.getMessage());
            }
        }
        return row instanceof Type.Struct(var columns) && !columns.isEmpty()
                ? Optional.of(sample.schema(new Format.Ion(), columns, records))
                : Optional.empty();
    }

    private static Type value(IonReader reader, IonType type) {
        if (reader.isNullValue()) {
            return Types.MISSING;
        }
        return switch (type) {
            case NULL -> Types.MISSING;
            case BOOL -> Types.BOOLEAN;
            case INT ->
                reader.getIntegerSize() == IntegerSize.INT
                        ? Types.INT
                        : reader.getIntegerSize() == IntegerSize.LONG ? Types.BIGINT : DECIMAL;
            case FLOAT -> Types.DOUBLE;
            case DECIMAL -> DECIMAL;
            case TIMESTAMP -> Types.TIMESTAMP;
            case SYMBOL, STRING -> Types.STRING;
            case CLOB, BLOB -> Types.BINARY;
            case LIST, SEXP -> new Type.ListOf(elements(reader));
            case STRUCT -> struct(reader);
            case DATAGRAM -> Types.STRING;
        };
    }

    private static Type elements(IonReader reader) {
        Type element = Types.MISSING;
        reader.stepIn();
        for (var type = reader.next(); type != null; type = reader.next()) {
            element = element.with(value(reader, type));
        }
        reader.stepOut();
        return element;
    }

    private static Type struct(IonReader reader) {
        Map<String, Type> fields = new LinkedHashMap<>();
        reader.stepIn();
        for (var type = reader.next(); type != null; type = reader.next()) {
            fields.merge(reader.getFieldName(), value(reader, type), Type::with);
        }
        reader.stepOut();
        List<Column> columns = new ArrayList<>();
        fields.forEach((name, type) -> columns.add(new Column(name, type)));
        return new Type.Struct(columns);
    }
}
