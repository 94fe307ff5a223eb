package tarn.engines.trino;

import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.Connector;
import io.trino.spi.connector.ConnectorMetadata;
import io.trino.spi.connector.ConnectorPageSource;
import io.trino.spi.connector.ConnectorPageSourceProvider;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorSplit;
import io.trino.spi.connector.ConnectorSplitManager;
import io.trino.spi.connector.ConnectorSplitSource;
import io.trino.spi.connector.ConnectorTableCredentials;
import io.trino.spi.connector.ConnectorTableHandle;
import io.trino.spi.connector.ConnectorTransactionHandle;
import io.trino.spi.connector.Constraint;
import io.trino.spi.connector.DynamicFilter;
import io.trino.spi.connector.FixedSplitSource;
import io.trino.spi.connector.MemoryContext;
import io.trino.spi.transaction.IsolationLevel;
import io.trino.spi.type.TypeManager;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import tarn.engines.sql.LakeFailure;
import tarn.engines.sql.LakeSource;

/** A connector that reads a {@link LakeSource}: one split, rows as they come. */
final class SourceConnector implements Connector {

    private final String catalog;
    private final SourceMetadata metadata;

    /** Nothing is written, so there is nothing a transaction holds together. */
    enum Transaction implements ConnectorTransactionHandle {
        INSTANCE
    }

    SourceConnector(String catalog, TypeManager types) {
        this.catalog = catalog;
        this.metadata = new SourceMetadata(catalog, types);
    }

    /** What a name means to the statement of a session. */
    static LakeSource source(ConnectorSession session, String catalog) {
        var source =
                Visit.of(session.getIdentity()).statement().lake().sources().get(catalog);
        if (source == null) {
            throw new TrinoException(StandardErrorCode.CATALOG_NOT_FOUND, "Catalog '" + catalog + "' not found");
        }
        return source;
    }

    /** Asks a source; what it refuses comes out as Trino's. */
    static <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (LakeFailure failure) {
            throw Failures.ofCatalog(failure);
        }
    }

    @Override
    public ConnectorTransactionHandle beginTransaction(
            IsolationLevel isolationLevel, boolean readOnly, boolean autoCommit) {
        return Transaction.INSTANCE;
    }

    @Override
    public ConnectorMetadata getMetadata(ConnectorSession session, ConnectorTransactionHandle transaction) {
        return metadata;
    }

    @Override
    public ConnectorSplitManager getSplitManager() {
        return new ConnectorSplitManager() {
            @Override
            public ConnectorSplitSource getSplits(
                    ConnectorTransactionHandle transaction,
                    ConnectorSession session,
                    ConnectorTableHandle table,
                    Set<ColumnHandle> columns,
                    Constraint constraint) {
                return new FixedSplitSource(new SourceSplit(1));
            }
        };
    }

    @Override
    public ConnectorPageSourceProvider getPageSourceProvider() {
        return new ConnectorPageSourceProvider() {
            @Override
            public ConnectorPageSource createPageSource(
                    ConnectorTransactionHandle transaction,
                    ConnectorSession session,
                    ConnectorSplit split,
                    ConnectorTableHandle table,
                    Optional<ConnectorTableCredentials> credentials,
                    List<ColumnHandle> columns,
                    DynamicFilter dynamicFilter,
                    MemoryContext memory) {
                var read = columns.stream().map(SourceColumn.class::cast).toList();
                var rows = asked(() -> source(session, catalog).read(((SourceTable) table).read(read)));
                var bytes = Visit.of(session.getIdentity()).bytesScanned();
                return new SourcePages(
                        rows, read.stream().map(SourceColumn::type).toList(), bytes);
            }
        };
    }

    @Override
    public void shutdown() {}
}
