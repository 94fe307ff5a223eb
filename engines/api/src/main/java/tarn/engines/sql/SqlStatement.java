package tarn.engines.sql;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One statement and everything its run may depend on.
 *
 * @param id names the run, such as Athena's query execution id; unique among all runs, letters, digits, hyphens
 * @param text one statement, without a semicolon at its end
 * @param database what unqualified table names belong to
 * @param user what {@code current_user} answers
 * @param lake catalog and files as the one caller who asks may see them; no other lake is reachable from the statement
 * @param now what {@code current_timestamp} answers
 * @param tableLocation where {@code CREATE TABLE AS} without a location of its own writes: {@code s3://bucket/prefix/}
 * @param prepared texts by name that {@code EXECUTE name USING ...} may call
 * @param settings session properties of the engine by name, such as {@code time_zone_id}
 */
public record SqlStatement(
        String id,
        String text,
        Optional<String> database,
        String user,
        Lake lake,
        Instant now,
        Optional<String> tableLocation,
        Map<String, String> prepared,
        Map<String, String> settings,
        SqlLimits limits) {

    public SqlStatement {
        prepared = Map.copyOf(prepared);
        settings = Map.copyOf(settings);
    }

    /** A statement with nothing prepared or set, and no limits. */
    public static SqlStatement of(
            String id, String text, Optional<String> database, String user, Lake lake, Instant now) {
        return new SqlStatement(
                id, text, database, user, lake, now, Optional.empty(), Map.of(), Map.of(), SqlLimits.none());
    }
}
