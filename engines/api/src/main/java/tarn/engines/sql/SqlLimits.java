package tarn.engines.sql;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a statement may use before the engine ends it.
 *
 * @param time from start to end; beyond it the query fails with {@code EXCEEDED_TIME_LIMIT}
 * @param bytesScanned read from files; beyond it the query fails with {@code EXCEEDED_SCAN_LIMIT}
 */
public record SqlLimits(Optional<Duration> time, OptionalLong bytesScanned) {

    public static SqlLimits none() {
        return new SqlLimits(Optional.empty(), OptionalLong.empty());
    }
}
