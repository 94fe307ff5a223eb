package tarn.services.glue;

import static tarn.services.glue.Catalog.lower;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.ColumnStatisticsState;
import software.amazon.awssdk.services.glue.model.ColumnStatisticsTaskRun;
import software.amazon.awssdk.services.glue.model.ComputationType;
import software.amazon.awssdk.services.glue.model.GetColumnStatisticsTaskRunRequest;
import software.amazon.awssdk.services.glue.model.GetColumnStatisticsTaskRunResponse;
import software.amazon.awssdk.services.glue.model.GetColumnStatisticsTaskRunsRequest;
import software.amazon.awssdk.services.glue.model.GetColumnStatisticsTaskRunsResponse;
import software.amazon.awssdk.services.glue.model.ListColumnStatisticsTaskRunsRequest;
import software.amazon.awssdk.services.glue.model.ListColumnStatisticsTaskRunsResponse;
import software.amazon.awssdk.services.glue.model.StartColumnStatisticsTaskRunRequest;
import software.amazon.awssdk.services.glue.model.StartColumnStatisticsTaskRunResponse;
import software.amazon.awssdk.services.glue.model.StopColumnStatisticsTaskRunRequest;
import software.amazon.awssdk.services.glue.model.StopColumnStatisticsTaskRunResponse;
import tarn.engines.sql.LakeQueries;
import tarn.engines.sql.SqlFailure;
import tarn.engines.sql.SqlQuery;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.store.Entry;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * Runs that compute the statistics of a table's columns, by one statement of the SQL engine as the run's role; of a table one
 * runs at a time. A run that a crash cut off is FAILED when somebody first looks at it.
 */
final class StatisticsRuns implements GlueClient, Part {

    private static final int RUNS_KEPT = 1_000;
    private static final double ALL = 100;

    private final Platform platform;
    private final Catalog catalog;
    private final Statistics statistics;
    private final Store<KeptStatisticsRun> runs;
    private final Pages pages;

    /** The statements of this process, by run; a run whose statement was not begun yet has none. */
    private final Map<String, Optional<SqlQuery>> underWay = new ConcurrentHashMap<>();

    StatisticsRuns(Platform platform, Catalog catalog, Statistics statistics, Pages pages) {
        this.platform = platform;
        this.catalog = catalog;
        this.statistics = statistics;
        this.runs = platform.store("glue/statistics-runs", Scope.REGION, Formats.record(KeptStatisticsRun.class));
        this.pages = pages;
    }

    @Override
    public StartColumnStatisticsTaskRunResponse startColumnStatisticsTaskRun(
            StartColumnStatisticsTaskRunRequest request) {
        Catalog.own(request.catalogID());
        CrawlerTerms.checkSecurity(request.securityConfiguration(), null);
        return StartColumnStatisticsTaskRunResponse.builder()
                .columnStatisticsTaskRunId(begin(
                        request.databaseName(),
                        request.tableName(),
                        request.columnNameList(),
                        request.role(),
                        request.sampleSize()))
                .build();
    }

    /** Begins a run; returns its id. */
    String begin(String database, String name, List<String> asked, String role, @Nullable Double sample) {
        var table = catalog.table(database, name).value();
        var columns = columns(table, asked);
        var queries = platform.offer(AthenaClient.class, LakeQueries.class)
                .orElseThrow(() -> GlueFaults.invalid("Statistics need a SQL engine, and there is none."));
        var worker = CrawlerRole.of(platform, role, "", Caller.current().requestId());
        var run = new KeptStatisticsRun(
                platform.ids().uuid().toString(),
                lower(database),
                lower(name),
                columns.stream().map(Column::name).toList(),
                CrawlerTerms.role(role),
                sample == null ? ALL : sample,
                KeptStatisticsRun.Status.RUNNING,
                platform.clock().instant(),
                null,
                null);
        synchronized (underWay) {
            if (running(run.database(), run.table()).isPresent()) {
                throw GlueFaults.statisticsRunning(name);
            }
            underWay.put(run.id(), Optional.empty());
            runs.put(Key.of(run.id()), run);
        }
        forgetOld();
        platform.background().run("glue statistics " + name, worker, () -> compute(run, table, columns, queries));
        return run.id();
    }

    private static List<Column> columns(KeptTable table, List<String> asked) {
        var storage = table.table().storageDescriptor();
        var known = storage == null ? List.<Column>of() : storage.columns();
        var wanted = asked.stream().map(Catalog::lower).toList();
        for (var name : wanted) {
            if (known.stream().noneMatch(column -> lower(column.name()).equals(name))) {
                throw GlueFaults.invalid("Column " + name + " is not in the table "
                        + table.table().name());
            }
        }
        return known.stream()
                .filter(column -> wanted.isEmpty() || wanted.contains(lower(column.name())))
                .toList();
    }

    private void compute(KeptStatisticsRun run, KeptTable table, List<Column> columns, LakeQueries queries) {
        try {
            var asked = StatisticsQuery.of(run.database(), run.table(), columns, run.sample());
            try (var query = queries.read(run.database(), asked.text())) {
                var stopped = underWay.replace(run.id(), Optional.of(query)) == null;
                if (stopped) {
                    return;
                }
                var row = query.rows().next();
                statistics.keep(table, asked.read(row, catalog.now()));
            }
            end(run, KeptStatisticsRun.Status.SUCCEEDED, null);
        } catch (SqlFailure e) {
            end(run, KeptStatisticsRun.Status.FAILED, e.getMessage());
        } catch (AwsServiceException e) {
            end(run, KeptStatisticsRun.Status.FAILED, e.awsErrorDetails().errorMessage());
        } catch (RuntimeException | Error e) {
            // A bug of ours must not leave the run under way for ever; the platform logs it.
            end(run, KeptStatisticsRun.Status.FAILED, "Internal Service Exception");
            throw e;
        }
    }

