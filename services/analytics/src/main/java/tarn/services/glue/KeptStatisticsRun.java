package tarn.services.glue;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run that computes column statistics, as it is kept.
 *
 * @param sample how many of a hundred rows are looked at
 * @param error why it failed; null if it did not
 */
record KeptStatisticsRun(
        String id,
        String database,
        String table,
        List<String> columns,
        String role,
        double sample,
        Status status,
        Instant start,
        @Nullable Instant end,
        @Nullable String error) {

    /** How a run stands. */
    enum Status {
        RUNNING,
        SUCCEEDED,
        FAILED,
        STOPPED
    }

    boolean isOf(String otherDatabase, String otherTable) {
        return database.equals(otherDatabase) && table.equals(otherTable);
    }

    KeptStatisticsRun ended(Status how, Instant when, @Nullable String why) {
        return new KeptStatisticsRun(id, database, table, columns, role, sample, how, start, when, why);
    }
}
