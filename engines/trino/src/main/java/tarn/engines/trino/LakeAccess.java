package tarn.engines.trino;

import io.trino.spi.QueryId;
import io.trino.spi.connector.CatalogSchemaName;
import io.trino.spi.connector.CatalogSchemaRoutineName;
import io.trino.spi.connector.CatalogSchemaTableName;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.function.SchemaFunctionName;
import io.trino.spi.security.Identity;
import io.trino.spi.security.SystemAccessControl;
import io.trino.spi.security.SystemSecurityContext;
import java.security.Principal;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What statements may do at all: everything a lake can answer for, in the lake's catalog. The lake itself refuses what
 * its caller may not see. What is not allowed here is denied, as the interface's own methods do; above all the system
 * catalog, which shows and kills the statements of others.
 */
final class LakeAccess implements SystemAccessControl {

    private static final Set<String> MAINTENANCE = Set.of("OPTIMIZE", "EXPIRE_SNAPSHOTS", "REMOVE_ORPHAN_FILES");

    private static boolean open(SystemSecurityContext context, String catalog) {
        return catalog.equals(Coordinator.CATALOG)
                || catalog.equals(Coordinator.ICEBERG_CATALOG)
                || sources(context).contains(catalog);
    }

    private static Set<String> sources(SystemSecurityContext context) {
        return Visit.of(context.getIdentity()).statement().lake().sources().keySet();
    }

    @Override
    @SuppressWarnings("deprecation") // Trino asks it of every session
    public void checkCanSetUser(Optional<Principal> principal, String userName) {}

    @Override
    public void checkCanExecuteQuery(Identity identity, QueryId queryId) {}

    @Override
    public void checkCanViewQueryOwnedBy(Identity identity, Identity queryOwner) {
        if (!identity.getExtraCredentials().equals(queryOwner.getExtraCredentials())) {
            SystemAccessControl.super.checkCanViewQueryOwnedBy(identity, queryOwner);
        }
    }

    @Override
    public Collection<Identity> filterViewQueryOwnedBy(Identity identity, Collection<Identity> queryOwners) {
        return List.of();
    }

    @Override
    public void checkCanSetSystemSessionProperty(Identity identity, QueryId queryId, String propertyName) {}

    @Override
    public void checkCanSetCatalogSessionProperty(
            SystemSecurityContext context, String catalogName, String propertyName) {
        if (!open(context, catalogName)) {
            SystemAccessControl.super.checkCanSetCatalogSessionProperty(context, catalogName, propertyName);
        }
    }

    @Override
    public boolean canAccessCatalog(SystemSecurityContext context, String catalogName) {
        return open(context, catalogName);
    }

    @Override
    public Set<String> filterCatalogs(SystemSecurityContext context, Set<String> catalogs) {
        var allowed = new HashSet<>(catalogs);
        var sources = sources(context);
        allowed.removeIf(catalog -> !catalog.equals(Coordinator.CATALOG) && !sources.contains(catalog));
        return allowed;
    }

    @Override
    public void checkCanCreateSchema(
            SystemSecurityContext context, CatalogSchemaName schema, Map<String, Object> properties) {}

    @Override
    public void checkCanDropSchema(SystemSecurityContext context, CatalogSchemaName schema) {}

    @Override
    public void checkCanShowSchemas(SystemSecurityContext context, String catalogName) {}

    @Override
    public Set<String> filterSchemas(SystemSecurityContext context, String catalogName, Set<String> schemaNames) {
        return open(context, catalogName) ? schemaNames : Set.of();
    }

    @Override
    public void checkCanShowCreateSchema(SystemSecurityContext context, CatalogSchemaName schemaName) {}

    @Override
    public void checkCanShowCreateTable(SystemSecurityContext context, CatalogSchemaTableName table) {}

    @Override
    public void checkCanCreateTable(
            SystemSecurityContext context, CatalogSchemaTableName table, Map<String, Object> properties) {}

    @Override
    public void checkCanDropTable(SystemSecurityContext context, CatalogSchemaTableName table) {}

    @Override
    public void checkCanRenameTable(
            SystemSecurityContext context, CatalogSchemaTableName table, CatalogSchemaTableName newTable) {}

    @Override
    public void checkCanSetTableProperties(
            SystemSecurityContext context, CatalogSchemaTableName table, Map<String, Optional<Object>> properties) {}

