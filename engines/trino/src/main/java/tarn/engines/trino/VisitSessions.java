package tarn.engines.trino;

import com.google.inject.Inject;
import io.opentelemetry.api.trace.Span;
import io.trino.Session;
import io.trino.server.QuerySessionSupplier;
import io.trino.server.SessionContext;
import io.trino.server.SessionSupplier;
import io.trino.spi.QueryId;

/** Sessions as Trino makes them, but at the statement's time. Who brings no visit, as over HTTP, gets none. */
final class VisitSessions implements SessionSupplier {

    private final QuerySessionSupplier sessions;

    @Inject
    VisitSessions(QuerySessionSupplier sessions) {
        this.sessions = sessions;
    }

    @Override
    public Session createSession(QueryId queryId, Span span, SessionContext context) {
        var visit = Visit.of(context.getIdentity());
        return Session.builder(sessions.createSession(queryId, span, context))
                .setStart(visit.statement().now())
                .build();
    }
}
