package tarn.engines.trino;

import com.google.inject.Injector;
import com.google.inject.Key;
import io.airlift.bootstrap.LifeCycleManager;
import io.trino.plugin.base.session.SessionPropertiesProvider;
import io.trino.plugin.hive.HiveAnalyzeProperties;
import io.trino.plugin.hive.HiveColumnProperties;
import io.trino.plugin.hive.HiveConnector;
import io.trino.plugin.hive.HiveSchemaProperties;
import io.trino.plugin.hive.HiveTransactionManager;
import io.trino.plugin.hive.HiveViewProperties;
import io.trino.spi.connector.ConnectorMetadata;
import io.trino.spi.connector.ConnectorNodePartitioningProvider;
import io.trino.spi.connector.ConnectorPageSinkProvider;
import io.trino.spi.connector.ConnectorPageSourceProvider;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorSplitManager;
import io.trino.spi.connector.ConnectorTransactionHandle;
import io.trino.spi.session.PropertyMetadata;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The Hive connector, whose transactions are known to their {@link Visit}. */
final class LakeConnector extends HiveConnector {

    private final OpenTransactions transactions = new OpenTransactions();

    LakeConnector(Injector injector, List<PropertyMetadata<?>> tableProperties) {
        super(
                injector,
                injector.getInstance(LifeCycleManager.class),
                injector.getInstance(HiveTransactionManager.class),
                injector.getInstance(ConnectorSplitManager.class),
                injector.getInstance(ConnectorPageSourceProvider.class),
                injector.getInstance(ConnectorPageSinkProvider.class),
                injector.getInstance(ConnectorNodePartitioningProvider.class),
                Set.of(),
                Set.of(),
                injector.getInstance(new Key<Set<SessionPropertiesProvider>>() {}),
                HiveSchemaProperties.SCHEMA_PROPERTIES,
                tableProperties,
                injector.getInstance(HiveViewProperties.class).getViewProperties(),
                injector.getInstance(HiveColumnProperties.class).getColumnProperties(),
                injector.getInstance(HiveAnalyzeProperties.class).getAnalyzeProperties(),
                Optional.empty(),
                true,
                LakeConnector.class.getClassLoader());
    }

    @Override
    public ConnectorMetadata getMetadata(ConnectorSession session, ConnectorTransactionHandle transaction) {
        transactions.seen(session, transaction);
        return super.getMetadata(session, transaction);
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
