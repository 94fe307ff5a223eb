package tarn.engines.trino;

import io.trino.execution.QueryInfo;
import io.trino.execution.StageInfo;
import io.trino.execution.StagesInfo;
import java.time.Duration;
import java.util.Optional;
import tarn.engines.sql.SqlStage;
import tarn.engines.sql.SqlStatistics;
import tarn.engines.sql.SqlStatistics.State;

/** What Trino counts, as we say it. */
final class Statistics {

    static SqlStatistics of(QueryInfo info, long bytesScanned, Duration waited) {
        var stats = info.getQueryStats();
        return new SqlStatistics(
                state(info),
                bytesScanned,
                stats.getPhysicalInputPositions(),
                stats.getOutputPositions(),
                stats.getOutputDataSize().toBytes(),
                stats.getPhysicalWrittenDataSize().toBytes(),
                waited.plus(time(stats.getQueuedTime())),
                time(stats.getAnalysisTime()).plus(time(stats.getPlanningTime())),
                time(stats.getExecutionTime()),
                waited.plus(time(stats.getElapsedTime())),
                time(stats.getTotalCpuTime()),
                stats.getPeakTotalMemoryReservation().toBytes(),
                info.getStages().map(stages -> stage(stages, stages.getOutputStage())));
    }

    /** Before there is anything to count. */
    static SqlStatistics waiting(Duration waited, boolean failed) {
        return new SqlStatistics(
                failed ? State.FAILED : State.QUEUED,
                0,
                0,
                0,
                0,
                0,
                waited,
                Duration.ZERO,
                Duration.ZERO,
                waited,
                Duration.ZERO,
                0,
                Optional.empty());
    }

    private static State state(QueryInfo info) {
        return switch (info.getState()) {
            case QUEUED, WAITING_FOR_RESOURCES, DISPATCHING -> State.QUEUED;
            case PLANNING, STARTING -> State.PLANNING;
            case RUNNING, FINISHING -> State.RUNNING;
            case FINISHED -> State.FINISHED;
            case FAILED -> State.FAILED;
        };
    }

    private static SqlStage stage(StagesInfo all, StageInfo stage) {
        var stats = stage.stageStats();
        return new SqlStage(
                stage.stageId().id(),
                stage.state().toString(),
                stats.getProcessedInputPositions(),
                stats.getProcessedInputDataSize().toBytes(),
                stats.getOutputPositions(),
                stats.getOutputDataSize().toBytes(),
                time(stats.getTotalScheduledTime()),
                all.getSubStages(stage.stageId()).stream()
                        .map(child -> stage(all, child))
                        .toList());
    }

    private static Duration time(io.airlift.units.Duration time) {
        return Duration.ofNanos(Math.round(time.getValue(java.util.concurrent.TimeUnit.NANOSECONDS)));
    }

    private Statistics() {}
}
