package tarn.services.athena;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.model.AthenaError;
import software.amazon.awssdk.services.athena.model.EngineVersion;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import software.amazon.awssdk.services.athena.model.QueryExecutionContext;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.QueryExecutionStatistics;
import software.amazon.awssdk.services.athena.model.QueryExecutionStatus;
import software.amazon.awssdk.services.athena.model.StatementType;

/**
 * A query as it is kept.
 *
 * @param query its text as it came
 * @param output the URI of its result, complete
 * @param parameters what stands for its question marks, as SQL
 * @param reuseMinutes how old an earlier query's result may be that serves as well; null for none
 * @param prepared the statement that {@code EXECUTE} runs, as it was when this one was begun
 */
record Execution(
        String id,
        String query,
        String statementType,
        String substatement,
        StatementKind.Output form,
        String workGroup,
        @Nullable String catalog,
        @Nullable String database,
        String output,
        ResultSettings settings,
        long submittedMillis,
        Progress progress,
        List<String> parameters,
        @Nullable String prepared,
        @Nullable Integer reuseMinutes) {

    static final EngineVersion ENGINE = EngineVersion.builder()
            .selectedEngineVersion("AUTO")
            .effectiveEngineVersion("Athena engine version 3")
            .build();

    Execution with(Progress next) {
        return with(next, output);
    }

    /** The same with the result of an earlier query. */
    Execution reusing(Execution earlier, long nowMillis) {
        var cost = new Cost(0, 0, 0, nowMillis - submittedMillis, nowMillis - submittedMillis, 0);
        return with(new Progress.Succeeded(nowMillis, cost, null, null, true), earlier.output());
    }

    private Execution with(Progress next, String output) {
        return new Execution(
                id,
                query,
                statementType,
                substatement,
                form,
                workGroup,
                catalog,
                database,
                output,
                settings,
                submittedMillis,
                next,
                parameters,
                prepared,
                reuseMinutes);
    }

    boolean ended() {
        return progress instanceof Progress.Ended;
    }

    QueryExecutionState state() {
        return switch (progress) {
            case Progress.Queued it -> QueryExecutionState.QUEUED;
            case Progress.Running it -> QueryExecutionState.RUNNING;
            case Progress.Succeeded it -> QueryExecutionState.SUCCEEDED;
            case Progress.Failed it -> QueryExecutionState.FAILED;
            case Progress.Cancelled it -> QueryExecutionState.CANCELLED;
        };
    }

    /** The query as {@code GetQueryExecution} shows it. */
    QueryExecution describe(long nowMillis) {
        var status =
                QueryExecutionStatus.builder().state(state()).submissionDateTime(Instant.ofEpochMilli(submittedMillis));
        var statistics = QueryExecutionStatistics.builder();
        switch (progress) {
            case Progress.Queued it ->
                statistics
                        .queryQueueTimeInMillis(nowMillis - submittedMillis)
                        .totalExecutionTimeInMillis(nowMillis - submittedMillis);
            case Progress.Running it ->
                statistics
                        .queryQueueTimeInMillis(it.startedMillis() - submittedMillis)
                        .engineExecutionTimeInMillis(nowMillis - it.startedMillis())
                        .totalExecutionTimeInMillis(nowMillis - submittedMillis);
            case Progress.Succeeded it -> {
                ended(it, status, statistics);
                statistics.dataManifestLocation(it.manifest());
            }
            case Progress.Failed it -> {
                ended(it, status, statistics);
                status.stateChangeReason(it.reason())
                        .athenaError(AthenaError.builder()
                                .errorCategory(it.category())
                                .errorType(it.type())
                                .retryable(it.retryable())
                                .errorMessage(it.reason())
                                .build());
            }
            case Progress.Cancelled it -> {
                ended(it, status, statistics);
                status.stateChangeReason(it.reason());
            }
        }
        return QueryExecution.builder()
                .queryExecutionId(id)
                .query(query)
                .statementType(StatementType.fromValue(statementType))
                .substatementType(substatement)
                .resultConfiguration(settings.describe(output))
                .executionParameters(parameters.isEmpty() ? null : parameters)
                .resultReuseConfiguration(reuse -> reuse.resultReuseByAgeConfiguration(
                        byAge -> byAge.enabled(reuseMinutes != null).maxAgeInMinutes(reuseMinutes)))
                .queryExecutionContext(QueryExecutionContext.builder()
                        .catalog(catalog)
                        .database(database)
                        .build())
                .status(status.build())
                .statistics(statistics.build())
                .workGroup(workGroup)
                .engineVersion(ENGINE)
                .build();
    }

    private static void ended(
            Progress.Ended end, QueryExecutionStatus.Builder status, QueryExecutionStatistics.Builder statistics) {
        status.completionDateTime(Instant.ofEpochMilli(end.completedMillis()));
        var cost = end.cost();
        statistics
                .queryQueueTimeInMillis(cost.queueMillis())
                .queryPlanningTimeInMillis(cost.planningMillis())
                .engineExecutionTimeInMillis(cost.engineMillis())
                .serviceProcessingTimeInMillis(cost.serviceMillis())
                .totalExecutionTimeInMillis(cost.totalMillis())
                .dataScannedInBytes(cost.scannedBytes())
                .resultReuseInformation(
                        reuse -> reuse.reusedPreviousResult(end instanceof Progress.Succeeded it && it.reused()));
    }
}
