package tarn.services.cloudtrail;

import static tarn.services.cloudtrail.CloudTrailFaults.badMaxResults;
import static tarn.services.cloudtrail.CloudTrailFaults.unsupported;
import static tarn.services.cloudtrail.LakeFaults.badQuery;
import static tarn.services.cloudtrail.LakeFaults.inactive;
import static tarn.services.cloudtrail.LakeFaults.inactiveQuery;
import static tarn.services.cloudtrail.LakeFaults.queryNotFound;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.CancelQueryRequest;
import software.amazon.awssdk.services.cloudtrail.model.CancelQueryResponse;
import software.amazon.awssdk.services.cloudtrail.model.DescribeQueryRequest;
import software.amazon.awssdk.services.cloudtrail.model.DescribeQueryResponse;
import software.amazon.awssdk.services.cloudtrail.model.GetQueryResultsRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.cloudtrail.model.ListQueriesRequest;
import software.amazon.awssdk.services.cloudtrail.model.ListQueriesResponse;
import software.amazon.awssdk.services.cloudtrail.model.Query;
import software.amazon.awssdk.services.cloudtrail.model.QueryStatus;
import software.amazon.awssdk.services.cloudtrail.model.StartQueryRequest;
import software.amazon.awssdk.services.cloudtrail.model.StartQueryResponse;
import tarn.engines.sql.SqlEngine;
import tarn.engines.sql.SqlFailure;
import tarn.engines.sql.SqlKind;
import tarn.engines.sql.SqlQuery;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * SQL on event data stores. A query begins at once, sees the events up to that moment, and keeps at most 10,000 rows.
 * Results are not delivered to S3, and parameters and aliases of dashboards are refused.
 */
final class Queries implements CloudTrailClient, Part {

    private static final int ROWS_PAGE_MAX = 1_000;
    private static final Pattern ID =
            Pattern.compile("\"?(?<id>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\"?");

    private final Platform platform;
    private final LakeBook lakes;
    private final Store<KeptQuery> queries;
    private final Map<String, SqlQuery> running = new ConcurrentHashMap<>();

    Queries(Platform platform, LakeBook lakes) {
        this.platform = platform;
        this.lakes = lakes;
        this.queries = platform.store("cloudtrail/queries", Scope.REGION, KeptQuery.FORMAT);
    }

    @Override
    public StartQueryResponse startQuery(StartQueryRequest request) {
        if (request.queryStatement() == null || !request.queryParameters().isEmpty()) {
            throw unsupported("queries by alias or with parameters");
        }
        if (request.deliveryS3Uri() != null) {
            throw unsupported("the delivery of query results to S3");
        }
        var engine = platform.engine(SqlEngine.class).orElseThrow(() -> unsupported("queries without a SQL engine"));
        var ids = new LinkedHashSet<String>();
        var places = ID.matcher(request.queryStatement());
        while (places.find()) {
            ids.add(places.group("id"));
        }
        if (ids.isEmpty()) {
            throw badQuery("The query names no event data store.");
        }
        var found = new ArrayList<KeptLake>();
        for (var id : ids) {
            var lake = lakes.lake(id).value();
            if (lake.deleted() != null) {
                throw inactive(lake.arn());
            }
            found.add(lake);
        }
        var text = ID.matcher(request.queryStatement()).replaceAll("\"${id}\"");
        try {
            if (engine.read(text) != SqlKind.QUERY) {
                throw badQuery("Only SELECT statements are supported.");
            }
        } catch (SqlFailure failure) {
            throw badQuery(failure.getMessage());
        }
        var query = KeptQuery.begun(
                platform.ids().uuid().toString(),
                List.copyOf(ids),
                text,
                platform.clock().instant());
        var work = new QueryWork(platform, queries, engine, running, found, query);
        running.put(query.id(), work.begin());
        queries.put(Key.of(query.id()), query);
        platform.background().run("cloudtrail query " + query.id(), work);
        return StartQueryResponse.builder().queryId(query.id()).build();
    }