    /** Records how a run ended, unless that is on record. */
    private void end(KeptStatisticsRun run, KeptStatisticsRun.Status how, @Nullable String why) {
        runs.update(
                Key.of(run.id()),
                present -> present.filter(kept -> kept.status() == KeptStatisticsRun.Status.RUNNING)
                        .map(kept -> kept.ended(how, platform.clock().instant(), why))
                        .or(() -> present)
                        .orElse(null));
        underWay.remove(run.id());
    }

    private void forgetOld() {
        var all = runs.list(Range.all(), 2 * RUNS_KEPT);
        all.stream()
                .filter(entry -> entry.value().end() != null)
                .sorted(Comparator.comparing((Entry<KeptStatisticsRun> entry) ->
                                entry.value().start())
                        .reversed())
                .skip(RUNS_KEPT)
                .forEach(entry -> runs.delete(entry.key()));
    }

    /** The run as it is: one that nobody runs any more has failed. */
    private KeptStatisticsRun settled(KeptStatisticsRun run) {
        if (run.status() != KeptStatisticsRun.Status.RUNNING || underWay.containsKey(run.id())) {
            return run;
        }
        end(run, KeptStatisticsRun.Status.FAILED, "The run was interrupted: Tarn ended while it ran.");
        return runs.get(Key.of(run.id())).orElse(run);
    }

    private Optional<KeptStatisticsRun> running(String database, String table) {
        return runs.list(Range.all(), 2 * RUNS_KEPT).stream()
                .map(entry -> settled(entry.value()))
                .filter(run -> run.isOf(database, table) && run.status() == KeptStatisticsRun.Status.RUNNING)
                .findFirst();
    }

    @Override
    public StopColumnStatisticsTaskRunResponse stopColumnStatisticsTaskRun(StopColumnStatisticsTaskRunRequest request) {
        var run = running(lower(request.databaseName()), lower(request.tableName()))
                .orElseThrow(() -> GlueFaults.statisticsNotRunning(request.tableName()));
        var query = underWay.getOrDefault(run.id(), Optional.empty());
        end(run, KeptStatisticsRun.Status.STOPPED, null);
        query.ifPresent(SqlQuery::cancel);
        return StopColumnStatisticsTaskRunResponse.builder().build();
    }

    @Override
    public GetColumnStatisticsTaskRunResponse getColumnStatisticsTaskRun(GetColumnStatisticsTaskRunRequest request) {
        var run = runs.get(Key.of(request.columnStatisticsTaskRunId()))
                .orElseThrow(() -> GlueFaults.notFound(
                        "Column statistics task run " + request.columnStatisticsTaskRunId() + " not found."));
        return GetColumnStatisticsTaskRunResponse.builder()
                .columnStatisticsTaskRun(shown(settled(run)))
                .build();
    }

    @Override
    public GetColumnStatisticsTaskRunsResponse getColumnStatisticsTaskRuns(GetColumnStatisticsTaskRunsRequest request) {
        catalog.table(request.databaseName(), request.tableName());
        var found = runs.list(Range.all(), 2 * RUNS_KEPT).stream()
                .map(entry -> settled(entry.value()))
                .filter(run -> run.isOf(lower(request.databaseName()), lower(request.tableName())))
                .sorted(Comparator.comparing(KeptStatisticsRun::start).reversed());
        var page = pages.inOrder(
                "GetColumnStatisticsTaskRuns", request.nextToken(), request.maxResults(), found, KeptStatisticsRun::id);
        return GetColumnStatisticsTaskRunsResponse.builder()
                .columnStatisticsTaskRuns(
                        page.items().stream().map(StatisticsRuns::shown).toList())
                .nextToken(page.next())
                .build();
    }

    @Override
    public ListColumnStatisticsTaskRunsResponse listColumnStatisticsTaskRuns(
            ListColumnStatisticsTaskRunsRequest request) {
        var page = pages.records(
                "ListColumnStatisticsTaskRuns",
                request.nextToken(),
                request.maxResults(),
                runs,
                Range.all(),
                entry -> true);
        return ListColumnStatisticsTaskRunsResponse.builder()
                .columnStatisticsTaskRunIds(
                        page.items().stream().map(KeptStatisticsRun::id).toList())
                .nextToken(page.next())
                .build();
    }

    private static ColumnStatisticsTaskRun shown(KeptStatisticsRun run) {
        return ColumnStatisticsTaskRun.builder()
                .customerId(Caller.current().account())
                .catalogID(Caller.current().account())
                .columnStatisticsTaskRunId(run.id())
                .databaseName(run.database())
                .tableName(run.table())
                .columnNameList(run.columns())
                .role(run.role())
                .sampleSize(run.sample())
                .computationType(ComputationType.FULL)
                .status(
                        switch (run.status()) {
                            case RUNNING -> ColumnStatisticsState.RUNNING;
                            case SUCCEEDED -> ColumnStatisticsState.SUCCEEDED;
                            case FAILED -> ColumnStatisticsState.FAILED;
                            case STOPPED -> ColumnStatisticsState.STOPPED;
                        })
                .creationTime(run.start())
                .startTime(run.start())
                .lastUpdated(run.end() == null ? run.start() : run.end())
                .endTime(run.end())
                .errorMessage(run.error())
                .build();
    }
}
