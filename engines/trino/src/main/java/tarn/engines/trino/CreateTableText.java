package tarn.engines.trino;

import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import io.trino.sql.tree.CreateTable;
import io.trino.sql.tree.CreateTableAsSelect;
import io.trino.sql.tree.NodeLocation;
import io.trino.sql.tree.Property;
import io.trino.sql.tree.QualifiedName;
import io.trino.sql.tree.StringLiteral;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tarn.engines.sql.SqlFailure.Position;

/**
 * A statement's text as Trino takes it. In {@code CREATE TABLE}, Athena's names of some properties are put in Trino's
 * words and a table of Iceberg's is named where those lie; all on the same lines, so that {@link #given} can tell where
 * in the user's text a position of Trino's is.
 *
 * @param text what Trino is given
 * @param compression what {@code write_compression} and its older forms ask for in a Hive table
 * @param edits what was replaced, from the first to the last
 */
record CreateTableText(String text, Optional<String> compression, List<Edit> edits) {

    private static final Pattern CREATE_TABLE = Pattern.compile("create\\s+table", Pattern.CASE_INSENSITIVE);
    private static final Map<String, String> RENAMED = Map.of("field_delimiter", "textfile_field_separator");
    private static final List<String> COMPRESSION =
            List.of("write_compression", "parquet_compression", "orc_compression");

    /** A word of the user's that was replaced. Lines and columns count from 1. */
    record Edit(int line, int column, int length, String by) {}

    static CreateTableText of(String text, Optional<String> database) {
        if (!CREATE_TABLE.matcher(text).find()) {
            return plain(text);
        }
        try {
            return switch (new SqlParser().createStatement(text)) {
                case CreateTableAsSelect create -> of(text, database, create.getName(), create.getProperties());
                case CreateTable create ->
                    isIceberg(values(create.getProperties()))
                            ? of(text, database, create.getName(), create.getProperties())
                            : plain(text);
                default -> plain(text);
            };
        } catch (ParsingException e) {
            return plain(text); // the engine says what is wrong with it
        }
    }

    private static CreateTableText plain(String text) {
        return new CreateTableText(text, Optional.empty(), List.of());
    }

    private static CreateTableText of(
            String text, Optional<String> database, QualifiedName name, List<Property> properties) {
        var values = values(properties);
        if (isIceberg(values)) {
            var first = name.getOriginalParts().getFirst();
            var at = first.getLocation().orElseThrow();
            int length = first.isDelimited()
                    ? first.getValue().replace("\"", "\"\"").length() + 2
                    : first.getValue().length();
            var by = Coordinator.ICEBERG_CATALOG;
            if (name.getParts().size() < 3) {
                int begin = offset(text, at);
                by += "."
                        + (name.getParts().size() == 1
                                ? "\"" + database.orElse("default").replace("\"", "\"\"") + "\"."
                                : "")
                        + text.substring(begin, begin + length);
            }
            return edited(
                    text, Optional.empty(), List.of(new Edit(at.getLineNumber(), at.getColumnNumber(), length, by)));
        }
        var edits = properties.stream()
                .filter(property -> RENAMED.containsKey(name(property)))
                .map(property -> {
                    var at = property.getName().getLocation().orElseThrow();
                    return new Edit(
                            at.getLineNumber(),
                            at.getColumnNumber(),
                            property.getName().getValue().length(),
                            RENAMED.getOrDefault(name(property), ""));
                })
                .toList();
        return edited(text, compression(values), edits);
    }

    static CreateTableText edited(String text, Optional<String> compression, List<Edit> edits) {
        var changed = new StringBuilder(text);
        for (var edit : edits.reversed()) {
            int begin = offset(text, new NodeLocation(edit.line(), edit.column()));
            changed.replace(begin, begin + edit.length(), edit.by());
        }
        return new CreateTableText(changed.toString(), compression, edits);
    }

    static int offset(String text, NodeLocation at) {
        int line = 1;
        int begin = 0;
        while (line < at.getLineNumber()) {
            begin = text.indexOf('\n', begin) + 1;
            line++;
        }
        return begin + at.getColumnNumber() - 1;
    }

    /** Where in the user's text a position in {@link #text} is. */
    Position given(Position at) {
        int grown = 0;
        for (var edit : edits) {
            int begin = edit.column() + grown;
            if (edit.line() == at.line() && at.column() >= begin + edit.by().length()) {
                grown += edit.by().length() - edit.length();
            } else if (edit.line() == at.line() && at.column() > begin) {
                return new Position(at.line(), edit.column());
            }
        }
        return new Position(at.line(), at.column() - grown);
    }

    private static boolean isIceberg(Map<String, String> properties) {
        return "ICEBERG".equals(properties.get("table_type"));
    }

    private static Optional<String> compression(Map<String, String> properties) {
        return COMPRESSION.stream()
                .filter(properties::containsKey)
                .findFirst()
                .map(properties::get)
                .map(codec -> codec.equals("UNCOMPRESSED") ? "NONE" : codec.equals("ZLIB") ? "GZIP" : codec);
    }

    /** The properties that are texts, in upper case. */
    private static Map<String, String> values(List<Property> properties) {
        return properties.stream()
                .filter(property ->
                        !property.isSetToDefault() && property.getNonDefaultValue() instanceof StringLiteral)
                .collect(Collectors.toMap(
                        CreateTableText::name,
                        property -> ((StringLiteral) property.getNonDefaultValue())
                                .getValue()
                                .toUpperCase(Locale.ROOT),
                        (first, second) -> second,
                        HashMap::new));
    }

    private static String name(Property property) {
        return property.getName().getValue().toLowerCase(Locale.ROOT);
    }
}
