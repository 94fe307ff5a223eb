package tarn.services.glue;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.JdbcTarget;
import software.amazon.awssdk.services.glue.model.SerDeInfo;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import software.amazon.awssdk.services.glue.model.TableInput;
import tarn.services.glue.crawl.Glob;

/**
 * The tables of a database behind a connection, as a JDBC target names them: {@code database/schema/table}, or
 * {@code database/table} where there are no schemas, with {@code %} for anything. Tables are named after all of it.
 */
final class JdbcTables {

    private static final Set<String> SYSTEM =
            Set.of("pg_catalog", "information_schema", "pg_toast", "mysql", "performance_schema", "sys");
    private static final int PRECISION_MAX = 38;

    private final JdbcTarget target;
    private final Login login;
    private final String kind;

    JdbcTables(JdbcTarget target, Login login) {
        this.target = target;
        this.login = login;
        this.kind = login.url().replaceFirst("^jdbc:([a-z0-9]+):.*", "$1");
    }

    /** What a table's location begins with. */
    String root() {
        return first() + ".";
    }

    private String first() {
        return target.path().split("/", 2)[0];
    }

    /** The tables; their columns are those of now. */
    List<TableInput> read(String prefix) throws SQLException {
        var path = target.path().split("/", -1);
        try (var connection = login.enter()) {
            var meta = connection.getMetaData();
            boolean schemas = kind.equals("postgresql");
            var schema = path.length > 1 && schemas && !path[1].isEmpty() ? path[1] : "%";
            var last = schemas ? 2 : 1;
            var table = path.length > last && !path[last].isEmpty() ? path[last] : "%";
            if (schemas && !connection.getCatalog().equals(path[0])) {
                throw new SQLException(
                        "The connection leads to the database " + connection.getCatalog() + ", not to " + path[0]);
            }
            return tables(meta, connection, schemas, path[0], schema, table, prefix);
        }
    }

    private List<TableInput> tables(
            DatabaseMetaData meta,
            Connection connection,
            boolean schemas,
            String database,
            String schema,
            String table,
            String prefix)
            throws SQLException {
        var exclusions = target.exclusions().stream().map(Glob::new).toList();
        var found = new ArrayList<TableInput>();
        try (var tables =
                meta.getTables(schemas ? connection.getCatalog() : null, schemas ? "%" : null, "%", new String[] {
                    "TABLE", "BASE TABLE", "PARTITIONED TABLE", "VIEW"
                })) {
            while (tables.next()) {
                var home = orEmpty(schemas ? tables.getString("TABLE_SCHEM") : tables.getString("TABLE_CAT"));
                var name = tables.getString("TABLE_NAME");
                boolean wanted = schemas ? like(schema, home) : home.equals(database);
                var below = schemas ? home + "/" + name : name;
                if (wanted && like(table, name) && !SYSTEM.contains(home) && !Glob.any(exclusions, below)) {
                    found.add(table(meta, schemas, database, home, name, prefix));
                }
            }
        }
        return found;
    }

    private static String orEmpty(String text) {
        return Optional.ofNullable(text).orElse("");
    }

    private static boolean like(String pattern, String name) {
        var regex = new StringBuilder();
        for (var part : pattern.split("%", -1)) {
            regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(part));
        }
        return name.matches(regex.toString());
    }

    private TableInput table(
            DatabaseMetaData meta, boolean schemas, String database, String home, String name, String prefix)
            throws SQLException {
        var columns = new ArrayList<Column>();
        try (var read = meta.getColumns(
                schemas ? database : home, schemas ? escaped(meta, home) : null, escaped(meta, name), "%")) {
            while (read.next()) {
                columns.add(Column.builder()
                        .name(Catalog.lower(read.getString("COLUMN_NAME")))
                        .type(hive(read))
                        .comment(comment(read))
                        .build());
            }
        }
        var location = schemas ? database + "." + home + "." + name : database + "." + name;
        var parameters = new TreeMap<>(Map.of(
                "classification", kind,
                "connectionName", target.connectionName(),
                "typeOfData", "table",
                "compressionType", "none",
                "CrawlerSchemaSerializerVersion", "1.0",
                "CrawlerSchemaDeserializerVersion", "1.0"));
        return TableInput.builder()
                .name(TableNames.of(prefix, location))
                .owner("owner")
                .retention(0)
                .tableType("EXTERNAL_TABLE")
                .parameters(parameters)
                .partitionKeys(List.of())
                .storageDescriptor(StorageDescriptor.builder()
                        .columns(columns)
                        .location(location)
                        .compressed(false)
                        .numberOfBuckets(-1)
                        .serdeInfo(SerDeInfo.builder().parameters(Map.of()).build())
                        .bucketColumns(List.of())
                        .sortColumns(List.of())
                        .parameters(parameters)
                        .storedAsSubDirectories(false)
                        .build())
                .build();
    }

    private @org.jspecify.annotations.Nullable String comment(ResultSet column) throws SQLException {
        boolean asked = target.enableAdditionalMetadataAsStrings().contains("COMMENTS");
        var text = orEmpty(column.getString("REMARKS"));
        return asked && !text.isEmpty() ? text : null;
    }

    /** Signs that patterns mean more by are meant as they are. */
    private static String escaped(DatabaseMetaData meta, String name) throws SQLException {
        var escape = meta.getSearchStringEscape();
        return name.replace("_", escape + "_").replace("%", escape + "%");
    }

    private static String hive(ResultSet column) throws SQLException {
        int precision = column.getInt("COLUMN_SIZE");
        int scale = column.getInt("DECIMAL_DIGITS");
        return switch (column.getInt("DATA_TYPE")) {
            case Types.BIT, Types.BOOLEAN ->
                precision > 1 && column.getInt("DATA_TYPE") == Types.BIT ? "binary" : "boolean";
            case Types.TINYINT -> "tinyint";
            case Types.SMALLINT -> "smallint";
            case Types.INTEGER -> "int";
            case Types.BIGINT -> "bigint";
            case Types.REAL -> "float";
            case Types.FLOAT, Types.DOUBLE -> "double";
            case Types.NUMERIC, Types.DECIMAL ->
                precision < 1 || precision > PRECISION_MAX || scale > precision
                        ? "decimal(38,18)"
                        : "decimal(" + precision + "," + Math.max(0, scale) + ")";
            case Types.DATE -> "date";
            case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> "timestamp";
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> "binary";
            default -> "string";
        };
    }
}
