package tarn.services.athena;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.BatchGetQueryExecutionRequest;
import software.amazon.awssdk.services.athena.model.BatchGetQueryExecutionResponse;
import software.amazon.awssdk.services.athena.model.GetQueryExecutionRequest;
import software.amazon.awssdk.services.athena.model.GetQueryExecutionResponse;
import software.amazon.awssdk.services.athena.model.GetQueryRuntimeStatisticsRequest;
import software.amazon.awssdk.services.athena.model.GetQueryRuntimeStatisticsResponse;
import software.amazon.awssdk.services.athena.model.ListQueryExecutionsRequest;
import software.amazon.awssdk.services.athena.model.ListQueryExecutionsResponse;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import software.amazon.awssdk.services.athena.model.ResultConfiguration;
import software.amazon.awssdk.services.athena.model.StartQueryExecutionRequest;
import software.amazon.awssdk.services.athena.model.StartQueryExecutionResponse;
import software.amazon.awssdk.services.athena.model.StopQueryExecutionRequest;
import software.amazon.awssdk.services.athena.model.StopQueryExecutionResponse;
import software.amazon.awssdk.services.athena.model.UnprocessedQueryExecutionId;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import tarn.engines.sql.SqlEngine;
import tarn.engines.sql.SqlFailure;
import tarn.engines.sql.SqlKind;
import tarn.kernel.Ids;
import tarn.kernel.PagingTokens;
import tarn.kernel.Part;
import tarn.kernel.Platform;

/**
 * The life of queries: begun, shown, listed, stopped.
 *
 * <p>A query that does not parse is refused when it is begun, as on AWS; a data definition that does not parse fails.
 */
final class Queries implements AthenaClient, Part {

    private static final int QUERY_BYTES_MAX = 262_144;
    private static final int PAGE_MAX = 50;

    private final Platform platform;
    private final History history;
    private final WorkGroups groups;
    private final QueryRuns runs;
    private final PreparedStatements prepared;
    private final Reuse reuse;
    private final DataCatalogs catalogs;
    private final InstantSource clock;
    private final Ids ids;
    private final PagingTokens tokens;

    Queries(
            Platform platform,
            History history,
            WorkGroups groups,
            QueryRuns runs,
            PreparedStatements prepared,
            Reuse reuse,
            DataCatalogs catalogs) {
        this.catalogs = catalogs;
        this.reuse = reuse;
        this.prepared = prepared;
        this.platform = platform;
        this.history = history;
        this.groups = groups;
        this.runs = runs;
        this.clock = platform.clock();
        this.ids = platform.ids();
        this.tokens = platform.tokens();
    }

    @Override
    public StartQueryExecutionResponse startQueryExecution(StartQueryExecutionRequest request) {
        var query = request.queryString();
        if (query.getBytes(StandardCharsets.UTF_8).length > QUERY_BYTES_MAX) {
            throw AthenaFaults.queryTooLong();
        }
        var group = groups.group(request.workGroup());
        if (!group.enabled()) {
            throw AthenaFaults.workGroupDisabled(group.name());
        }
        var context = request.queryExecutionContext();
        var catalog = context == null ? null : context.catalog();
        if (catalog != null) {
            var _ = catalogs.source(catalog); // exists
        }
        var asked = request.resultConfiguration();
        boolean ownSettings = asked != null && !group.enforced();
        var folder = outputFolder(group, ownSettings ? asked : null);
        var settings = ownSettings && hasSettings(asked) ? ResultSettings.of(asked) : group.settings();
        var prepared = prepared(query, group);
        var parameters = request.executionParameters();
        var kind = kind(prepared.orElse(query));
        if (!parameters.isEmpty() && prepared.isEmpty() && kind.isDefinition()) {
            throw AthenaFaults.parametersNotTaken();
        }
        var id = ids.uuid().toString();
        var execution = new Execution(
                id,
                query,
                kind.type().toString(),
                kind.substatement(),
                kind.output(),
                group.name(),
                lower(catalog),
                lower(context == null ? null : context.database()),
                output(folder, id, kind.output()).toString(),
                settings,
                clock.millis(),
                new Progress.Queued(),
                List.copyOf(parameters),
                prepared.orElse(null),
                Reuse.minutes(request.resultReuseConfiguration()));
        var earlier = reuse.find(execution);
        var known = history.add(execution, request.clientRequestToken());
        if (known.equals(id)) {
            earlier.ifPresentOrElse(
                    found -> history.move(id, queued -> queued.reusing(found, clock.millis())),
                    () -> runs.queue(execution, group));
        }
        return StartQueryExecutionResponse.builder().queryExecutionId(known).build();
    }

    private static boolean hasSettings(ResultConfiguration asked) {
        return asked.encryptionConfiguration() != null
                || asked.expectedBucketOwner() != null
                || asked.aclConfiguration() != null;
    }

