package tarn.services.athena;

import software.amazon.awssdk.services.athena.model.StatementType;
import tarn.engines.sql.SqlKind;

/**
 * What a statement is, as {@code GetQueryExecution} says it, and where its result goes.
 *
 * @param type the coarse type
 * @param substatement the fine one, such as {@code CREATE_TABLE_AS_SELECT}
 * @param output the form of its result
 */
record StatementKind(StatementType type, String substatement, Output output) {

    /** The form a result has in S3. */
    enum Output {
        /** Rows, in {@code <id>.csv}. */
        CSV,
        /** Lines, in {@code <id>.txt}. */
        TEXT,
        /** A new table's files below {@code tables/<id>}, listed in a manifest. */
        TABLE,
        /** More files of a table, listed in a manifest. */
        FILES
    }

    /** Whether it acts on the catalog alone, so that there are no rows and no question marks in it. */
    boolean isDefinition() {
        return output == Output.TEXT && type != StatementType.DML && !substatement.equals("EXPLAIN");
    }

    /** The kind of what the SQL engine runs. */
    static StatementKind of(SqlKind kind) {
        return switch (kind) {
            case QUERY -> new StatementKind(StatementType.DML, "SELECT", Output.CSV);
            case EXPLAIN -> new StatementKind(StatementType.UTILITY, "EXPLAIN", Output.TEXT);
            case CREATE_TABLE_AS -> new StatementKind(StatementType.DDL, "CREATE_TABLE_AS_SELECT", Output.TABLE);
            case INSERT -> new StatementKind(StatementType.DML, "INSERT", Output.FILES);
            case UPDATE -> new StatementKind(StatementType.DML, "UPDATE", Output.FILES);
            case DELETE -> new StatementKind(StatementType.DML, "DELETE", Output.FILES);
            case MERGE -> new StatementKind(StatementType.DML, "MERGE", Output.FILES);
            case CREATE_VIEW -> new StatementKind(StatementType.DDL, "CREATE_VIEW", Output.TEXT);
            case DROP_VIEW -> new StatementKind(StatementType.DDL, "DROP_VIEW", Output.TEXT);
            case SHOW -> new StatementKind(StatementType.UTILITY, "SHOW", Output.TEXT);
            case PREPARE, EXECUTE, DEALLOCATE, DEFINITION, OTHER -> throw AthenaFaults.statementNotSupported();
        };
    }

    /** The kind of a data definition. */
    static StatementKind of(Statement statement) {
        return switch (statement) {
            case Statement.CreateDatabase it -> ddl("CREATE_DATABASE");
            case Statement.DropDatabase it -> ddl("DROP_DATABASE");
            case Statement.SetDatabaseProperties it -> ddl("ALTER_DATABASE_SET_DBPROPERTIES");
            case Statement.CreateTable it -> ddl("CREATE_TABLE");
            case Statement.DropTable it -> ddl("DROP_TABLE");
            case Statement.DropView it -> ddl("DROP_VIEW");
            case Statement.RepairTable it -> ddl("MSCK_REPAIR_TABLE");
            case Statement.AddPartitions it -> ddl("ALTER_TABLE_ADD_PARTITION");
            case Statement.DropPartitions it -> ddl("ALTER_TABLE_DROP_PARTITION");
            case Statement.RenamePartition it -> ddl("ALTER_TABLE_RENAME_PARTITION");
            case Statement.DropColumn it -> ddl("ALTER_TABLE_DROP_COLUMN");
            case Statement.UnsetTableProperties it -> ddl("ALTER_TABLE_UNSET_TBLPROPERTIES");
            case Statement.Optimize it -> new StatementKind(StatementType.DML, "OPTIMIZE", Output.TEXT);
            case Statement.Prepare it -> utility("PREPARE");
            case Statement.Deallocate it -> utility("DEALLOCATE");
            case Statement.Unload it -> new StatementKind(StatementType.DML, "UNLOAD", Output.FILES);
            case Statement.Execute it -> throw new IllegalStateException("It is of the kind of what it executes");
            case Statement.Vacuum it -> new StatementKind(StatementType.DML, "VACUUM", Output.TEXT);
            case Statement.AddColumns it -> ddl("ALTER_TABLE_ADD_COLUMNS");
            case Statement.ReplaceColumns it -> ddl("ALTER_TABLE_REPLACE_COLUMNS");
            case Statement.ChangeColumn it -> ddl("ALTER_TABLE_CHANGE_COLUMN");
            case Statement.SetTableProperties it -> ddl("ALTER_TABLE_SET_TBLPROPERTIES");
            case Statement.SetLocation it -> ddl("ALTER_TABLE_SET_LOCATION");
            case Statement.DescribeDatabase it -> utility("DESCRIBE_DATABASE");
            case Statement.ShowDatabases it -> utility("SHOW_DATABASES");
            case Statement.ShowTables it -> utility(it.viewsOnly() ? "SHOW_VIEWS" : "SHOW_TABLES");
            case Statement.ShowColumns it -> utility("SHOW_COLUMNS");
            case Statement.ShowPartitions it -> utility("SHOW_PARTITIONS");
            case Statement.ShowCreateTable it -> utility("SHOW_CREATE_TABLE");
            case Statement.ShowCreateView it -> utility("SHOW_CREATE_VIEW");
            case Statement.ShowTableProperties it -> utility("SHOW_TBLPROPERTIES");
            case Statement.DescribeTable it -> utility("DESCRIBE_TABLE");
        };
    }

    /** The kind of a data definition that cannot be read. */
    static StatementKind unreadable() {
        return ddl("DDL");
    }

    private static StatementKind ddl(String substatement) {
        return new StatementKind(StatementType.DDL, substatement, Output.TEXT);
    }

    private static StatementKind utility(String substatement) {
        return new StatementKind(StatementType.UTILITY, substatement, Output.TEXT);
    }
}
