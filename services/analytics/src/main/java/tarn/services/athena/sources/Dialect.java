package tarn.services.athena.sources;

import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;
import java.util.Set;

/** How databases differ. */
enum Dialect {
    POSTGRESQL("\"") {
        @Override
        Set<String> hidden() {
            return Set.of("pg_catalog", "information_schema", "pg_toast");
        }
    },
    MYSQL("`") {
        @Override
        Set<String> hidden() {
            return Set.of("information_schema", "performance_schema", "mysql", "sys");
        }
    };

    private final String quote;

    Dialect(String quote) {
        this.quote = quote;
    }

    /** Schemas that are the database's own. */
    abstract Set<String> hidden();

    String quoted(String name) {
        return quote + name.replace(quote, quote + quote) + quote;
    }

    /** The engine's type for a column's; empty if its values cannot be read. */
    static Optional<String> type(int type, int size, int digits) throws SQLException {
        return Optional.ofNullable(
                switch (type) {
                    case Types.BIT, Types.BOOLEAN -> "boolean";
                    case Types.TINYINT -> "tinyint";
                    case Types.SMALLINT -> "smallint";
                    case Types.INTEGER -> "integer";
                    case Types.BIGINT -> "bigint";
                    case Types.REAL -> "real";
                    case Types.FLOAT, Types.DOUBLE -> "double";
                    case Types.NUMERIC, Types.DECIMAL ->
                        size < 1 || size > 38
                                ? "decimal(38,9)"
                                : "decimal(" + size + "," + Math.clamp(digits, 0, size) + ")";
                    case Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.NCHAR, Types.NVARCHAR, Types.CLOB ->
                        "varchar";
                    case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> "varbinary";
                    case Types.DATE -> "date";
                    case Types.TIMESTAMP -> "timestamp(6)";
                    // uuid, json, enum, time…: as the database writes them
                    case Types.ARRAY, Types.STRUCT, Types.REF -> null;
                    default -> "varchar";
                });
    }
}