    private S3Path outputFolder(WorkGroup group, @Nullable ResultConfiguration asked) {
        var location = asked == null || asked.outputLocation() == null ? group.output() : asked.outputLocation();
        if (location == null || location.isEmpty()) {
            throw AthenaFaults.outputLocationMissing();
        }
        var path = S3Path.parse(location).orElseThrow(() -> AthenaFaults.outputLocationInvalid(location));
        try {
            platform.client(S3Client.class).getBucketLocation(get -> get.bucket(path.bucket()));
        } catch (S3Exception refused) {
            throw AthenaFaults.outputBucketUnverified(path.bucket());
        }
        return path.folder();
    }

    private static S3Path output(S3Path folder, String id, StatementKind.Output form) {
        return switch (form) {
            case CSV -> folder.resolve(id + ".csv");
            case TEXT -> folder.resolve(id + ".txt");
            case TABLE -> folder.resolve("tables/" + id);
            case FILES -> folder.resolve(id);
        };
    }

    /** The statement that an {@code EXECUTE} runs; empty for any other. */
    private Optional<String> prepared(String query, WorkGroup group) {
        try {
            return StatementReader.read(query)
                    .filter(Statement.Execute.class::isInstance)
                    .map(statement -> ((Statement.Execute) statement).name())
                    .map(name -> prepared.of(group.name())
                            .find(name)
                            .orElseThrow(() -> AthenaFaults.preparedMissing(name, group.name())));
        } catch (ParseFailure unreadable) {
            return Optional.empty();
        }
    }

    private StatementKind kind(String query) {
        try {
            var definition = StatementReader.read(query);
            if (definition.isPresent() && definition.get() instanceof Statement.Unload unload) {
                read(unload.query());
            }
            if (definition.isPresent()) {
                return StatementKind.of(definition.get());
            }
        } catch (ParseFailure unreadable) {
            return StatementKind.unreadable();
        }
        return StatementKind.of(read(query));
    }

    /** What the engine takes a text for; what it cannot read is refused. */
    private SqlKind read(String query) {
        var engine = platform.engine(SqlEngine.class);
        if (engine.isEmpty()) {
            throw AthenaFaults.engineMissing();
        }
        try {
            return engine.get().read(EngineText.of(query));
        } catch (SqlFailure malformed) {
            var message = String.valueOf(malformed.getMessage());
            throw message.contains("mismatched input ';'")
                    ? AthenaFaults.severalStatements(query)
                    : AthenaFaults.malformedQuery(message);
        }
    }

    private static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }

    @Override
    public GetQueryExecutionResponse getQueryExecution(GetQueryExecutionRequest request) {
        return GetQueryExecutionResponse.builder()
                .queryExecution(history.get(request.queryExecutionId()).describe(clock.millis()))
                .build();
    }

    @Override
    public GetQueryRuntimeStatisticsResponse getQueryRuntimeStatistics(GetQueryRuntimeStatisticsRequest request) {
        var execution = history.get(request.queryExecutionId());
        if (!(execution.progress() instanceof Progress.Ended end)) {
            throw AthenaFaults.notFinished(execution.state().toString());
        }
        return GetQueryRuntimeStatisticsResponse.builder()
                .queryRuntimeStatistics(Deeds.of(end).describe(end.cost()))
                .build();
    }

    @Override
    public BatchGetQueryExecutionResponse batchGetQueryExecution(BatchGetQueryExecutionRequest request) {
        var found = new ArrayList<QueryExecution>();
        var unknown = new ArrayList<UnprocessedQueryExecutionId>();
        for (var id : request.queryExecutionIds()) {
            history.find(id)
                    .ifPresentOrElse(
                            execution -> found.add(execution.describe(clock.millis())),
                            () -> unknown.add(UnprocessedQueryExecutionId.builder()
                                    .queryExecutionId(id)
                                    .errorCode("QUERY_EXECUTION_NOT_FOUND")
                                    .errorMessage("QueryExecution " + id + " was not found")
                                    .build()));
        }
        return BatchGetQueryExecutionResponse.builder()
                .queryExecutions(found)
                .unprocessedQueryExecutionIds(unknown)
                .build();
    }

    @Override
    public ListQueryExecutionsResponse listQueryExecutions(ListQueryExecutionsRequest request) {
        var group = groups.group(request.workGroup());
        var from = Optional.ofNullable(request.nextToken())
                .map(token -> tokens.open("ListQueryExecutions", token).orElseThrow(AthenaFaults::tokenInvalid))
                .map(position -> new String(position, StandardCharsets.UTF_8));
        var page = history.page(group.name(), from, request.maxResults() == null ? PAGE_MAX : request.maxResults());
        var next = page.next()
                .map(position -> tokens.seal("ListQueryExecutions", position.getBytes(StandardCharsets.UTF_8)));
        return ListQueryExecutionsResponse.builder()
                .queryExecutionIds(page.ids())
                .nextToken(next.orElse(null))
                .build();
    }

    /** Ends a query at once; what it had begun to write is given up. Stopping one that has ended does nothing. */
    @Override
    public StopQueryExecutionResponse stopQueryExecution(StopQueryExecutionRequest request) {
        runs.stop(history.get(request.queryExecutionId()));
        return StopQueryExecutionResponse.builder().build();
    }
}
