package tarn.engines.trino;

import com.google.common.util.concurrent.ListenableFuture;
import io.opentelemetry.api.trace.Span;
import io.trino.client.ProtocolHeaders;
import io.trino.dispatcher.DispatchQuery;
import io.trino.exchange.DirectExchangeInput;
import io.trino.execution.QueryExecution.QueryOutputInfo;
import io.trino.execution.QueryState;
import io.trino.execution.buffer.PagesSerdes;
import io.trino.memory.context.AggregatedMemoryContext;
import io.trino.memory.context.SimpleLocalMemoryContext;
import io.trino.operator.DirectExchangeClient;
import io.trino.operator.RetryPolicy;
import io.trino.server.SessionContext;
import io.trino.server.protocol.Slug;
import io.trino.spi.Page;
import io.trino.spi.QueryId;
import io.trino.spi.exchange.ExchangeId;
import io.trino.spi.security.SelectedRole;
import io.trino.spi.session.ResourceEstimates;
import io.trino.spi.type.BigintType;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One statement's way through the coordinator, on a thread of its own: dispatched, its result pages pulled and handed to
 * a {@link Sink}, and followed until everything it began has ended.
 */
final class Run {

    /** Who takes what a run gives. */
    interface Sink {
        /** What the result looks like and what the statement changes; called once, before any page. */
        void begin(Columns columns, Optional<String> updateType);

        /** Takes a page; blocks while there are enough. False once no more are wanted. */
        boolean take(Page page) throws InterruptedException;

        /** Takes the number of rows that were changed. */
        void updated(long rows);
    }

    private static final long LOOK_AGAIN_MILLIS = 1000;

    private final Coordinator coordinator;
    private final Visit visit;
    private final Sink sink;
    private final QueryId id;
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private boolean begun;
    private boolean updating;

    /** @param attempt counts the texts that were tried for one statement, from 0 */
    Run(Coordinator coordinator, Visit visit, Sink sink, int attempt) {
        this.coordinator = coordinator;
        this.visit = visit;
        this.sink = sink;
        this.id = new QueryId("t" + visit.key().replace('-', '_') + (attempt == 0 ? "" : "_" + attempt));
    }

    QueryId id() {
        return id;
    }

    /** Hands the statement over; after this it can be asked about and cancelled. */
    DispatchQuery dispatch() throws InterruptedException, ExecutionException {
        coordinator
                .dispatcher()
                .createQuery(
                        id,
                        Span.getInvalid(),
                        Slug.createNew(),
                        context(),
                        visit.text().text())
                .get();
        return coordinator.dispatcher().getQuery(id);
    }

    /** Follows the statement to its end, good or bad. */
    void follow(DispatchQuery query) throws InterruptedException, ExecutionException {
        query.getDispatchedFuture().get();
        if (coordinator.queries().hasQuery(id)) {
            coordinator.queries().addFinalQueryInfoListener(id, info -> ended.complete(true));
            pull(query);
            coordinator.queries().resultsConsumed(id);
            ended.get();
        }
        visit.awaitTransactions();
    }

    private void pull(DispatchQuery query) throws InterruptedException, ExecutionException {
        try (var exchange = exchange()) {
            coordinator.queries().setOutputInfoListener(id, output -> output(query, output, exchange));
            var serde = PagesSerdes.createExchangePagesSerdeFactory(coordinator.blocks(), query.getSession())
                    .createDeserializer(Optional.empty());
            while (!exchange.isFinished() && !isOver(query)) {
                for (var bytes = exchange.pollPage(); bytes != null; bytes = exchange.pollPage()) {
                    if (!give(serde.deserialize(bytes))) {
                        query.cancel();
                        return;
                    }
                }
                await(exchange.isBlocked());
                query.recordHeartbeat();
            }
        }
    }

