package tarn.services.cloudwatchlogs;

import static tarn.services.cloudwatchlogs.LogFaults.invalid;
import static tarn.services.cloudwatchlogs.LogFaults.malformedQuery;
import static tarn.services.cloudwatchlogs.LogFaults.notFound;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.CloudWatchLogsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeQueriesRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeQueriesResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogRecordRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogRecordResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetQueryResultsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryInfo;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryLanguage;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResultField;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartQueryRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartQueryResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.StopQueryRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.StopQueryResponse;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.services.cloudwatchlogs.insights.Query;
import tarn.services.cloudwatchlogs.insights.QueryException;
import tarn.services.cloudwatchlogs.insights.Row;
import tarn.services.cloudwatchlogs.lines.ChunkFile.Position;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** Logs Insights: queries that run in the background and are kept for seven days. SQL and PPL are refused. */
final class Queries implements CloudWatchLogsClient, Part {

    private static final Duration KEPT = Duration.ofDays(7);
    private static final int GROUPS_MAX = 50;
    private static final int ROWS_MAX = 10_000;
    private static final int RUNNING_MAX = 30;
    private static final String RUNNING = "Running";
    private static final String COMPLETE = "Complete";
    private static final String FAILED = "Failed";
    private static final String CANCELLED = "Cancelled";

    private final Platform platform;
    private final Holdings holdings;
    private final Masks masks;
    private final Store<KeptQuery> store;
    private final Pages pages;
    private final Map<String, AtomicBoolean> running = new ConcurrentHashMap<>();

    Queries(Holdings holdings, Masks masks) {
        this.platform = holdings.platform();
        this.holdings = holdings;
        this.masks = masks;
        this.store = platform.store("cloudwatchlogs/queries", Scope.REGION, KeptQuery.FORMAT);
        this.pages = new Pages(platform.tokens());
    }

    @Override
    public StartQueryResponse startQuery(StartQueryRequest request) {
        if (request.queryLanguage() != null && request.queryLanguage() != QueryLanguage.CWLI) {
            throw invalid("The query language " + request.queryLanguageAsString() + " is not supported.");
        }
        Query query;
        try {
            query = Query.of(request.queryString());
        } catch (QueryException e) {
            throw malformedQuery(e.getMessage() + " at position " + e.position(), e.position());
        }
        var groups = groups(request);
        if (request.endTime() < request.startTime()) {
            throw invalid("The query's end time must not be before its start time.");
        }
        if (running.size() >= RUNNING_MAX) {
            throw LogFaults.limitExceeded("Account maximum query concurrency limit of [" + RUNNING_MAX + "] reached.");
        }
        var id = platform.ids().uuid().toString();
        var kept = new KeptQuery(
                id,
                request.queryString(),
                groups.stream().map(KeptGroup::name).toList(),
                platform.clock().instant(),
                RUNNING,
                0,
                0,
                0,
                List.of());
        var batch = platform.batch().put(store, Key.of(id), kept);
        forgetOld(batch);
        batch.commit();
        var stopped = new AtomicBoolean();
        running.put(id, stopped);
        int limit = request.limit() == null ? ROWS_MAX : request.limit();
        platform.background().run("logs-query", () -> {
            try {
                run(kept, query, groups, millis(request.startTime()), millis(request.endTime()) + 1000, limit, stopped);
            } finally {
                running.remove(id);
            }
        });
        return StartQueryResponse.builder().queryId(id).build();
    }

    /** Seconds, as the model says; what can only be milliseconds is taken as that, as AWS does. */
    private static long millis(long time) {
        return time > 100_000_000_000L ? time : time * 1000;
    }

    private void forgetOld(tarn.store.Batch batch) {
        var oldest = platform.clock().instant().minus(KEPT);
        for (var entry : store.scan(Range.all())) {
            if (entry.value().created().isBefore(oldest)) {
                batch.delete(store, entry.key());
            }
        }
    }

    private List<KeptGroup> groups(StartQueryRequest request) {
        var names = new ArrayList<String>();
        if (request.logGroupName() != null) {
            names.add(request.logGroupName());
        }
        names.addAll(request.logGroupNames());
        request.logGroupIdentifiers().forEach(each -> names.add(Holdings.nameOf(each)));
        int ways = (request.logGroupName() == null ? 0 : 1)
                + (request.logGroupNames().isEmpty() ? 0 : 1)
                + (request.logGroupIdentifiers().isEmpty() ? 0 : 1);
        if (ways != 1) {
            throw invalid("Exactly one of logGroupName, logGroupNames and logGroupIdentifiers must be specified.");
        }
        if (names.size() > GROUPS_MAX) {
            throw invalid("A query can be over at most " + GROUPS_MAX + " log groups.");
        }
        return names.stream().distinct().map(holdings::group).toList();
    }

    private void run(
            KeptQuery kept,
            Query query,
            List<KeptGroup> groups,
            long from,
            long end,
            int limit,
            AtomicBoolean stopped) {
        var run = query.begin(limit);
        long bytes = 0;
        long lines = 0;
        String status = COMPLETE;
        List<Map<String, String>> rows = List.of();
        try {
            for (var group : groups) {
                long start = Math.max(from, group.oldestShown(platform.clock().instant()));
                var log = Caller.current().account() + ":" + group.name();
                for (var stream : holdings.streams(group, "")) {
                    if (stream.isEmpty() || stream.lastMillis() < start || stream.firstMillis() >= end) {
                        continue;
                    }
                    var each = holdings.lines(group, stream).forward(Position.before(start), end);
                    while (each.hasNext() && !stopped.get()) {
                        var line = each.next();
                        lines++;
                        bytes += line.sizeBytes();
                        run.take(new Row.Source(
                                line,
                                log,
                                stream.name(),
                                () -> pointer(group, stream, line.timestamp(), line.number())));
                    }
                }
            }
            rows = stopped.get() ? List.of() : masked(groups, run.end());
            status = stopped.get() ? CANCELLED : COMPLETE;
        } catch (QueryException | CloudWatchLogsException e) {
            status = FAILED;
        }
        store.put(Key.of(kept.id()), kept.ended(status, run.taken(), (double) lines, (double) bytes, rows));
    }

