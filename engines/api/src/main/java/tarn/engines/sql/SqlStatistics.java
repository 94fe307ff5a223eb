package tarn.engines.sql;

import java.time.Duration;
import java.util.Optional;

/**
 * What a run has cost so far.
 *
 * @param state where the run stands
 * @param bytesScanned bytes physically read from files, after pruning of partitions, columns and row groups
 * @param rowsScanned rows read from files
 * @param rowsReturned rows of the result
 * @param bytesReturned their size within the engine
 * @param bytesWritten bytes written to files by inserts and {@code CREATE TABLE AS}
 * @param queued time before planning, with the engine's own start if the run had to wait for it
 * @param planning time of analysis and planning
 * @param execution time from the end of planning to the end
 * @param total time from the start to now or to the end
 * @param cpu processor time of all threads
 * @param memoryBytesPeak the most that was reserved at once
 * @param stages the tree of stages, from the one that returns the result; empty until there is one
 */
public record SqlStatistics(
        State state,
        long bytesScanned,
        long rowsScanned,
        long rowsReturned,
        long bytesReturned,
        long bytesWritten,
        Duration queued,
        Duration planning,
        Duration execution,
        Duration total,
        Duration cpu,
        long memoryBytesPeak,
        Optional<SqlStage> stages) {

    /** Where a run stands. */
    public enum State {
        QUEUED,
        PLANNING,
        RUNNING,
        FINISHED,
        FAILED
    }
}
