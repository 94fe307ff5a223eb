package tarn.engines.trino;

import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.CatalogSchemaTableName;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.ColumnMetadata;
import io.trino.spi.connector.ConnectorMetadata;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorTableHandle;
import io.trino.spi.connector.ConnectorTableMetadata;
import io.trino.spi.connector.ConnectorTableVersion;
import io.trino.spi.connector.Constraint;
import io.trino.spi.connector.ConstraintApplicationResult;
import io.trino.spi.connector.LimitApplicationResult;
import io.trino.spi.connector.RelationColumnsMetadata;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.predicate.TupleDomain;
import io.trino.spi.type.TypeManager;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tarn.engines.sql.LakeSource;

/** The schemas, tables and columns of a source, as the caller of each statement sees them. */
final class SourceMetadata implements ConnectorMetadata {

    private final String catalog;
    private final TypeManager types;

    SourceMetadata(String catalog, TypeManager types) {
        this.catalog = catalog;
        this.types = types;
    }

    private LakeSource source(ConnectorSession session) {
        return SourceConnector.source(session, catalog);
    }

    @Override
    public List<String> listSchemaNames(ConnectorSession session) {
        return SourceConnector.asked(() -> source(session).schemas());
    }

    /** A name that stands for the lake itself sends readers there. */
    @Override
    public Optional<CatalogSchemaTableName> redirectTable(ConnectorSession session, SchemaTableName name) {
        return source(session).isLake()
                ? Optional.of(new CatalogSchemaTableName(Coordinator.CATALOG, name))
                : Optional.empty();
    }

    @Override
    public @Nullable ConnectorTableHandle getTableHandle(
            ConnectorSession session,
            SchemaTableName name,
            Optional<ConnectorTableVersion> startVersion,
            Optional<ConnectorTableVersion> endVersion) {
        if (startVersion.isPresent() || endVersion.isPresent()) {
            throw new TrinoException(StandardErrorCode.NOT_SUPPORTED, "Tables of this catalog have no versions");
        }
        return columns(session, name).isEmpty()
                ? null
                : new SourceTable(name.getSchemaName(), name.getTableName(), TupleDomain.all(), OptionalLong.empty());
    }

    private Optional<List<SourceColumn>> columns(ConnectorSession session, SchemaTableName name) {
        return SourceConnector.asked(() -> source(session).columns(name.getSchemaName(), name.getTableName()))
                .map(columns -> columns.stream()
                        .map(column -> new SourceColumn(column.name(), types.fromSqlType(column.type())))
                        .toList());
    }

    private List<SourceColumn> columns(ConnectorSession session, SourceTable table) {
        return columns(session, new SchemaTableName(table.schema(), table.table()))
                .orElse(List.of());
    }

    @Override
    public ConnectorTableMetadata getTableMetadata(ConnectorSession session, ConnectorTableHandle handle) {
        var table = (SourceTable) handle;
        return new ConnectorTableMetadata(
                new SchemaTableName(table.schema(), table.table()),
                columns(session, table).stream().map(SourceMetadata::metadata).toList());
    }

    private static ColumnMetadata metadata(SourceColumn column) {
        return new ColumnMetadata(column.name(), column.type());
    }

    @Override
    public Map<String, ColumnHandle> getColumnHandles(ConnectorSession session, ConnectorTableHandle handle) {
        var handles = new LinkedHashMap<String, ColumnHandle>();
        columns(session, (SourceTable) handle).forEach(column -> handles.put(column.name(), column));
        return handles;
    }

    @Override
    public ColumnMetadata getColumnMetadata(
            ConnectorSession session, ConnectorTableHandle handle, ColumnHandle column) {
        return metadata((SourceColumn) column);
    }

    @Override
    public List<SchemaTableName> listTables(ConnectorSession session, Optional<String> schema) {
        var names = new ArrayList<SchemaTableName>();
        for (var one : schema.map(List::of).orElseGet(() -> listSchemaNames(session))) {
            SourceConnector.asked(() -> source(session).tables(one))
                    .forEach(table -> names.add(new SchemaTableName(one, table)));
        }
        return names;
    }

    @Override
    public Iterator<RelationColumnsMetadata> streamRelationColumns(
            ConnectorSession session, Optional<String> schema, UnaryOperator<Set<SchemaTableName>> filter) {
        return filter.apply(Set.copyOf(listTables(session, schema))).stream()
                .map(name -> RelationColumnsMetadata.forTable(
                        name,
                        columns(session, name).orElse(List.of()).stream()
                                .map(SourceMetadata::metadata)
                                .toList()))
                .iterator();
    }

    /** The source may leave rows out by it; the engine looks again. */
    @Override
    public Optional<ConstraintApplicationResult<ConnectorTableHandle>> applyFilter(
            ConnectorSession session, ConnectorTableHandle handle, Constraint constraint) {
        var table = (SourceTable) handle;
        var filter = table.filter().intersect(constraint.getSummary());
        if (filter.equals(table.filter()) || table.limit().isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new ConstraintApplicationResult<>(
                new SourceTable(table.schema(), table.table(), filter, table.limit()),
                constraint.getSummary(),
                constraint.getExpression(),
                false));
    }

    @Override
    public Optional<LimitApplicationResult<ConnectorTableHandle>> applyLimit(
            ConnectorSession session, ConnectorTableHandle handle, long limit) {
        var table = (SourceTable) handle;
        if (!table.filter().isAll()
                || (table.limit().isPresent() && table.limit().getAsLong() <= limit)) {
            return Optional.empty();
        }
        var limited = new SourceTable(table.schema(), table.table(), table.filter(), OptionalLong.of(limit));
        return Optional.of(new LimitApplicationResult<>(limited, false, false));
    }
}
