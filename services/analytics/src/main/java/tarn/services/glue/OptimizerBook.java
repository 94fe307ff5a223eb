package tarn.services.glue;

import static tarn.services.glue.Catalog.lower;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.glue.model.TableOptimizerConfiguration;
import software.amazon.awssdk.services.glue.model.TableOptimizerEventType;
import software.amazon.awssdk.services.glue.model.TableOptimizerRun;
import tarn.engines.sql.LakeQueries;
import tarn.engines.sql.SqlFailure;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** Keeps table optimizers and what they did, and has them run: by timers, as their roles, in the SQL engine. */
final class OptimizerBook {

    private static final String TIMER = "glue/table-optimizer";
    private static final int RUNS_KEPT = 100;
    private static final Duration COMPACTION_RHYTHM = Duration.ofHours(1);
    private static final int USUAL_RATE_HOURS = 24;
    private static final int USUAL_RETENTION_DAYS = 5;
    private static final int USUAL_ORPHAN_DAYS = 3;

    private final Platform platform;
    private final Catalog catalog;
    private final Store<Kept> optimizers;
    private final Store<Run> runs;

    /** An optimizer of a table; its type by AWS's name. */
    record Kept(String database, String table, String type, TableOptimizerConfiguration configuration) {

        private Key key() {
            return Key.of(database, table, type);
        }

        private String name() {
            return database + "/" + table + "/" + type;
        }
    }

    /**
     * What an optimizer did.
     *
     * @param error why it failed; null if it did not
     */
    record Run(Instant start, Instant end, @Nullable String error) {

        TableOptimizerRun shown() {
            return TableOptimizerRun.builder()
                    .eventType(error == null ? TableOptimizerEventType.COMPLETED : TableOptimizerEventType.FAILED)
                    .startTimestamp(start)
                    .endTimestamp(end)
                    .error(error)
                    .build();
        }
    }

    OptimizerBook(Platform platform, Catalog catalog) {
        this.platform = platform;
        this.catalog = catalog;
        this.optimizers = platform.store("glue/table-optimizers", Scope.REGION, Formats.record(Kept.class));
        this.runs = platform.store("glue/table-optimizer-runs", Scope.REGION, Formats.record(Run.class));
        platform.timers().beside(TIMER, (name, due) -> fire(name));
    }

    Store<Run> runs() {
        return runs;
    }

    /** The newest runs, the newest first. */
    List<Run> runs(Kept kept, int limit) {
        return runs.list(Range.under(kept.key()).backwards(), limit).stream()
                .map(Entry::value)
                .toList();
    }

    private static Key key(String database, String table, String type) {
        return Key.of(lower(database), lower(table), type);
    }

    Entry<Kept> find(String database, String table, String type) {
        return optimizers
                .entry(key(database, table, type))
                .orElseThrow(() -> GlueFaults.notFound("Table optimizer not found."));
    }

    boolean insert(Kept made) {
        var batch = platform.batch().insert(optimizers, made.key(), made);
        arrange(batch, made, platform.clock().instant());
        return batch.commit();
    }

    void change(String database, String table, String type, UnaryOperator<Kept> change) {
        while (true) {
            var seen = find(database, table, type);
            var next = change.apply(seen.value());
            var batch = platform.batch().replace(optimizers, seen, next);
            arrange(batch, next, platform.clock().instant());
            if (batch.commit()) {
                return;
            }
        }
    }

    void delete(String database, String table, String type) {
        var seen = find(database, table, type);
        remove(seen);
    }

    private void remove(Entry<Kept> seen) {
        var batch = platform.batch().delete(optimizers, seen.key());
        platform.timers().cancel(batch, TIMER, seen.value().name());
        runs.list(Range.under(seen.key()), 2 * RUNS_KEPT).forEach(run -> batch.delete(runs, run.key()));
        batch.commit();
    }

