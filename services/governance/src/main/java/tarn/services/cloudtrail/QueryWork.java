package tarn.services.cloudtrail;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.cloudtrail.model.QueryStatus;
import tarn.audit.AuditEvent;
import tarn.audit.AuditLog;
import tarn.audit.Selector;
import tarn.engines.sql.SqlColumn;
import tarn.engines.sql.SqlEngine;
import tarn.engines.sql.SqlFailure;
import tarn.engines.sql.SqlQuery;
import tarn.engines.sql.SqlStatement;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Key;
import tarn.store.Store;

/** A query on its way: gathers the events of its event data stores, runs, and keeps what comes of it. */
final class QueryWork implements Runnable {

    private static final int PAGE = 1_000;
    private static final int ROWS_MAX = 10_000;
    private static final int BYTES_MAX = 128 * 1024 * 1024;

    private final Platform platform;
    private final Store<KeptQuery> queries;
    private final SqlEngine engine;
    private final Map<String, SqlQuery> running;
    private final List<KeptLake> lakes;
    private final KeptQuery query;
    private long scanned;
    private long scannedBytes;

    QueryWork(
            Platform platform,
            Store<KeptQuery> queries,
            SqlEngine engine,
            Map<String, SqlQuery> running,
            List<KeptLake> lakes,
            KeptQuery query) {
        this.platform = platform;
        this.queries = queries;
        this.engine = engine;
        this.running = running;
        this.lakes = lakes;
        this.query = query;
    }

    /** Gathers the events and hands the statement to the engine, which may be cancelled from then on. */
    SqlQuery begin() {
        var events = new HashMap<String, byte[]>();
        for (var lake : lakes) {
            events.put(lake.id(), lines(lake));
        }
        return engine.start(SqlStatement.of(
                "cloudtrail-" + query.id(),
                query.text(),
                Optional.of(EventsLake.DATABASE),
                Caller.current().principal(),
                new EventsLake(events),
                platform.clock().instant()));
    }

    private byte[] lines(KeptLake lake) {
        var selectors = Selections.advanced(lake.selectors());
        long oldest = AuditLog.number(platform.clock().instant().minus(Duration.ofDays(lake.days())));
        var regions = lake.everywhere() ? platform.audit().log().regions() : List.of(lake.home());
        var out = new ByteArrayOutputStream();
        for (var region : regions) {
            Caller.current().in(region).run(() -> {
                for (var category : List.of(AuditEvent.MANAGEMENT, AuditEvent.DATA)) {
                    gather(lake, selectors, category, oldest, out);
                }
            });
        }
        return out.toByteArray();
    }

    private void gather(
            KeptLake lake, List<Selector> selectors, String category, long oldest, ByteArrayOutputStream out) {
        var log = platform.audit().log();
        long at = oldest;
        var page = log.after(category, at, PAGE);
        while (!page.isEmpty()) {
            for (var each : page) {
                var event = each.event();
                if (lake.tookAt(event.time()) && selectors.stream().anyMatch(any -> any.selects(event))) {
                    out.writeBytes(EventsLake.line(event.text()));
                    scanned++;
                }
                at = each.number();
            }
            if (out.size() > BYTES_MAX) {
                throw CloudTrailFaults.unsupported("queries on more than 128 MB of events");
            }
            page = page.size() < PAGE ? List.of() : log.after(category, at, PAGE);
        }
        scannedBytes = out.size();
    }

    @Override
    public void run() {
        var run = running.get(query.id());
        if (run == null) {
            return;
        }
        try (run) {
            keep(answer(run));
        } catch (SqlFailure failure) {
            boolean cancelled = failure.name().equals("USER_CANCELED");
            keep(query.ended(
                    cancelled ? QueryStatus.CANCELLED : QueryStatus.FAILED,
                    cancelled ? null : failure.getMessage(),
                    millis()));
        } finally {
            running.remove(query.id());
        }
    }

    private KeptQuery answer(SqlQuery run) {
        var names = run.columns().stream().map(SqlColumn::name).toList();
        var rows = new ArrayList<List<String>>();
        var results = run.rows();
        while (results.hasNext()) {
            if (rows.size() == ROWS_MAX) {
                run.cancel();
                return query.ended(QueryStatus.FAILED, "The result has more than " + ROWS_MAX + " rows.", millis());
            }
            rows.add(results.next().stream()
                    .map(value -> value == null ? "" : value.toString())
                    .toList());
        }
        return query.answered(millis(), scanned, scannedBytes, names, rows);
    }

    private long millis() {
        return Duration.between(query.created(), platform.clock().instant()).toMillis();
    }

    private void keep(KeptQuery next) {
        queries.put(Key.of(query.id()), next);
    }
}
