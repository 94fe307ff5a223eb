package tarn.engines.trino;

import com.google.inject.Inject;
import io.opentelemetry.api.trace.Span;
import io.trino.Session;
import io.trino.metadata.CatalogManager;
import io.trino.server.QuerySessionSupplier;
import io.trino.server.SessionContext;
import io.trino.server.SessionSupplier;
import io.trino.spi.QueryId;
import io.trino.spi.catalog.CatalogName;
import io.trino.spi.connector.ConnectorName;
import java.util.Map;

/** Sessions as Trino makes them, but at the statement's time. Who brings no visit, as over HTTP, gets none. */
final class VisitSessions implements SessionSupplier {

    private static final ConnectorName SOURCE = new ConnectorName(SourceConnectors.NAME);

    private final QuerySessionSupplier sessions;
    private final CatalogManager catalogs;

    @Inject
    VisitSessions(QuerySessionSupplier sessions, CatalogManager catalogs) {
        this.sessions = sessions;
        this.catalogs = catalogs;
    }

    @Override
    public Session createSession(QueryId queryId, Span span, SessionContext context) {
        var visit = Visit.of(context.getIdentity());
        visit.statement().lake().sources().keySet().forEach(this::know);
        return Session.builder(sessions.createSession(queryId, span, context))
                .setStart(visit.statement().now())
                .build();
    }

    /* A catalog is known by its name only; what that is differs by statement. */
    private void know(String source) {
        var name = new CatalogName(source);
        if (catalogs.getCatalog(name).isEmpty()) {
            catalogs.createCatalog(name, SOURCE, Map.of(), true);
        }
    }
}
