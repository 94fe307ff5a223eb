package tarn.engines.trino;

import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import io.trino.sql.tree.CreateTableAsSelect;
import io.trino.sql.tree.Property;
import io.trino.sql.tree.StringLiteral;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A statement's text as Trino takes it. In {@code CREATE TABLE AS}, Athena's names of some table properties are put in
 * Trino's words, on the same line, so that positions in errors stay right but for columns behind a replaced name.
 *
 * @param text what Trino is given
 * @param compression what {@code write_compression} and its older forms ask for
 */
record CreateTableText(String text, Optional<String> compression) {

    private static final Pattern CREATE_TABLE = Pattern.compile("create\\s+table", Pattern.CASE_INSENSITIVE);
    private static final Map<String, String> RENAMED = Map.of("field_delimiter", "textfile_field_separator");
    private static final List<String> COMPRESSION =
            List.of("write_compression", "parquet_compression", "orc_compression");

    static CreateTableText of(String text) {
        if (!CREATE_TABLE.matcher(text).find()) {
            return new CreateTableText(text, Optional.empty());
        }
        try {
            if (new SqlParser().createStatement(text) instanceof CreateTableAsSelect create) {
                return new CreateTableText(renamed(text, create.getProperties()), compression(create));
            }
        } catch (ParsingException e) {
            return new CreateTableText(text, Optional.empty()); // the engine says what is wrong with it
        }
        return new CreateTableText(text, Optional.empty());
    }

    private static String renamed(String text, List<Property> properties) {
        var changed = new StringBuilder(text);
        properties.stream()
                .filter(property -> RENAMED.containsKey(name(property)))
                .sorted(Comparator.comparingInt((Property property) -> offset(text, property))
                        .reversed())
                .forEach(property -> {
                    int begin = offset(text, property);
                    changed.replace(
                            begin,
                            begin + property.getName().getValue().length(),
                            RENAMED.getOrDefault(name(property), ""));
                });
        return changed.toString();
    }

    private static int offset(String text, Property property) {
        var at = property.getName().getLocation().orElseThrow();
        int line = 1;
        int begin = 0;
        while (line < at.getLineNumber()) {
            begin = text.indexOf('\n', begin) + 1;
            line++;
        }
        return begin + at.getColumnNumber() - 1;
    }

    private static Optional<String> compression(CreateTableAsSelect create) {
        var given = new HashMap<String, String>();
        for (var property : create.getProperties()) {
            if (!property.isSetToDefault() && property.getNonDefaultValue() instanceof StringLiteral value) {
                given.put(name(property), value.getValue().toUpperCase(Locale.ROOT));
            }
        }
        return COMPRESSION.stream()
                .filter(given::containsKey)
                .findFirst()
                .map(given::get)
                .map(codec -> codec.equals("UNCOMPRESSED") ? "NONE" : codec.equals("ZLIB") ? "GZIP" : codec);
    }

    private static String name(Property property) {
        return property.getName().getValue().toLowerCase(Locale.ROOT);
    }
}
