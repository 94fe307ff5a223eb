package tarn.engines.trino;

import io.trino.metastore.Database;
import io.trino.metastore.HiveColumnStatistics;
import io.trino.metastore.HiveMetastore;
import io.trino.metastore.HivePrincipal;
import io.trino.metastore.HivePrivilegeInfo;
import io.trino.metastore.HiveType;
import io.trino.metastore.Partition;
import io.trino.metastore.PartitionStatistics;
import io.trino.metastore.PartitionWithStatistics;
import io.trino.metastore.Partitions;
import io.trino.metastore.PrincipalPrivileges;
import io.trino.metastore.StatisticsUpdateMode;
import io.trino.metastore.Table;
import io.trino.metastore.TableInfo;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.connector.TableNotFoundException;
import io.trino.spi.function.LanguageFunction;
import io.trino.spi.predicate.TupleDomain;
import io.trino.spi.security.RoleGrant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import tarn.engines.sql.LakeCatalog;
import tarn.engines.sql.LakeFailure;
import tarn.engines.sql.LakeTable;

/**
 * A lake's catalog as Trino's Hive connector sees it. Roles, grants and stored functions are refused: who may do what is
 * decided by the lake itself.
 */
final class LakeMetastore implements HiveMetastore {

    private final LakeCatalog catalog;

