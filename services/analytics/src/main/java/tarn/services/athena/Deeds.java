package tarn.services.athena;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.athena.model.QueryRuntimeStatistics;
import software.amazon.awssdk.services.athena.model.QueryStage;
import tarn.engines.sql.SqlStage;
import tarn.engines.sql.SqlStatistics;

/**
 * What a query did, as {@code GetQueryRuntimeStatistics} shows it.
 *
 * @param stages each after the one that reads it
 */
record Deeds(long rowsIn, long bytesIn, long rowsOut, long bytesOut, List<Stage> stages) {

    /** As many stages as a query may have in Trino's default setting. */
    private static final int STAGES_MAX = 150;

    /**
     * A stage.
     *
     * @param reader the place in the list of the stage that reads this one; -1 for the output stage
     */
    record Stage(
            long id,
            int reader,
            String state,
            long rowsIn,
            long bytesIn,
            long rowsOut,
            long bytesOut,
            long executionMillis) {}

    static Deeds of(SqlStatistics engine) {
        var stages = new ArrayList<Stage>();
        engine.stages().ifPresent(output -> add(output, -1, stages));
        return new Deeds(
                engine.rowsScanned(), engine.bytesScanned(), engine.rowsReturned(), engine.bytesReturned(), stages);
    }

    private static void add(SqlStage stage, int reader, List<Stage> stages) {
        if (stages.size() == STAGES_MAX) {
            return;
        }
        int place = stages.size();
        stages.add(new Stage(
                stage.id(),
                reader,
                stage.state(),
                stage.rowsIn(),
                stage.bytesIn(),
                stage.rowsOut(),
                stage.bytesOut(),
                stage.execution().toMillis()));
        stage.children().forEach(child -> add(child, place, stages));
    }

    QueryRuntimeStatistics describe(Cost cost) {
        return QueryRuntimeStatistics.builder()
                .timeline(timeline -> timeline.queryQueueTimeInMillis(cost.queueMillis())
                        .queryPlanningTimeInMillis(cost.planningMillis())
                        .engineExecutionTimeInMillis(cost.engineMillis())
                        .serviceProcessingTimeInMillis(cost.serviceMillis())
                        .totalExecutionTimeInMillis(cost.totalMillis()))
                .rows(rows -> rows.inputRows(rowsIn)
                        .inputBytes(bytesIn)
                        .outputRows(rowsOut)
                        .outputBytes(bytesOut))
                .outputStage(below(-1).stream().findFirst().orElse(null))
                .build();
    }

    private List<QueryStage> below(int reader) {
        var below = new ArrayList<QueryStage>();
        for (int i = 0; i < stages.size(); i++) {
            var stage = stages.get(i);
            if (stage.reader() == reader) {
                below.add(QueryStage.builder()
                        .stageId(stage.id())
                        .state(stage.state())
                        .inputRows(stage.rowsIn())
                        .inputBytes(stage.bytesIn())
                        .outputRows(stage.rowsOut())
                        .outputBytes(stage.bytesOut())
                        .executionTime(stage.executionMillis())
                        .subStages(below(i))
                        .build());
            }
        }
        return below;
    }

    /** What is known of a query that needed no engine. */
    static final Deeds NOTHING = new Deeds(0, 0, 0, 0, List.of());

    static Deeds of(Progress.Ended end) {
        return end instanceof Progress.Succeeded it
                ? Optional.ofNullable(it.runtime()).orElse(NOTHING)
                : NOTHING;
    }
}
