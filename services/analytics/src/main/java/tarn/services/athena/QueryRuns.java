package tarn.services.athena;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.s3.S3Client;
import tarn.engines.sql.SqlQuery;
import tarn.kernel.Caller;
import tarn.kernel.Platform;

/**
 * Runs queries in their turn, in the background, as their caller.
 *
 * <p>Each step of a query's life is kept before the next begins. A query that the process did not survive is found when
 * the service is next assembled and is failed with that reason; what it wrote was never visible, since results become
 * objects only when they are complete.
 */
final class QueryRuns {

    private static final Logger LOG = System.getLogger(QueryRuns.class.getName());

    private static final String ATHENA = "athena.amazonaws.com";
    private static final int DEFINITIONS_AT_ONCE_MAX = 20;

    /** As many as AWS grants an account; the engine bounds memory and threads itself. */
    private static final int QUERIES_AT_ONCE_MAX = 25;

    private final Platform platform;
    private final History history;
    private final InstantSource clock;
    private final Turns definitions = new Turns(DEFINITIONS_AT_ONCE_MAX);
    private final Turns queries = new Turns(QUERIES_AT_ONCE_MAX);
    private final Traces traces;
    private final PreparedStatements prepared;
    private final Reuse reuse;
    private final DataCatalogs catalogs;
    private final CapacityReservations capacity;
    private final Map<String, SqlQuery> running = new ConcurrentHashMap<>();

    QueryRuns(
            Platform platform,
            History history,
            PreparedStatements prepared,
            Reuse reuse,
            DataCatalogs catalogs,
            CapacityReservations capacity) {
        this.catalogs = catalogs;
        this.capacity = capacity;
        this.reuse = reuse;
        this.prepared = prepared;
        this.platform = platform;
        this.history = history;
        this.clock = platform.clock();
        this.traces = new Traces(platform);
        // Before the first new query can begin, so that none of those is taken for an old one.
        failUnfinished();
    }

    /** Takes a kept query into its queue. */
    void queue(Execution execution, WorkGroup group) {
        var caller = Caller.current().via(ATHENA);
        var turns = execution.form() == StatementKind.Output.TEXT
                ? definitions
                : capacity.turns(group.name()).orElse(queries);
        turns.take(
                caller.account() + "/" + group.name() + "/" + caller.principal(),
                () -> platform.background().run("athena query " + execution.id(), caller, () -> {
                    try {
                        run(execution, group);
                    } finally {
                        turns.done();
                    }
                }));
    }

    private void run(Execution execution, WorkGroup group) {
        long started = clock.millis();
        var begun = history.move(execution.id(), queued -> queued.with(new Progress.Running(started)));
        if (!begun.changed()) {
            return;
        }
        Progress end;
        try {
            end = new QueryRun(platform, execution, group, this).run(started);
        } catch (QueryFailure failure) {
            end = failed(failure, execution, started);
        } catch (RuntimeException bug) {
            // A query must have an end, whatever happens; the log tells us why.
            LOG.log(Level.ERROR, "Query " + execution.id() + " failed by a fault of ours", bug);
            end = failed(
                    new QueryFailure(QueryFailure.Cause.SYSTEM, "GENERIC_INTERNAL_ERROR: Internal error"),
                    execution,
                    started);
        }
        if (Thread.currentThread().isInterrupted()) {
            // The platform closes: how this went wrong says nothing about the query. The next start fails it.
            return;
        }
        var ended = end;
        if (ended instanceof Progress.Succeeded) {
            reuse.offer(execution); // before its end can be seen, so that who sees it can be given the result
        }
        if (history.move(execution.id(), running -> running.with(ended)).changed()) {
            traces(execution.id()).forget();
        } else {
            // It was stopped while it ended: what it made must go.
            undo(execution.id(), Caller.current());
        }
    }

    private Progress failed(QueryFailure failure, Execution execution, long started) {
        long now = clock.millis();
        var cost = failure.cost().orElseGet(() -> Cost.ofDefinition(execution.submittedMillis(), started, now));
        return new Progress.Failed(
                now,
                cost,
                failure.getMessage(),
                failure.fault().category,
                failure.fault().type,
                failure.fault() == QueryFailure.Cause.SYSTEM);
    }

    /** Lets a running query be stopped; false if it was stopped before it came so far. */
    boolean register(String id, SqlQuery query) {
        running.put(id, query);
        return history.find(id).filter(execution -> !execution.ended()).isPresent();
    }

    void unregister(String id) {
        running.remove(id);
    }

    /** Ends a query: its state first, so that nothing it still does can count. */
    void stop(Execution execution) {
        history.move(execution.id(), seen -> {
            long now = clock.millis();
            var query = running.get(execution.id());
            long started = seen.progress() instanceof Progress.Running it ? it.startedMillis() : now;
            var cost = query == null
                    ? Cost.ofDefinition(seen.submittedMillis(), started, now)
                    : Cost.of(query.statistics(), seen.submittedMillis(), started, now);
            return seen.with(new Progress.Cancelled(now, cost, "Query cancelled by user"));
        });
        var query = running.get(execution.id());
        if (query != null) {
            query.cancel();
        }
    }

    /** What a statement of the current caller sees, and where what it makes visible is noted. */
    GlueLake lake(Execution execution) {
        var home = Optional.ofNullable(execution.catalog())
                .filter(catalog -> !DataCatalogs.isGlue(catalog))
                .filter(catalog -> catalogs.source(catalog)
                        .filter(source -> !source.isLake())
                        .isPresent());
        return new GlueLake(
                platform.client(GlueClient.class),
                platform.client(S3Client.class),
                Caller.current(),
                execution.settings(),
                traces(execution.id()),
                clock,
                catalogs.sources(),
                home);
    }

    /** What is prepared in a work group. */
    PreparedStatements.Group prepared(WorkGroup group) {
        return prepared.of(group.name());
    }

    /** What a statement makes visible is kept here until it ends. */
    Traces.Of traces(String id) {
        return traces.of(id);
    }

    private void undo(String id, Caller owner) {
        var made = traces(id);
        made.undo(new GlueLake(
                platform.client(GlueClient.class),
                platform.client(S3Client.class),
                owner,
                ResultSettings.NONE,
                made,
                clock,
                Map.of(),
                Optional.empty()));
    }

    private void failUnfinished() {
        for (var open : history.unfinished()) {
            var owner = Caller.root(open.account(), open.region(), open.id()).via(ATHENA);
            platform.background().onReady(() -> owner.run(() -> undo(open.id(), owner)));
            owner.run(() -> {
                var _ = history.move(open.id(), execution -> {
                    long now = clock.millis();
                    var reason = "GENERIC_INTERNAL_ERROR: The query was interrupted by a restart. Please run it again";
                    return execution.with(new Progress.Failed(now, Cost.NOTHING, reason, 1, 100, true));
                });
            });
        }
    }
}
