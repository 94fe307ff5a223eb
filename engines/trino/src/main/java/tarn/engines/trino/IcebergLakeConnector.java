package tarn.engines.trino;

import com.google.common.collect.ImmutableList;
import com.google.inject.Inject;
import com.google.inject.Injector;
import io.airlift.bootstrap.LifeCycleManager;
import io.trino.plugin.base.session.SessionPropertiesProvider;
import io.trino.plugin.iceberg.IcebergAnalyzeProperties;
import io.trino.plugin.iceberg.IcebergConnector;
import io.trino.plugin.iceberg.IcebergMaterializedViewProperties;
import io.trino.plugin.iceberg.IcebergSchemaProperties;
import io.trino.plugin.iceberg.IcebergTableProperties;
import io.trino.plugin.iceberg.IcebergTransactionManager;
import io.trino.plugin.iceberg.IcebergViewProperties;
import io.trino.spi.connector.ConnectorMetadata;
import io.trino.spi.connector.ConnectorNodePartitioningProvider;
import io.trino.spi.connector.ConnectorPageSinkProvider;
import io.trino.spi.connector.ConnectorPageSourceProviderFactory;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorSplitManager;
import io.trino.spi.connector.ConnectorTransactionHandle;
import io.trino.spi.connector.SystemTable;
import io.trino.spi.connector.TableProcedureMetadata;
import io.trino.spi.function.FunctionProvider;
import io.trino.spi.function.table.ConnectorTableFunction;
import io.trino.spi.procedure.Procedure;
import io.trino.spi.session.PropertyMetadata;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The Iceberg connector, whose transactions are known to their {@link Visit}, with Athena's table properties. */
final class IcebergLakeConnector extends IcebergConnector {

    private final OpenTransactions transactions = new OpenTransactions();

    @Inject
    IcebergLakeConnector(
            Injector injector,
            LifeCycleManager lifeCycle,
            IcebergTransactionManager transactions,
            ConnectorSplitManager splits,
            ConnectorPageSourceProviderFactory sources,
            ConnectorPageSinkProvider sinks,
            ConnectorNodePartitioningProvider partitioning,
            Set<SessionPropertiesProvider> sessionProperties,
            IcebergSchemaProperties schemaProperties,
            IcebergTableProperties tableProperties,
            IcebergViewProperties viewProperties,
            IcebergMaterializedViewProperties materializedViewProperties,
            IcebergAnalyzeProperties analyzeProperties,
            Set<Procedure> procedures,
            Set<TableProcedureMetadata> tableProcedures,
            Set<ConnectorTableFunction> tableFunctions,
            FunctionProvider functions,
            Set<SystemTable> systemTables) {
        super(
                injector,
                lifeCycle,
                transactions,
                splits,
                sources,
                sinks,
                partitioning,
                sessionProperties,
                schemaProperties,
                tableProperties,
                viewProperties,
                materializedViewProperties,
                analyzeProperties,
                Optional.empty(),
                procedures,
                tableProcedures,
                tableFunctions,
                functions,
                systemTables);
    }

    @Override
    public List<PropertyMetadata<?>> getTableProperties() {
        return ImmutableList.<PropertyMetadata<?>>builder()
                .addAll(super.getTableProperties())
                .addAll(IcebergProperties.ATHENA)
                .build();
    }

    @Override
    public ConnectorMetadata getMetadata(ConnectorSession session, ConnectorTransactionHandle transaction) {
        transactions.seen(session, transaction);
        return new IcebergProperties.Translated(super.getMetadata(session, transaction));
    }

    @Override
    public void commit(ConnectorTransactionHandle transaction) {
        try {
            super.commit(transaction);
        } finally {
            transactions.ended(transaction);
        }
    }

    @Override
    public void rollback(ConnectorTransactionHandle transaction) {
        try {
            super.rollback(transaction);
        } finally {
            transactions.ended(transaction);
        }
    }
}
