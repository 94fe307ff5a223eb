package tarn.engines.trino;

import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tarn.engines.sql.Grok;
import tarn.engines.sql.LakeColumn;
import tarn.engines.sql.LakeStorage;

/**
 * Tables of Glue's Grok SerDe, which Trino has not: it is told of Hive's RegexSerDe and the regular expression that the
 * Grok pattern stands for, with a group for each column.
 */
final class GrokTables {

    private static final String SERDE = "com.amazonaws.glue.serde.GrokSerDe";

    /** A storage as Trino takes it. */
    static LakeStorage translated(LakeStorage storage, List<LakeColumn> columns) {
        if (!storage.serde().equals(Optional.of(SERDE))) {
            return storage;
        }
        var parameters = new HashMap<>(storage.serdeParameters());
        try {
            var grok = Grok.of(
                    parameters.getOrDefault("input.format", ""),
                    parameters.getOrDefault("input.grokCustomPatterns", ""));
            var names =
                    columns.stream().map(column -> named(column, grok.fields())).toList();
            parameters.put("input.regex", grok.regex(names));
        } catch (IllegalArgumentException malformed) {
            throw new TrinoException(
                    StandardErrorCode.INVALID_TABLE_PROPERTY,
                    "Malformed Grok pattern: " + malformed.getMessage(),
                    malformed);
        }
        return new LakeStorage(
                storage.location(),
                storage.inputFormat(),
                storage.outputFormat(),
                Optional.of("org.apache.hadoop.hive.serde2.RegexSerDe"),
                parameters,
                storage.buckets());
    }

    /** The field a column is of, whose case may be another. */
    private static String named(LakeColumn column, List<String> fields) {
        return fields.stream()
                .filter(field -> field.toLowerCase(Locale.ROOT).equals(column.name()))
                .findFirst()
                .orElse(column.name());
    }

    private GrokTables() {}
}