    /* What ran when the process ended does not run any more. */
    private KeptQuery query(String id) {
        var found = queries.get(Key.of(id)).orElseThrow(() -> queryNotFound(id));
        if (found.runs() && !running.containsKey(id)) {
            var again = queries.get(Key.of(id)).orElseThrow(() -> queryNotFound(id));
            return again.runs() ? again.ended(QueryStatus.FAILED, "The query was interrupted.", 0) : again;
        }
        return found;
    }

    @Override
    public DescribeQueryResponse describeQuery(DescribeQueryRequest request) {
        if (request.queryId() == null) {
            throw unsupported("queries by alias");
        }
        var query = query(request.queryId());
        return DescribeQueryResponse.builder()
                .queryId(query.id())
                .queryString(query.text())
                .queryStatus(query.status())
                .errorMessage(query.error())
                .queryStatistics(statistics -> statistics
                        .eventsScanned(query.scanned())
                        .eventsMatched((long) query.rows().size())
                        .bytesScanned(query.scannedBytes())
                        .executionTimeInMillis((int) query.millis())
                        .creationTime(query.created()))
                .build();
    }

    @Override
    public GetQueryResultsResponse getQueryResults(GetQueryResultsRequest request) {
        int size = request.maxQueryResults() == null ? ROWS_PAGE_MAX : request.maxQueryResults();
        if (size < 1 || size > ROWS_PAGE_MAX) {
            throw badMaxResults(ROWS_PAGE_MAX);
        }
        var query = query(request.queryId());
        int from = request.nextToken() == null ? 0 : position(query, request.nextToken());
        int to = Math.min(query.rows().size(), from + size);
        return GetQueryResultsResponse.builder()
                .queryStatus(query.status())
                .queryStatistics(statistics -> statistics
                        .resultsCount(to - from)
                        .totalResultsCount(query.rows().size())
                        .bytesScanned(query.scannedBytes()))
                .queryResultRows(query.rows().subList(from, to).stream()
                        .map(row -> row(query.columns(), row))
                        .toList())
                .errorMessage(query.error())
                .nextToken(to < query.rows().size() ? token(query, to) : null)
                .build();
    }

    private static List<Map<String, String>> row(List<String> columns, List<String> values) {
        var cells = new ArrayList<Map<String, String>>();
        for (int i = 0; i < columns.size(); i++) {
            var cell = new LinkedHashMap<String, String>();
            cell.put(columns.get(i), values.get(i));
            cells.add(cell);
        }
        return cells;
    }

    private String token(KeptQuery query, int position) {
        return platform.tokens()
                .seal(
                        "GetQueryResults" + query.id(),
                        ByteBuffer.allocate(Integer.BYTES).putInt(position).array());
    }

    private int position(KeptQuery query, String token) {
        return platform.tokens()
                .open("GetQueryResults" + query.id(), token)
                .map(bytes -> ByteBuffer.wrap(bytes).getInt())
                .orElseThrow(CloudTrailFaults::badToken);
    }

    @Override
    public ListQueriesResponse listQueries(ListQueriesRequest request) {
        var lake = lakes.lake(request.eventDataStore()).value();
        var found = new ArrayList<KeptQuery>();
        for (var entry : queries.scan(Range.all())) {
            var query = query(entry.value().id());
            if (query.lakes().contains(lake.id()) && wanted(query, request.queryStatusAsString())) {
                found.add(query);
            }
        }
        return ListQueriesResponse.builder()
                .queries(found.stream()
                        .sorted((one, other) -> other.created().compareTo(one.created()))
                        .map(query -> Query.builder()
                                .queryId(query.id())
                                .queryStatus(query.status())
                                .creationTime(query.created())
                                .build())
                        .toList())
                .build();
    }

    private static boolean wanted(KeptQuery query, @Nullable String status) {
        return status == null || query.status().equals(status);
    }

    @Override
    public CancelQueryResponse cancelQuery(CancelQueryRequest request) {
        var query = query(request.queryId());
        var run = running.get(query.id());
        if (!query.runs() || run == null) {
            throw inactiveQuery(query.id());
        }
        run.cancel();
        return CancelQueryResponse.builder()
                .queryId(query.id())
                .queryStatus(QueryStatus.CANCELLED)
                .build();
    }
}
