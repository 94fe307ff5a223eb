package tarn.services.athena;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.BatchGetNamedQueryRequest;
import software.amazon.awssdk.services.athena.model.BatchGetNamedQueryResponse;
import software.amazon.awssdk.services.athena.model.CreateNamedQueryRequest;
import software.amazon.awssdk.services.athena.model.CreateNamedQueryResponse;
import software.amazon.awssdk.services.athena.model.DeleteNamedQueryRequest;
import software.amazon.awssdk.services.athena.model.DeleteNamedQueryResponse;
import software.amazon.awssdk.services.athena.model.GetNamedQueryRequest;
import software.amazon.awssdk.services.athena.model.GetNamedQueryResponse;
import software.amazon.awssdk.services.athena.model.ListNamedQueriesRequest;
import software.amazon.awssdk.services.athena.model.ListNamedQueriesResponse;
import software.amazon.awssdk.services.athena.model.NamedQuery;
import software.amazon.awssdk.services.athena.model.UnprocessedNamedQueryId;
import software.amazon.awssdk.services.athena.model.UpdateNamedQueryRequest;
import software.amazon.awssdk.services.athena.model.UpdateNamedQueryResponse;
import tarn.kernel.Ids;
import tarn.kernel.PagingTokens;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** Queries saved under a name. */
final class NamedQueries implements AthenaClient, Part {

    private static final int PAGE_MAX = 50;

    private final Store<Saved> queries;
    private final WorkGroups groups;
    private final Ids ids;
    private final PagingTokens tokens;

    /** A query as it is kept. */
    record Saved(
            String id, String name, @Nullable String description, String database, String query, String workGroup) {

        NamedQuery describe() {
            return NamedQuery.builder()
                    .namedQueryId(id)
                    .name(name)
                    .description(description)
                    .database(database)
                    .queryString(query)
                    .workGroup(workGroup)
                    .build();
        }
    }

    NamedQueries(Platform platform, WorkGroups groups) {
        this.queries = platform.store("athena/named-queries", Scope.REGION, Formats.record(Saved.class));
        this.groups = groups;
        this.ids = platform.ids();
        this.tokens = platform.tokens();
    }

    /** The work group of a query, if there is one of that id. */
    Optional<String> group(String id) {
        return queries.get(Key.of(id)).map(Saved::workGroup);
    }

    /** A repeat with the same token finds the id it was given, since the id is made of the token. */
    @Override
    public CreateNamedQueryResponse createNamedQuery(CreateNamedQueryRequest request) {
        var group = groups.group(request.workGroup());
        var token = request.clientRequestToken();
        var id = (token == null ? ids.uuid() : UUID.nameUUIDFromBytes(token.getBytes(StandardCharsets.UTF_8)))
                .toString();
        var saved = new Saved(
                id, request.name(), request.description(), request.database(), request.queryString(), group.name());
        if (!queries.insert(Key.of(id), saved) && !queries.get(Key.of(id)).equals(Optional.of(saved))) {
            throw AthenaFaults.tokenReused();
        }
        return CreateNamedQueryResponse.builder().namedQueryId(id).build();
    }

    @Override
    public GetNamedQueryResponse getNamedQuery(GetNamedQueryRequest request) {
        return GetNamedQueryResponse.builder()
                .namedQuery(get(request.namedQueryId()).describe())
                .build();
    }

    @Override
    public BatchGetNamedQueryResponse batchGetNamedQuery(BatchGetNamedQueryRequest request) {
        var found = new ArrayList<NamedQuery>();
        var unknown = new ArrayList<UnprocessedNamedQueryId>();
        for (var id : request.namedQueryIds()) {
            queries.get(Key.of(id))
                    .ifPresentOrElse(
                            saved -> found.add(saved.describe()),
                            () -> unknown.add(UnprocessedNamedQueryId.builder()
                                    .namedQueryId(id)
                                    .errorCode("NAMED_QUERY_NOT_FOUND")
                                    .errorMessage("NamedQuery " + id + " was not found")
                                    .build()));
        }
        return BatchGetNamedQueryResponse.builder()
                .namedQueries(found)
                .unprocessedNamedQueryIds(unknown)
                .build();
    }

    @Override
    public UpdateNamedQueryResponse updateNamedQuery(UpdateNamedQueryRequest request) {
        queries.update(Key.of(request.namedQueryId()), present -> {
            var saved = present.orElseThrow(() -> AthenaFaults.namedQueryUnknown(request.namedQueryId()));
            var description = request.description() == null ? saved.description() : request.description();
            return new Saved(
                    saved.id(),
                    request.name(),
                    description,
                    saved.database(),
                    request.queryString(),
                    saved.workGroup());
        });
        return UpdateNamedQueryResponse.builder().build();
    }

    @Override
    public DeleteNamedQueryResponse deleteNamedQuery(DeleteNamedQueryRequest request) {
        if (!queries.delete(Key.of(request.namedQueryId()))) {
            throw AthenaFaults.namedQueryUnknown(request.namedQueryId());
        }
        return DeleteNamedQueryResponse.builder().build();
    }

    @Override
    public ListNamedQueriesResponse listNamedQueries(ListNamedQueriesRequest request) {
        var group = groups.group(request.workGroup()).name();
        var range = Range.all();
        if (request.nextToken() != null) {
            var last = tokens.open("ListNamedQueries", request.nextToken()).orElseThrow(AthenaFaults::tokenInvalid);
            range = range.after(Key.of(new String(last, StandardCharsets.UTF_8)));
        }
        int most = request.maxResults() == null ? PAGE_MAX : request.maxResults();
        var shown = new ArrayList<String>();
        for (var entry : queries.scan(range)) {
            if (!entry.value().workGroup().equals(group)) {
                continue;
            }
            if (shown.size() == most) {
                var next = tokens.seal("ListNamedQueries", shown.getLast().getBytes(StandardCharsets.UTF_8));
                return ListNamedQueriesResponse.builder()
                        .namedQueryIds(shown)
                        .nextToken(next)
                        .build();
            }
            shown.add(entry.value().id());
        }
        return ListNamedQueriesResponse.builder().namedQueryIds(shown).build();
    }

    private Saved get(String id) {
        return queries.get(Key.of(id)).orElseThrow(() -> AthenaFaults.namedQueryUnknown(id));
    }
}
