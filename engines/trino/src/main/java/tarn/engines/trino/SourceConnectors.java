package tarn.engines.trino;

import io.trino.spi.connector.Connector;
import io.trino.spi.connector.ConnectorContext;
import io.trino.spi.connector.ConnectorFactory;
import java.util.Map;

/** Connectors to what lies elsewhere than in the lake. One knows only its name; a statement's lake knows what that is. */
final class SourceConnectors implements ConnectorFactory {

    static final String NAME = "lake_source";

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public Connector create(String catalogName, Map<String, String> config, ConnectorContext context) {
        return new SourceConnector(catalogName, context.getTypeManager());
    }
}