    /** Whether no page will come: the query has ended, or it only waits to be told that its lack of a result was seen. */
    private boolean isOver(DispatchQuery query) {
        return ended.isDone()
                || query.isDone()
                || (query.getState() == QueryState.FINISHING
                        && query.getFullQueryInfo().getStages().isEmpty());
    }

    private QueryState state() {
        return coordinator.queries().getQueryState(id);
    }

    private boolean give(Page page) throws InterruptedException {
        if (!updating) {
            return sink.take(page);
        }
        if (page.getPositionCount() > 0 && !page.getBlock(0).isNull(0)) {
            sink.updated(BigintType.BIGINT.getLong(page.getBlock(0), 0));
        }
        return true;
    }

    /** Waits for pages, for the end, or for a while: the state may have changed without a page. */
    private void await(ListenableFuture<Void> pages) throws InterruptedException, ExecutionException {
        var woken = new CompletableFuture<Void>();
        pages.addListener(() -> woken.complete(null), Runnable::run);
        var _ = ended.thenRun(() -> woken.complete(null));
        var change = coordinator.queries().getStateChange(id, state());
        change.addListener(() -> woken.complete(null), Runnable::run);
        try {
            woken.get(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return; // look again
        }
    }

    private synchronized void output(DispatchQuery query, QueryOutputInfo output, DirectExchangeClient exchange) {
        if (!begun) {
            begun = true;
            var updateType = Optional.ofNullable(query.getFullQueryInfo().getUpdateType());
            updating = updateType.isPresent()
                    && output.getColumnTypes().size() == 1
                    && output.getColumnTypes().getFirst().equals(BigintType.BIGINT);
            sink.begin(new Columns(output.getColumnNames(), output.getColumnTypes()), updateType);
        }
        output.drainInputs(input -> {
            var direct = (DirectExchangeInput) input;
            exchange.addLocation(direct.getTaskId(), URI.create(direct.getLocation()));
        });
        if (output.isNoMoreInputs()) {
            exchange.noMoreLocations();
        }
    }

    private DirectExchangeClient exchange() {
        return coordinator
                .exchanges()
                .get(
                        id,
                        new ExchangeId("result"),
                        Span.getInvalid(),
                        new SimpleLocalMemoryContext(
                                AggregatedMemoryContext.newSimpleAggregatedMemoryContext(), "result"),
                        coordinator.queries()::outputTaskFailed,
                        RetryPolicy.NONE);
    }

    private SessionContext context() {
        var statement = visit.statement();
        var identity = visit.identity();
        return new SessionContext(
                ProtocolHeaders.TRINO_HEADERS,
                Optional.of(statement.lake().home().orElse(Coordinator.CATALOG)),
                statement.database().map(name -> name.toLowerCase(Locale.ROOT)),
                Optional.empty(),
                Optional.empty(),
                identity,
                identity,
                new SelectedRole(SelectedRole.Type.NONE, Optional.empty()),
                Optional.of("tarn"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(statement.settings().getOrDefault("time_zone_id", "UTC")),
                Optional.of("en-US"),
                Set.of(),
                Set.of("PATH", "PARAMETRIC_DATETIME", "NUMBER"),
                new ResourceEstimates(Optional.empty(), Optional.empty(), Optional.empty()),
                settings(),
                visit.text()
                        .compression()
                        .map(codec -> Map.of(Coordinator.CATALOG, Map.of("compression_codec", codec)))
                        .orElse(Map.of()),
                statement.prepared(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty());
    }

    private Map<String, String> settings() {
        var settings = new HashMap<>(visit.statement().settings());
        settings.remove("time_zone_id");
        var limits = visit.statement().limits();
        limits.time().ifPresent(time -> settings.put("query_max_run_time", time.toMillis() + "ms"));
        limits.bytesScanned().ifPresent(bytes -> settings.put("query_max_scan_physical_bytes", bytes + "B"));
        return settings;
    }

    /** Names and types of a result. */
    record Columns(List<String> names, List<io.trino.spi.type.Type> types) {}
}
