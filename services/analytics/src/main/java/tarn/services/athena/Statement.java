package tarn.services.athena;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A statement of Athena's data definition language, which acts on the catalog without the SQL engine. */
sealed interface Statement {

    /** {@code CREATE DATABASE}. */
    record CreateDatabase(
            String name,
            boolean ifNotExists,
            @Nullable String comment,
            @Nullable String location,
            Map<String, String> properties)
            implements Statement {}

    /** {@code DROP DATABASE}; {@code cascade} drops its tables first. */
    record DropDatabase(String name, boolean ifExists, boolean cascade) implements Statement {}

    /** {@code ALTER DATABASE … SET DBPROPERTIES}. */
    record SetDatabaseProperties(String name, Map<String, String> properties) implements Statement {}

    /** {@code DESCRIBE DATABASE}. */
    record DescribeDatabase(String name, boolean extended) implements Statement {}

    /** {@code SHOW DATABASES}; {@code pattern} has {@code *} for any text and {@code |} for alternatives. */
    record ShowDatabases(@Nullable String pattern) implements Statement {}

    /** {@code CREATE TABLE}; {@code partitioning} is Iceberg's, {@code partitionKeys} are Hive's. */
    record CreateTable(
            TableName table,
            boolean external,
            boolean ifNotExists,
            List<Column> columns,
            List<Column> partitionKeys,
            @Nullable String comment,
            @Nullable Buckets buckets,
            Storage storage,
            @Nullable String location,
            Map<String, String> properties,
            List<PartitionField> partitioning)
            implements Statement {}

    /** {@code DROP TABLE}. */
    record DropTable(TableName table, boolean ifExists) implements Statement {}

    /** {@code DROP VIEW}. */
    record DropView(TableName view, boolean ifExists) implements Statement {}

    /** {@code SHOW TABLES}, or {@code SHOW VIEWS}, of a database or of the current one. */
    record ShowTables(@Nullable String database, @Nullable String pattern, boolean viewsOnly) implements Statement {}

    /** {@code SHOW COLUMNS}. */
    record ShowColumns(TableName table) implements Statement {}

    /** {@code SHOW PARTITIONS}, all of them or those under a partial specification. */
    record ShowPartitions(TableName table, List<PartitionTerm> under) implements Statement {}

    /** {@code SHOW CREATE TABLE}. */
    record ShowCreateTable(TableName table) implements Statement {}

    /** {@code SHOW CREATE VIEW}. */
    record ShowCreateView(TableName view) implements Statement {}

    /** {@code SHOW TBLPROPERTIES}, all of them or one. */
    record ShowTableProperties(TableName table, @Nullable String key) implements Statement {}

    /** {@code DESCRIBE}, of a table, one of its partitions, or a column. */
    record DescribeTable(TableName table, Detail detail, List<PartitionTerm> partition, List<String> column)
            implements Statement {}

    /** {@code MSCK REPAIR TABLE}. */
    record RepairTable(TableName table) implements Statement {}

    /** {@code ALTER TABLE … ADD PARTITION}. */
    record AddPartitions(TableName table, boolean ifNotExists, List<NewPartition> partitions) implements Statement {}

    /** {@code ALTER TABLE … DROP PARTITION}: those that meet one of the conditions. */
    record DropPartitions(TableName table, boolean ifExists, List<List<PartitionTerm>> partitions)
            implements Statement {}

    /** {@code ALTER TABLE … PARTITION … RENAME TO PARTITION …}. */
    record RenamePartition(TableName table, List<PartitionTerm> from, List<PartitionTerm> to) implements Statement {}

    /** {@code ALTER TABLE … DROP COLUMN}, of Iceberg's tables. */
    record DropColumn(TableName table, String column) implements Statement {}

    /** {@code ALTER TABLE … UNSET TBLPROPERTIES}. */
    record UnsetTableProperties(TableName table, List<String> keys) implements Statement {}

    /** {@code OPTIMIZE … REWRITE DATA USING BIN_PACK}; {@code predicate} is for the SQL engine, empty for all rows. */
    record Optimize(TableName table, String predicate) implements Statement {}

    /** {@code PREPARE … FROM}. */
    record Prepare(String name, String text) implements Statement {}

    /** {@code EXECUTE … USING}; {@code using} is for the SQL engine, empty if there is none. */
    record Execute(String name, String using) implements Statement {}

    /** {@code DEALLOCATE PREPARE}. */
    record Deallocate(String name) implements Statement {}

    /**
     * {@code UNLOAD}.
     *
     * @param query for the SQL engine
     * @param properties by lower-case name; those that are lists have several values
     */
    record Unload(String query, String location, Map<String, List<String>> properties) implements Statement {}

    /** {@code VACUUM}. */
    record Vacuum(TableName table) implements Statement {}

    /** {@code ALTER TABLE … ADD COLUMNS}: after the present ones. */
    record AddColumns(TableName table, List<Column> columns) implements Statement {}

    /** {@code ALTER TABLE … REPLACE COLUMNS}: instead of the present ones. */
    record ReplaceColumns(TableName table, List<Column> columns) implements Statement {}

    /** {@code ALTER TABLE … CHANGE COLUMN}; {@code after} is null to keep its place, empty to make it the first. */
    record ChangeColumn(
            TableName table,
            String column,
            Column becomes,
            @Nullable String after) implements Statement {}

    /** {@code ALTER TABLE … SET TBLPROPERTIES}. */
    record SetTableProperties(TableName table, Map<String, String> properties) implements Statement {}

    /** {@code ALTER TABLE … [PARTITION …] SET LOCATION}. */
    record SetLocation(TableName table, List<PartitionTerm> partition, String location) implements Statement {}

    /** The name of a table or view; without a database it is in the query's. */
    record TableName(@Nullable String database, String name) {}

    /** A column; {@code type} is a Hive type in the spelling of the catalog, such as {@code array<string>}. */
    record Column(String name, String type, @Nullable String comment) {}

    /**
     * How Iceberg derives a partition from a column.
     *
     * @param transform {@code identity}, {@code bucket}, {@code truncate}, {@code year}, {@code month}, {@code day},
     *     {@code hour}
     * @param argument how many buckets, or to what width; null where there is none
     */
    record PartitionField(String transform, @Nullable String argument, String column) {}

    /** {@code CLUSTERED BY}. */
    record Buckets(List<String> columns, List<SortedColumn> sorted, int count) {}

    /** A column of {@code SORTED BY}. */
    record SortedColumn(String name, boolean descending) {}

    /** How rows lie in the files; what was not said is null. */
    record Storage(
            @Nullable String format,
            @Nullable String inputFormat,
            @Nullable String outputFormat,
            @Nullable String serde,
            boolean delimited,
            Map<String, String> serdeProperties) {}

    /** A partition to add; without a location it lies under the table's. */
    record NewPartition(
            List<PartitionTerm> values, @Nullable String location) {}

    /** {@code key = 'value'}, or another comparison in {@code DROP PARTITION}; a key alone has null for both. */
    record PartitionTerm(
            String key,
            @Nullable String comparison,
            @Nullable String value) {}

    /** How much {@code DESCRIBE} tells. */
    enum Detail {
        PLAIN,
        EXTENDED,
        FORMATTED
    }
}