    private List<Map<String, String>> masked(List<KeptGroup> groups, List<Map<String, String>> rows) {
        var shown = rows;
        for (var group : groups) {
            if (group.protection() != null) {
                var masking = masks.of(group, false);
                shown = shown.stream()
                        .map(row -> {
                            Map<String, String> next = new LinkedHashMap<>();
                            row.forEach((name, value) ->
                                    next.put(name, name.equals("@ptr") ? value : masking.apply(value)));
                            return next;
                        })
                        .toList();
            }
        }
        return shown;
    }

    private static String pointer(KeptGroup group, KeptStream stream, long timestamp, long number) {
        var text = group.name() + "\n" + stream.name() + "\n" + timestamp + "\n" + number;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private KeptQuery find(String id) {
        return store.get(Key.of(id)).orElseThrow(() -> notFound("Query with id " + id + " does not exist."));
    }

    /** A query as it stands; one that ran when the process ended has failed. */
    private KeptQuery settled(KeptQuery seen) {
        if (!seen.status().equals(RUNNING) || running.containsKey(seen.id())) {
            return seen;
        }
        var now = find(seen.id());
        return now.status().equals(RUNNING) ? now.ended(FAILED, 0, 0, 0, List.of()) : now;
    }

    @Override
    public GetQueryResultsResponse getQueryResults(GetQueryResultsRequest request) {
        var query = settled(find(request.queryId()));
        return GetQueryResultsResponse.builder()
                .status(query.status())
                .queryLanguage(QueryLanguage.CWLI)
                .statistics(b -> b.recordsMatched(query.matched())
                        .recordsScanned(query.scanned())
                        .bytesScanned(query.scannedBytes()))
                .results(query.results().stream()
                        .map(row -> row.entrySet().stream()
                                .map(field -> ResultField.builder()
                                        .field(field.getKey())
                                        .value(field.getValue())
                                        .build())
                                .toList())
                        .toList())
                .build();
    }

    @Override
    public StopQueryResponse stopQuery(StopQueryRequest request) {
        var query = find(request.queryId());
        var stopping = running.get(query.id());
        if (stopping == null) {
            throw invalid("Query " + query.id() + " has already ended.");
        }
        stopping.set(true);
        return StopQueryResponse.builder().success(true).build();
    }

    @Override
    public DescribeQueriesResponse describeQueries(DescribeQueriesRequest request) {
        if (request.queryLanguage() != null && request.queryLanguage() != QueryLanguage.CWLI) {
            return DescribeQueriesResponse.builder().queries(List.of()).build();
        }
        var found = new ArrayList<KeptQuery>();
        for (var entry : store.scan(Range.all())) {
            var query = settled(entry.value());
            if ((request.logGroupName() == null || query.groups().contains(request.logGroupName()))
                    && (request.statusAsString() == null
                            || request.statusAsString().equals(query.status()))) {
                found.add(query);
            }
        }
        found.sort((a, b) -> b.created().compareTo(a.created()));
        var page = pages.page("DescribeQueries", request.nextToken(), request.maxResults(), found, KeptQuery::id);
        return DescribeQueriesResponse.builder()
                .queries(page.items().stream()
                        .map(query -> QueryInfo.builder()
                                .queryLanguage(QueryLanguage.CWLI)
                                .queryId(query.id())
                                .queryString(query.text())
                                .status(query.status())
                                .createTime(query.created().toEpochMilli())
                                .logGroupName(query.groups().getFirst())
                                .build())
                        .toList())
                .nextToken(page.token())
                .build();
    }

    @Override
    public GetLogRecordResponse getLogRecord(GetLogRecordRequest request) {
        String[] parts;
        try {
            parts = new String(Base64.getUrlDecoder().decode(request.logRecordPointer()), StandardCharsets.UTF_8)
                    .split("\n", 4);
        } catch (IllegalArgumentException e) {
            throw invalid("Invalid log record pointer.");
        }
        if (parts.length < 4 || !parts[2].matches("[0-9]{1,18}") || !parts[3].matches("[0-9]{1,18}")) {
            throw invalid("Invalid log record pointer.");
        }
        var group = holdings.group(parts[0]);
        var stream = holdings.stream(group, parts[1]);
        long time = Long.parseLong(parts[2]);
        long number = Long.parseLong(parts[3]);
        var lines = holdings.lines(group, stream).forward(new Position(time, number - 1), time + 1);
        if (!lines.hasNext()) {
            throw notFound("The log record does not exist.");
        }
        var line = lines.next();
        var masking = masks.of(group, Boolean.TRUE.equals(request.unmask()));
        var record = new LinkedHashMap<String, String>();
        record.put("@timestamp", Long.toString(line.timestamp()));
        record.put("@ingestionTime", Long.toString(line.ingested()));
        record.put("@message", masking.apply(line.message()));
        record.put("@logStream", stream.name());
        record.put("@log", Caller.current().account() + ":" + group.name());
        record.put("@ptr", request.logRecordPointer());
        return GetLogRecordResponse.builder().logRecord(record).build();
    }
}
