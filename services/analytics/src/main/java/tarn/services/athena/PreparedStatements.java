package tarn.services.athena;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.BatchGetPreparedStatementRequest;
import software.amazon.awssdk.services.athena.model.BatchGetPreparedStatementResponse;
import software.amazon.awssdk.services.athena.model.CreatePreparedStatementRequest;
import software.amazon.awssdk.services.athena.model.CreatePreparedStatementResponse;
import software.amazon.awssdk.services.athena.model.DeletePreparedStatementRequest;
import software.amazon.awssdk.services.athena.model.DeletePreparedStatementResponse;
import software.amazon.awssdk.services.athena.model.GetPreparedStatementRequest;
import software.amazon.awssdk.services.athena.model.GetPreparedStatementResponse;
import software.amazon.awssdk.services.athena.model.ListPreparedStatementsRequest;
import software.amazon.awssdk.services.athena.model.ListPreparedStatementsResponse;
import software.amazon.awssdk.services.athena.model.PreparedStatement;
import software.amazon.awssdk.services.athena.model.PreparedStatementSummary;
import software.amazon.awssdk.services.athena.model.UnprocessedPreparedStatementName;
import software.amazon.awssdk.services.athena.model.UpdatePreparedStatementRequest;
import software.amazon.awssdk.services.athena.model.UpdatePreparedStatementResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** Statements prepared under a name in a work group, by the API or by {@code PREPARE}. */
final class PreparedStatements implements AthenaClient, Part {

    private static final int PAGE_MAX = 50;
    private static final int STATEMENTS_MAX = 1000;

    private final Store<Prepared> statements;
    private final WorkGroups groups;
    private final InstantSource clock;
    private final Pages pages;

    /** A statement as it is kept. */
    record Prepared(String group, String name, @Nullable String description, String text, long modifiedMillis) {

        PreparedStatement describe() {
            return PreparedStatement.builder()
                    .statementName(name)
                    .queryStatement(text)
                    .workGroupName(group)
                    .description(description)
                    .lastModifiedTime(Instant.ofEpochMilli(modifiedMillis))
                    .build();
        }

        PreparedStatementSummary summary() {
            return PreparedStatementSummary.builder()
                    .statementName(name)
                    .lastModifiedTime(Instant.ofEpochMilli(modifiedMillis))
                    .build();
        }
    }

    PreparedStatements(Platform platform, WorkGroups groups) {
        this.statements = platform.store("athena/prepared", Scope.REGION, Formats.record(Prepared.class));
        this.groups = groups;
        this.clock = platform.clock();
        this.pages = new Pages(platform.tokens(), PAGE_MAX, PAGE_MAX, token -> AthenaFaults.tokenInvalid());
    }

    private static Key key(String group, String name) {
        return Key.of(group).with(name);
    }

    /** The statements of one work group, as SQL reaches them. */
    final class Group {

        private final String group;

        private Group(String group) {
            this.group = group;
        }

        Optional<String> find(String name) {
            return statements.get(key(group, name)).map(Prepared::text);
        }

        void put(String name, String text) {
            statements.put(key(group, name), new Prepared(group, name, null, text, clock.millis()));
        }

        /** Removes a statement; fails the query if there is none. */
        void remove(String name) {
            if (!statements.delete(key(group, name))) {
                throw new QueryFailure(
                        QueryFailure.Cause.USER, "PreparedStatement " + name + " was not found in workGroup " + group);
            }
        }
    }

    Group of(String group) {
        return new Group(group);
    }

    @Override
    public CreatePreparedStatementResponse createPreparedStatement(CreatePreparedStatementRequest request) {
        var group = groups.group(request.workGroup()).name();
        var prepared = new Prepared(
                group, request.statementName(), request.description(), request.queryStatement(), clock.millis());
        if (statements.list(Range.under(Key.of(group)), STATEMENTS_MAX).size() == STATEMENTS_MAX) {
            throw AthenaFaults.preparedTooMany(group);
        }
        if (!statements.insert(key(group, prepared.name()), prepared)) {
            throw AthenaFaults.preparedExists(prepared.name(), group);
        }
        return CreatePreparedStatementResponse.builder().build();
    }

    @Override
    public UpdatePreparedStatementResponse updatePreparedStatement(UpdatePreparedStatementRequest request) {
        var group = groups.group(request.workGroup()).name();
        statements.update(key(group, request.statementName()), present -> {
            var prepared = present.orElseThrow(() -> AthenaFaults.preparedUnknown(request.statementName(), group));
            var description = request.description() == null ? prepared.description() : request.description();
            return new Prepared(group, prepared.name(), description, request.queryStatement(), clock.millis());
        });
        return UpdatePreparedStatementResponse.builder().build();
    }

    @Override
    public GetPreparedStatementResponse getPreparedStatement(GetPreparedStatementRequest request) {
        var group = groups.group(request.workGroup()).name();
        var prepared = statements
                .get(key(group, request.statementName()))
                .orElseThrow(() -> AthenaFaults.preparedUnknown(request.statementName(), group));
        return GetPreparedStatementResponse.builder()
                .preparedStatement(prepared.describe())
                .build();
    }

    @Override
    public BatchGetPreparedStatementResponse batchGetPreparedStatement(BatchGetPreparedStatementRequest request) {
        var group = groups.group(request.workGroup()).name();
        var found = new ArrayList<PreparedStatement>();
        var unknown = new ArrayList<UnprocessedPreparedStatementName>();
        for (var name : request.preparedStatementNames()) {
            statements
                    .get(key(group, name))
                    .ifPresentOrElse(
                            prepared -> found.add(prepared.describe()),
                            () -> unknown.add(UnprocessedPreparedStatementName.builder()
                                    .statementName(name)
                                    .errorCode("STATEMENT_NOT_FOUND")
                                    .errorMessage("PreparedStatement " + name + " was not found in workGroup " + group)
                                    .build()));
        }
        return BatchGetPreparedStatementResponse.builder()
                .preparedStatements(found)
                .unprocessedPreparedStatementNames(unknown)
                .build();
    }

    @Override
    public ListPreparedStatementsResponse listPreparedStatements(ListPreparedStatementsRequest request) {
        var group = groups.group(request.workGroup()).name();
        var page = pages.records(
                "ListPreparedStatements",
                request.nextToken(),
                request.maxResults(),
                statements,
                Range.under(Key.of(group)),
                prepared -> true);
        return ListPreparedStatementsResponse.builder()
                .preparedStatements(page.items().stream().map(Prepared::summary).toList())
                .nextToken(page.next())
                .build();
    }

    @Override
    public DeletePreparedStatementResponse deletePreparedStatement(DeletePreparedStatementRequest request) {
        var group = groups.group(request.workGroup()).name();
        if (!statements.delete(key(group, request.statementName()))) {
            throw AthenaFaults.preparedUnknown(request.statementName(), group);
        }
        return DeletePreparedStatementResponse.builder().build();
    }
}