    private void arrange(Batch batch, Kept kept, Instant due) {
        if (Boolean.TRUE.equals(kept.configuration().enabled())) {
            platform.timers().set(batch, TIMER, kept.name(), due);
        } else {
            platform.timers().cancel(batch, TIMER, kept.name());
        }
    }

    private void fire(String name) {
        var parts = name.split("/", 3);
        var seen = optimizers.entry(key(parts[0], parts[1], parts[2]));
        if (seen.isEmpty()) {
            return;
        }
        if (catalog.find(parts[0], parts[1]).isEmpty()) {
            remove(seen.get());
            return;
        }
        var kept = seen.get().value();
        var start = platform.clock().instant();
        var error = attempt(kept);
        var run = new Run(start, platform.clock().instant(), error);
        var key =
                kept.key().with(start.toEpochMilli()).with(platform.ids().uuid().toString());
        var batch = platform.batch().put(runs, key, run);
        runs.list(Range.under(kept.key()).backwards(), 2 * RUNS_KEPT).stream()
                .skip(RUNS_KEPT - 1L)
                .forEach(old -> batch.delete(runs, old.key()));
        optimizers.entry(kept.key()).ifPresent(now -> arrange(batch, now.value(), start.plus(rhythm(now.value()))));
        batch.commit();
    }

    /** Runs an optimizer; gives the reason if it failed. */
    private @Nullable String attempt(Kept kept) {
        try {
            var queries = platform.offer(AthenaClient.class, LakeQueries.class);
            if (queries.isEmpty()) {
                return "Table optimizers need a SQL engine, and there is none.";
            }
            var worker = CrawlerRole.of(
                    platform,
                    kept.configuration().roleArn(),
                    "",
                    Caller.current().requestId());
            worker.run(() -> queries.get().change(kept.database(), text(kept)));
            return null;
        } catch (SqlFailure e) {
            return e.getMessage();
        } catch (AwsServiceException e) {
            return e.awsErrorDetails().errorMessage();
        }
    }

    private static Duration rhythm(Kept kept) {
        var retention = kept.configuration().retentionConfiguration();
        var orphans = kept.configuration().orphanFileDeletionConfiguration();
        return switch (kept.type()) {
            case "retention" ->
                hours(
                        retention == null || retention.icebergConfiguration() == null
                                ? null
                                : retention.icebergConfiguration().runRateInHours());
            case "orphan_file_deletion" ->
                hours(
                        orphans == null || orphans.icebergConfiguration() == null
                                ? null
                                : orphans.icebergConfiguration().runRateInHours());
            default -> COMPACTION_RHYTHM;
        };
    }

    private static Duration hours(@Nullable Integer given) {
        return Duration.ofHours(given == null ? USUAL_RATE_HOURS : given);
    }

    private static String text(Kept kept) {
        var alter = "ALTER TABLE \"" + kept.database().replace("\"", "\"\"") + "\".\""
                + kept.table().replace("\"", "\"\"") + "\" EXECUTE ";
        var retention = kept.configuration().retentionConfiguration();
        var orphans = kept.configuration().orphanFileDeletionConfiguration();
        return alter
                + switch (kept.type()) {
                    case "retention" ->
                        "expire_snapshots(retention_threshold => '"
                                + days(
                                        retention == null || retention.icebergConfiguration() == null
                                                ? null
                                                : retention
                                                        .icebergConfiguration()
                                                        .snapshotRetentionPeriodInDays(),
                                        USUAL_RETENTION_DAYS)
                                + "d')";
                    case "orphan_file_deletion" ->
                        "remove_orphan_files(retention_threshold => '"
                                + days(
                                        orphans == null || orphans.icebergConfiguration() == null
                                                ? null
                                                : orphans.icebergConfiguration().orphanFileRetentionPeriodInDays(),
                                        USUAL_ORPHAN_DAYS)
                                + "d')";
                    default -> "optimize";
                };
    }

    private static int days(@Nullable Integer given, int usual) {
        return given == null ? usual : given;
    }
}
