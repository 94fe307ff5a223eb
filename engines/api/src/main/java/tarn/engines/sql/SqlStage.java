package tarn.engines.sql;

import java.time.Duration;
import java.util.List;

/**
 * One stage of a run: what is done in parallel between two exchanges.
 *
 * @param state in the engine's words, such as {@code RUNNING}
 * @param execution time its tasks were scheduled, summed
 * @param children the stages it reads from
 */
public record SqlStage(
        int id,
        String state,
        long rowsIn,
        long bytesIn,
        long rowsOut,
        long bytesOut,
        Duration execution,
        List<SqlStage> children) {

    public SqlStage {
        children = List.copyOf(children);
    }
}