    LakeMetastore(LakeCatalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public Optional<Database> getDatabase(String databaseName) {
        return ask(() -> catalog.database(databaseName).map(HiveShapes::hive));
    }

    @Override
    public List<String> getAllDatabases() {
        return ask(() ->
                catalog.databases().stream().map(database -> database.name()).toList());
    }

    @Override
    public Optional<Table> getTable(String databaseName, String tableName) {
        return ask(() -> catalog.table(databaseName, tableName).map(HiveShapes::hive));
    }

    @Override
    public List<TableInfo> getTables(String databaseName) {
        return ask(() -> catalog.tables(databaseName).stream()
                .map(table -> new TableInfo(
                        new SchemaTableName(databaseName, table.name()),
                        TableInfo.ExtendedRelationType.fromTableTypeAndComment(
                                table.type(), table.parameters().getOrDefault("comment", ""))))
                .toList());
    }

    @Override
    public List<String> getTableNamesWithParameters(
            String databaseName, String parameterKey, Set<String> parameterValues) {
        return ask(() -> catalog.tables(databaseName).stream()
                .filter(table -> {
                    var value = table.parameters().get(parameterKey);
                    return value != null && parameterValues.contains(value);
                })
                .map(LakeTable::name)
                .toList());
    }

    @Override
    public void createDatabase(Database database) {
        tell(() -> catalog.createDatabase(HiveShapes.lake(database)));
    }

    @Override
    public void dropDatabase(String databaseName, boolean deleteData) {
        tell(() -> catalog.dropDatabase(databaseName));
    }

    @Override
    public void createTable(Table table, PrincipalPrivileges principalPrivileges) {
        tell(() -> catalog.createTable(HiveShapes.lake(table)));
    }

    /** Files stay, whatever Trino thinks: tables of a lake are external. */
    @Override
    public void dropTable(String databaseName, String tableName, boolean deleteData) {
        tell(() -> catalog.dropTable(databaseName, tableName));
    }

    @Override
    public void replaceTable(
            String databaseName,
            String tableName,
            Table newTable,
            PrincipalPrivileges principalPrivileges,
            Map<String, String> environmentContext) {
        tell(() -> catalog.replaceTable(databaseName, tableName, HiveShapes.lake(newTable)));
    }

    @Override
    public void renameTable(String databaseName, String tableName, String newDatabaseName, String newTableName) {
        change(
                databaseName,
                tableName,
                table -> Table.builder(table)
                        .setDatabaseName(newDatabaseName)
                        .setTableName(newTableName)
                        .build());
    }

    @Override
    public void commentTable(String databaseName, String tableName, Optional<String> comment) {
        change(databaseName, tableName, table -> table.withComment(comment));
    }

    @Override
    public void commentColumn(String databaseName, String tableName, String columnName, Optional<String> comment) {
        change(databaseName, tableName, table -> table.withColumnComment(columnName, comment));
    }

    @Override
    public void addColumn(
            String databaseName, String tableName, String columnName, HiveType columnType, String columnComment) {
        var column =
                new io.trino.metastore.Column(columnName, columnType, Optional.ofNullable(columnComment), Map.of());
        change(databaseName, tableName, table -> table.withAddColumn(column));
    }

    @Override
    public void renameColumn(String databaseName, String tableName, String oldColumnName, String newColumnName) {
        change(databaseName, tableName, table -> table.withRenameColumn(oldColumnName, newColumnName));
    }

    @Override
    public void dropColumn(String databaseName, String tableName, String columnName) {
        change(databaseName, tableName, table -> table.withDropColumn(columnName));
    }

    private void change(String databaseName, String tableName, UnaryOperator<Table> change) {
        tell(() -> catalog.replaceTable(
                databaseName,
                tableName,
                HiveShapes.lake(change.apply(HiveShapes.hive(present(databaseName, tableName))))));
    }

    @Override
    public Optional<Partition> getPartition(Table table, List<String> partitionValues) {
        return ask(() -> {
            var shape = HiveShapes.lake(table);
            return catalog.partitions(shape, List.of(partitionValues)).stream()
                    .findFirst()
                    .map(partition -> HiveShapes.hive(shape, partition));
        });
    }

    @Override
    public Optional<List<String>> getPartitionNamesByFilter(
            String databaseName, String tableName, List<String> columnNames, TupleDomain<String> partitionKeysFilter) {
        if (partitionKeysFilter.isNone()) {
            return Optional.of(List.of());
        }
        return ask(() -> catalog.table(databaseName, tableName)
                .map(table -> catalog.partitionValues(table, Conditions.of(partitionKeysFilter)).stream()
                        .map(values -> Partitions.makePartName(columnNames, values))
                        .toList()));
    }

    @Override
    public Map<String, Optional<Partition>> getPartitionsByNames(Table table, List<String> partitionNames) {
        return ask(() -> {
            var shape = HiveShapes.lake(table);
            var names = new LinkedHashMap<List<String>, String>();
            partitionNames.forEach(name -> names.put(Partitions.toPartitionValues(name), name));
            var found = new HashMap<String, Optional<Partition>>();
            partitionNames.forEach(name -> found.put(name, Optional.empty()));
            for (var partition : catalog.partitions(shape, List.copyOf(names.keySet()))) {
                var name = names.get(partition.values());
                if (name != null) {
                    found.put(name, Optional.of(HiveShapes.hive(shape, partition)));
                }
            }
            return found;
        });
    }

    @Override
    public void addPartitions(String databaseName, String tableName, List<PartitionWithStatistics> partitions) {
        tell(() -> catalog.addPartitions(
                present(databaseName, tableName),
                partitions.stream()
                        .map(added -> HiveShapes.lake(added.getPartition()))
                        .toList()));
    }

    @Override
    public void dropPartition(String databaseName, String tableName, List<String> parts, boolean deleteData) {
        tell(() -> catalog.dropPartition(present(databaseName, tableName), parts));
    }

    @Override
    public void alterPartition(String databaseName, String tableName, PartitionWithStatistics partition) {
        tell(() ->
                catalog.replacePartition(present(databaseName, tableName), HiveShapes.lake(partition.getPartition())));
    }

    private LakeTable present(String databaseName, String tableName) {
        return catalog.table(databaseName, tableName)
                .orElseThrow(() -> new TableNotFoundException(new SchemaTableName(databaseName, tableName)));
    }

    @Override
    public Map<String, HiveColumnStatistics> getTableColumnStatistics(
            String databaseName, String tableName, Set<String> columnNames) {
        return ask(() -> catalog.table(databaseName, tableName)
                .map(table -> ColumnStatistics.hive(table, catalog.statistics(table, columnNames)))
                .orElse(Map.of()));
    }

    @Override
    public Map<String, Map<String, HiveColumnStatistics>> getPartitionColumnStatistics(
            String databaseName, String tableName, Set<String> partitionNames, Set<String> columnNames) {
        return Map.of();
    }

    /** Nothing is kept: a lake's catalog counts rows when it is crawled. */
    @Override
    public void updateTableStatistics(
            String databaseName,
            String tableName,
            OptionalLong acidWriteId,
            StatisticsUpdateMode mode,
            PartitionStatistics statisticsUpdate) {}

    @Override
    public void updatePartitionStatistics(
            Table table, StatisticsUpdateMode mode, Map<String, PartitionStatistics> partitionUpdates) {}

    @Override
    public Set<HivePrivilegeInfo> listTablePrivileges(
            String databaseName, String tableName, Optional<String> tableOwner, Optional<HivePrincipal> principal) {
        return Set.of();
    }

    @Override
    public Set<String> listRoles() {
        return Set.of();
    }

    @Override
    public Set<RoleGrant> listRoleGrants(HivePrincipal principal) {
        return Set.of();
    }

    @Override
    public boolean functionExists(String databaseName, String functionName, String signatureToken) {
        return false;
    }

    @Override
    public Collection<LanguageFunction> getAllFunctions(String databaseName) {
        return List.of();
    }

    @Override
    public Collection<LanguageFunction> getFunctions(String databaseName, String functionName) {
        return List.of();
    }

    @Override
    public void renameDatabase(String databaseName, String newDatabaseName) {
        throw refused("renaming databases");
    }

    @Override
    public void setDatabaseOwner(String databaseName, HivePrincipal principal) {
        throw refused("owners");
    }

    @Override
    public void setTableOwner(String databaseName, String tableName, HivePrincipal principal) {
        throw refused("owners");
    }

    @Override
    public void createRole(String role, String grantor) {
        throw refused("roles");
    }

    @Override
    public void dropRole(String role) {
        throw refused("roles");
    }

    @Override
    public void grantRoles(Set<String> roles, Set<HivePrincipal> grantees, boolean adminOption, HivePrincipal grantor) {
        throw refused("roles");
    }

    @Override
    public void revokeRoles(
            Set<String> roles, Set<HivePrincipal> grantees, boolean adminOption, HivePrincipal grantor) {
        throw refused("roles");
    }

    @Override
    public void grantTablePrivileges(
            String databaseName,
            String tableName,
            String tableOwner,
            HivePrincipal grantee,
            HivePrincipal grantor,
            Set<HivePrivilegeInfo.HivePrivilege> privileges,
            boolean grantOption) {
        throw refused("grants");
    }

    @Override
    public void revokeTablePrivileges(
            String databaseName,
            String tableName,
            String tableOwner,
            HivePrincipal grantee,
            HivePrincipal grantor,
            Set<HivePrivilegeInfo.HivePrivilege> privileges,
            boolean grantOption) {
        throw refused("grants");
    }

    @Override
    public void createFunction(String databaseName, String functionName, LanguageFunction function) {
        throw refused("stored functions");
    }

    @Override
    public void replaceFunction(String databaseName, String functionName, LanguageFunction function) {
        throw refused("stored functions");
    }

    @Override
    public void dropFunction(String databaseName, String functionName, String signatureToken) {
        throw refused("stored functions");
    }

    private static TrinoException refused(String what) {
        return new TrinoException(StandardErrorCode.NOT_SUPPORTED, "This catalog does not support " + what);
    }

    private static <T> T ask(Supplier<T> question) {
        try {
            return question.get();
        } catch (LakeFailure e) {
            throw Failures.ofCatalog(e);
        }
    }

    private static void tell(Runnable change) {
        try {
            change.run();
        } catch (LakeFailure e) {
            throw Failures.ofCatalog(e);
        }
    }
}
