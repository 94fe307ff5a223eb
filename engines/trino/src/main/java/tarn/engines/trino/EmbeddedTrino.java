package tarn.engines.trino;

import io.trino.spi.StandardErrorCode;
import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import tarn.engines.sql.IcebergRules;
import tarn.engines.sql.SqlEngine;
import tarn.engines.sql.SqlEngineSettings;
import tarn.engines.sql.SqlFailure;
import tarn.engines.sql.SqlKind;
import tarn.engines.sql.SqlQuery;
import tarn.engines.sql.SqlStatement;

/** Trino in this JVM: started in the background by the first who needs it. */
final class EmbeddedTrino implements SqlEngine {

    private static final String VECTORS = "jdk.incubator.vector";

    /** Held, since the JDK forgets the level of a logger nobody holds. */
    private static final List<Logger> QUIET = List.of(
            Logger.getLogger("io.trino"),
            Logger.getLogger("io.airlift"),
            Logger.getLogger("org.apache.iceberg"),
            Logger.getLogger("org.eclipse.jetty"),
            Logger.getLogger("org.glassfish.jersey"),
            Logger.getLogger("org.hibernate.validator"),
            Logger.getLogger("Bootstrap"));

    /** Complains while the coordinator starts. */
    private static final Logger MEMORY = Logger.getLogger("io.trino.memory.RemoteNodeMemory");

    private static final String NUMBERS = "FROM UNNEST(sequence(1, 1000)) t(n)";

    /** What is run while nobody asks, several times, since code is compiled when it has been used often. */
    private static final List<String> REHEARSAL = Collections.nCopies(
                    10,
                    List.of(
                            "SELECT 1",
                            "SELECT n % 7 AS k, count(*) AS c, sum(n) AS s " + NUMBERS
                                    + " GROUP BY 1 ORDER BY c DESC LIMIT 5",
                            "SELECT a.n, upper(CAST(b.n AS varchar)) FROM (SELECT n " + NUMBERS + ") a JOIN (SELECT n "
                                    + NUMBERS + ") b ON a.n = b.n WHERE a.n < 10"))
            .stream()
            .flatMap(List::stream)
            .toList();

    private final SqlEngineSettings settings;
    private final Map<TrinoQuery, Boolean> running = new ConcurrentHashMap<>();
    private @Nullable CompletableFuture<Coordinator> coordinator;
    private boolean closed;

    EmbeddedTrino(SqlEngineSettings settings) {
        this.settings = settings;
    }

    @Override
    public void warm() {
        var _ = starting();
    }

    @Override
    public SqlKind read(String text) {
        try {
            return Kinds.of(new SqlParser().createStatement(text));
        } catch (ParsingException e) {
            throw Failures.of(
                    StandardErrorCode.SYNTAX_ERROR.toErrorCode(),
                    String.valueOf(e.getMessage()),
                    Optional.of(new SqlFailure.Position(e.getLineNumber(), e.getColumnNumber())),
                    e);
        }
    }

    @Override
    public SqlQuery start(SqlStatement statement) {
        var query = new TrinoQuery(Visit.begin(statement));
        running.put(query, true);
        query.whenEnded(() -> running.remove(query));
        query.begin(starting());
        return query;
    }

    @Override
    public Optional<IcebergRules> iceberg() {
        return Optional.of(new IcebergLibrary());
    }

    private synchronized CompletableFuture<Coordinator> starting() {
        if (closed) {
            throw new IllegalStateException("The engine is closed");
        }
        var known = coordinator;
        if (known == null || known.isCompletedExceptionally()) {
            known = new CompletableFuture<>();
            coordinator = known;
            start(known);
        }
        return known;
    }

    private void start(CompletableFuture<Coordinator> future) {
        var thread = Thread.ofPlatform().name("trino start").daemon().unstarted(() -> {
            try {
                checkJvm();
                QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
                MEMORY.setLevel(Level.SEVERE);
                future.complete(Coordinator.start(settings));
                rehearse();
            } catch (RuntimeException | Error e) {
                future.completeExceptionally(e);
            }
        });
        thread.setContextClassLoader(EmbeddedTrino.class.getClassLoader());
        thread.start();
    }

    /** Runs a few statements that read nothing while nobody asks, so that the first that is asked finds code compiled. */
    private void rehearse() {
        for (var text : REHEARSAL) {
            if (!running.isEmpty() || isClosed()) {
                return;
            }
            var id = "rehearsal-" + UUID.randomUUID();
            try (var query =
                    start(SqlStatement.of(id, text, Optional.empty(), "tarn", EmptyLake.LAKE, Instant.EPOCH))) {
                query.await();
            }
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private static void checkJvm() {
        if (ModuleLayer.boot().findModule(VECTORS).isEmpty()) {
            throw new IllegalStateException(
                    "The SQL engine needs the module " + VECTORS + ": start Java with --add-modules=" + VECTORS);
        }
    }

    @Override
    public void close() {
        CompletableFuture<Coordinator> known;
        synchronized (this) {
            closed = true;
            known = coordinator;
        }
        running.keySet().forEach(TrinoQuery::close);
        if (known != null) {
            var _ = known.thenAccept(Coordinator::close);
        }
    }
}
