package tarn.services.cloudwatchlogs;

import static tarn.services.cloudwatchlogs.LogFaults.invalid;
import static tarn.services.cloudwatchlogs.LogFaults.malformedQuery;
import static tarn.services.cloudwatchlogs.LogFaults.notFound;

import java.util.ArrayList;
import java.util.Comparator;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteQueryDefinitionRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteQueryDefinitionResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeQueryDefinitionsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeQueryDefinitionsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutQueryDefinitionRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutQueryDefinitionResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryDefinition;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryLanguage;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.services.cloudwatchlogs.insights.Query;
import tarn.services.cloudwatchlogs.insights.QueryException;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** Queries that are kept under a name. */
final class QueryDefinitions implements CloudWatchLogsClient, Part {

    private final Platform platform;
    private final Store<QueryDefinition> store;
    private final Pages pages;

    QueryDefinitions(Platform platform) {
        this.platform = platform;
        this.store = platform.store("cloudwatchlogs/definitions", Scope.REGION, Formats.record(QueryDefinition.class));
        this.pages = new Pages(platform.tokens());
    }

    @Override
    public PutQueryDefinitionResponse putQueryDefinition(PutQueryDefinitionRequest request) {
        if (request.queryLanguage() != null && request.queryLanguage() != QueryLanguage.CWLI) {
            throw invalid("The query language " + request.queryLanguageAsString() + " is not supported.");
        }
        if (request.hasParameters()) {
            throw invalid("Parameters of queries are not supported.");
        }
        try {
            Query.of(request.queryString());
        } catch (QueryException e) {
            throw malformedQuery(e.getMessage() + " at position " + e.position(), e.position());
        }
        var given = request.queryDefinitionId();
        if (given != null && store.get(Key.of(given)).isEmpty()) {
            throw notFound("The specified query definition does not exist.");
        }
        var id = given == null ? platform.ids().uuid().toString() : given;
        store.put(
                Key.of(id),
                QueryDefinition.builder()
                        .queryDefinitionId(id)
                        .name(request.name())
                        .queryString(request.queryString())
                        .queryLanguage(QueryLanguage.CWLI)
                        .logGroupNames(request.hasLogGroupNames() ? request.logGroupNames() : null)
                        .lastModified(platform.clock().instant().toEpochMilli())
                        .build());
        return PutQueryDefinitionResponse.builder().queryDefinitionId(id).build();
    }

    @Override
    public DescribeQueryDefinitionsResponse describeQueryDefinitions(DescribeQueryDefinitionsRequest request) {
        var prefix = request.queryDefinitionNamePrefix();
        var found = new ArrayList<QueryDefinition>();
        for (var entry : store.scan(Range.all())) {
            if (prefix == null || entry.value().name().startsWith(prefix)) {
                found.add(entry.value());
            }
        }
        found.sort(Comparator.comparing(QueryDefinition::name).thenComparing(QueryDefinition::queryDefinitionId));
        var page = pages.page(
                "DescribeQueryDefinitions",
                request.nextToken(),
                request.maxResults(),
                found,
                QueryDefinition::queryDefinitionId);
        return DescribeQueryDefinitionsResponse.builder()
                .queryDefinitions(page.items())
                .nextToken(page.token())
                .build();
    }

    @Override
    public DeleteQueryDefinitionResponse deleteQueryDefinition(DeleteQueryDefinitionRequest request) {
        if (!store.delete(Key.of(request.queryDefinitionId()))) {
            throw notFound("The specified query definition does not exist.");
        }
        return DeleteQueryDefinitionResponse.builder().success(true).build();
    }
}
