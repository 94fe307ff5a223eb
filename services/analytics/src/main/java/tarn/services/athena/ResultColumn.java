package tarn.services.athena;

import software.amazon.awssdk.services.athena.model.ColumnInfo;
import software.amazon.awssdk.services.athena.model.ColumnNullable;
import tarn.engines.sql.SqlColumn;

/** A column of a result as Athena describes it. */
record ResultColumn(String name, String type, int precision, int scale, boolean caseSensitive) {

    private static final int UNBOUNDED = Integer.MAX_VALUE;
    private static final int BINARY_SIZE = 1_073_741_824;

    /** A column of what a data definition answers. */
    static ResultColumn text(String name) {
        return new ResultColumn(name, "string", 0, 0, false);
    }

    /** A column of the engine's; precisions are those of the JDBC driver, by which Athena counts. */
    static ResultColumn of(SqlColumn column) {
        var name = column.name();
        return switch (column.base()) {
            case "varchar" ->
                new ResultColumn(name, "varchar", column.precision() <= 0 ? UNBOUNDED : column.precision(), 0, true);
            case "char" -> new ResultColumn(name, "char", column.precision(), 0, true);
            case "decimal" -> new ResultColumn(name, "decimal", column.precision(), column.scale(), false);
            case "tinyint" -> new ResultColumn(name, "tinyint", 3, 0, false);
            case "smallint" -> new ResultColumn(name, "smallint", 5, 0, false);
            case "integer" -> new ResultColumn(name, "integer", 10, 0, false);
            case "bigint" -> new ResultColumn(name, "bigint", 19, 0, false);
            case "real" -> new ResultColumn(name, "float", 17, 0, false);
            case "double" -> new ResultColumn(name, "double", 17, 0, false);
            case "timestamp", "timestamp with time zone", "time", "time with time zone" ->
                new ResultColumn(name, column.base(), 3, 0, false);
            case "varbinary" -> new ResultColumn(name, "varbinary", BINARY_SIZE, 0, false);
            default -> new ResultColumn(name, column.base(), 0, 0, false);
        };
    }

    ColumnInfo describe() {
        return ColumnInfo.builder()
                .catalogName("hive")
                .schemaName("")
                .tableName("")
                .name(name)
                .label(name)
                .type(type)
                .precision(precision)
                .scale(scale)
                .nullable(ColumnNullable.UNKNOWN)
                .caseSensitive(caseSensitive)
                .build();
    }
}