    @Override
    public void checkCanSetTableComment(SystemSecurityContext context, CatalogSchemaTableName table) {}

    @Override
    public void checkCanSetViewComment(SystemSecurityContext context, CatalogSchemaTableName view) {}

    @Override
    public void checkCanSetColumnComment(SystemSecurityContext context, CatalogSchemaTableName table) {}

    @Override
    public void checkCanShowTables(SystemSecurityContext context, CatalogSchemaName schema) {}

    @Override
    public Set<SchemaTableName> filterTables(
            SystemSecurityContext context, String catalogName, Set<SchemaTableName> tableNames) {
        return open(context, catalogName) ? tableNames : Set.of();
    }

    @Override
    public void checkCanShowColumns(SystemSecurityContext context, CatalogSchemaTableName table) {}

    @Override
    public Map<SchemaTableName, Set<String>> filterColumns(
            SystemSecurityContext context, String catalogName, Map<SchemaTableName, Set<String>> tableColumns) {
        return open(context, catalogName) ? tableColumns : Map.of();
    }

    @Override
    public void checkCanAddColumn(SystemSecurityContext context, CatalogSchemaTableName table) {}

    @Override
    public void checkCanAlterColumn(SystemSecurityContext context, CatalogSchemaTableName table) {}

    @Override
    public void checkCanDropColumn(SystemSecurityContext context, CatalogSchemaTableName table) {}

    @Override
    public void checkCanRenameColumn(SystemSecurityContext context, CatalogSchemaTableName table) {}

    @Override
    public void checkCanSelectFromColumns(
            SystemSecurityContext context, CatalogSchemaTableName table, Optional<String> branch, Set<String> columns) {
        checkOpen(context, table, branch, columns);
    }

    @Override
    public void checkCanCreateViewWithSelectFromColumns(
            SystemSecurityContext context, CatalogSchemaTableName table, Optional<String> branch, Set<String> columns) {
        checkOpen(context, table, branch, columns);
    }

    private void checkOpen(
            SystemSecurityContext context, CatalogSchemaTableName table, Optional<String> branch, Set<String> columns) {
        if (!open(context, table.getCatalogName())) {
            SystemAccessControl.super.checkCanSelectFromColumns(context, table, branch, columns);
        }
    }

    @Override
    public void checkCanInsertIntoTable(
            SystemSecurityContext context, CatalogSchemaTableName table, Optional<String> branch) {}

    @Override
    public void checkCanDeleteFromTable(
            SystemSecurityContext context, CatalogSchemaTableName table, Optional<String> branch) {}

    @Override
    public void checkCanTruncateTable(SystemSecurityContext context, CatalogSchemaTableName table) {}

    @Override
    public void checkCanUpdateTableColumns(
            SystemSecurityContext context,
            CatalogSchemaTableName table,
            Optional<String> branch,
            Set<String> updatedColumnNames) {}

    /** OPTIMIZE and VACUUM come as these. */
    @Override
    public void checkCanExecuteTableProcedure(
            SystemSecurityContext context, CatalogSchemaTableName table, String procedure) {
        if (!MAINTENANCE.contains(procedure)) {
            SystemAccessControl.super.checkCanExecuteTableProcedure(context, table, procedure);
        }
    }

    @Override
    public void checkCanCreateView(SystemSecurityContext context, CatalogSchemaTableName view) {}

    @Override
    public void checkCanRenameView(
            SystemSecurityContext context, CatalogSchemaTableName view, CatalogSchemaTableName newView) {}

    @Override
    public void checkCanDropView(SystemSecurityContext context, CatalogSchemaTableName view) {}

    @Override
    public boolean canExecuteFunction(SystemSecurityContext context, CatalogSchemaRoutineName functionName) {
        return functionName.getCatalogName().equals("system")
                && functionName.getSchemaName().equals("builtin");
    }

    @Override
    public boolean canCreateViewWithExecuteFunction(
            SystemSecurityContext context, CatalogSchemaRoutineName functionName) {
        return canExecuteFunction(context, functionName);
    }

    @Override
    public void checkCanShowFunctions(SystemSecurityContext context, CatalogSchemaName schema) {}

    @Override
    public Set<SchemaFunctionName> filterFunctions(
            SystemSecurityContext context, String catalogName, Set<SchemaFunctionName> functionNames) {
        return functionNames;
    }
}
