package tarn.services.glue;

import static java.lang.System.Logger.Level.WARNING;
import static tarn.services.glue.Catalog.lower;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.ColumnStatisticsTaskSettings;
import software.amazon.awssdk.services.glue.model.CreateColumnStatisticsTaskSettingsRequest;
import software.amazon.awssdk.services.glue.model.CreateColumnStatisticsTaskSettingsResponse;
import software.amazon.awssdk.services.glue.model.DeleteColumnStatisticsTaskSettingsRequest;
import software.amazon.awssdk.services.glue.model.DeleteColumnStatisticsTaskSettingsResponse;
import software.amazon.awssdk.services.glue.model.GetColumnStatisticsTaskSettingsRequest;
import software.amazon.awssdk.services.glue.model.GetColumnStatisticsTaskSettingsResponse;
import software.amazon.awssdk.services.glue.model.GlueException;
import software.amazon.awssdk.services.glue.model.Schedule;
import software.amazon.awssdk.services.glue.model.ScheduleState;
import software.amazon.awssdk.services.glue.model.ScheduleType;
import software.amazon.awssdk.services.glue.model.SettingSource;
import software.amazon.awssdk.services.glue.model.StartColumnStatisticsTaskRunScheduleRequest;
import software.amazon.awssdk.services.glue.model.StartColumnStatisticsTaskRunScheduleResponse;
import software.amazon.awssdk.services.glue.model.StopColumnStatisticsTaskRunScheduleRequest;
import software.amazon.awssdk.services.glue.model.StopColumnStatisticsTaskRunScheduleResponse;
import software.amazon.awssdk.services.glue.model.UpdateColumnStatisticsTaskSettingsRequest;
import software.amazon.awssdk.services.glue.model.UpdateColumnStatisticsTaskSettingsResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/** How and when the statistics of tables are computed by themselves. */
final class StatisticsSettings implements GlueClient, Part {

    private static final System.Logger LOG = System.getLogger(StatisticsSettings.class.getName());
    private static final String TIMER = "glue/statistics-schedule";

    private final Platform platform;
    private final Catalog catalog;
    private final StatisticsRuns runs;
    private final Store<Kept> settings;

    /** The settings of one table. */
    record Kept(ColumnStatisticsTaskSettings settings) {}

    StatisticsSettings(Platform platform, Catalog catalog, StatisticsRuns runs) {
        this.platform = platform;
        this.catalog = catalog;
        this.runs = runs;
        this.settings = platform.store("glue/statistics-settings", Scope.REGION, Formats.record(Kept.class));
        platform.timers().on(TIMER, (name, due) -> fire(name));
    }

    private static Key key(String database, String table) {
        return Key.of(lower(database), lower(table));
    }

    private void fire(String name) {
        var parts = name.split("/", 2);
        var kept = settings.get(key(parts[0], parts[1])).map(Kept::settings);
        if (kept.isEmpty()) {
            return;
        }
        var asked = kept.get();
        try {
            runs.begin(parts[0], parts[1], asked.columnNameList(), asked.role(), asked.sampleSize());
        } catch (GlueException e) {
            LOG.log(WARNING, "The statistics of " + name + " were not computed: " + e.getMessage());
        }
        var batch = platform.batch();
        arrange(batch, asked);
        batch.commit();
    }

    /** Sets the timer of a table's next run, or cancels it. */
    private void arrange(Batch batch, ColumnStatisticsTaskSettings asked) {
        var name = asked.databaseName() + "/" + asked.tableName();
        var schedule = asked.schedule();
        var next = schedule == null || schedule.state() != ScheduleState.SCHEDULED
                ? java.util.Optional.<java.time.Instant>empty()
                : CrawlerTerms.cron(schedule.scheduleExpression())
                        .next(platform.clock().instant());
        next.ifPresentOrElse(
                due -> platform.timers().set(batch, TIMER, name, due),
                () -> platform.timers().cancel(batch, TIMER, name));
    }

    @Override
    public CreateColumnStatisticsTaskSettingsResponse createColumnStatisticsTaskSettings(
            CreateColumnStatisticsTaskSettingsRequest request) {
        Catalog.own(request.catalogID());
        CrawlerTerms.checkSecurity(request.securityConfiguration(), null);
        if (request.hasTags() && !request.tags().isEmpty()) {
            throw GlueFaults.invalid("Tags of column statistics settings are not supported.");
        }
        catalog.table(request.databaseName(), request.tableName());
        var made = ColumnStatisticsTaskSettings.builder()
                .databaseName(lower(request.databaseName()))
                .tableName(lower(request.tableName()))
                .role(CrawlerTerms.role(request.role()))
                .schedule(CrawlSchedule.begun(request.schedule()))
                .scheduleType(request.schedule() == null ? null : ScheduleType.CRON)
                .settingSource(SettingSource.TABLE)
                .columnNameList(request.hasColumnNameList() ? request.columnNameList() : List.of())
                .sampleSize(request.sampleSize())
                .catalogID(
                        software.amazon.awssdk.utils.StringUtils.isBlank(request.catalogID())
                                ? tarn.kernel.Caller.current().account()
                                : request.catalogID())
                .build();
        var batch = platform.batch().insert(settings, key(request.databaseName(), request.tableName()), new Kept(made));
        arrange(batch, made);
        if (!batch.commit()) {
            throw GlueFaults.exists("Column statistics task settings of " + made.tableName() + " already exist.");
        }
        return CreateColumnStatisticsTaskSettingsResponse.builder().build();
    }

    private Entry<Kept> find(String database, String table) {
        return settings.entry(key(database, table))
                .orElseThrow(() -> GlueFaults.notFound("Column statistics task settings of " + table + " not found."));
    }

    private void change(String database, String table, UnaryOperator<ColumnStatisticsTaskSettings> change) {
        while (true) {
            var seen = find(database, table);
            var next = change.apply(seen.value().settings());
            var batch = platform.batch().replace(settings, seen, new Kept(next));
            arrange(batch, next);
            if (batch.commit()) {
                return;
            }
        }
    }

    @Override
    public UpdateColumnStatisticsTaskSettingsResponse updateColumnStatisticsTaskSettings(
            UpdateColumnStatisticsTaskSettingsRequest request) {
        Catalog.own(request.catalogID());
        CrawlerTerms.checkSecurity(request.securityConfiguration(), null);
        change(
                request.databaseName(),
                request.tableName(),
                old -> old.copy(next -> next.role(
                                request.role() == null ? old.role() : CrawlerTerms.role(request.role()))
                        .schedule(request.schedule() == null ? old.schedule() : CrawlSchedule.begun(request.schedule()))
                        .scheduleType(request.schedule() == null ? old.scheduleType() : ScheduleType.CRON)
                        .columnNameList(request.hasColumnNameList() ? request.columnNameList() : old.columnNameList())
                        .sampleSize(given(request.sampleSize(), old.sampleSize()))));
        return UpdateColumnStatisticsTaskSettingsResponse.builder().build();
    }

    private static @Nullable Double given(@Nullable Double next, @Nullable Double old) {
        return next == null ? old : next;
    }

    @Override
    public GetColumnStatisticsTaskSettingsResponse getColumnStatisticsTaskSettings(
            GetColumnStatisticsTaskSettingsRequest request) {
        return GetColumnStatisticsTaskSettingsResponse.builder()
                .columnStatisticsTaskSettings(find(request.databaseName(), request.tableName())
                        .value()
                        .settings())
                .build();
    }

    @Override
    public DeleteColumnStatisticsTaskSettingsResponse deleteColumnStatisticsTaskSettings(
            DeleteColumnStatisticsTaskSettingsRequest request) {
        var seen = find(request.databaseName(), request.tableName());
        var batch = platform.batch().delete(settings, seen.key());
        platform.timers().cancel(batch, TIMER, lower(request.databaseName()) + "/" + lower(request.tableName()));
        batch.commit();
        return DeleteColumnStatisticsTaskSettingsResponse.builder().build();
    }

    @Override
    public StartColumnStatisticsTaskRunScheduleResponse startColumnStatisticsTaskRunSchedule(
            StartColumnStatisticsTaskRunScheduleRequest request) {
        change(request.databaseName(), request.tableName(), old -> scheduled(old, ScheduleState.SCHEDULED));
        return StartColumnStatisticsTaskRunScheduleResponse.builder().build();
    }

    @Override
    public StopColumnStatisticsTaskRunScheduleResponse stopColumnStatisticsTaskRunSchedule(
            StopColumnStatisticsTaskRunScheduleRequest request) {
        change(request.databaseName(), request.tableName(), old -> scheduled(old, ScheduleState.NOT_SCHEDULED));
        return StopColumnStatisticsTaskRunScheduleResponse.builder().build();
    }

    private static ColumnStatisticsTaskSettings scheduled(ColumnStatisticsTaskSettings old, ScheduleState state) {
        Schedule schedule = old.schedule();
        if (schedule == null) {
            throw GlueFaults.invalid("The column statistics task settings have no schedule.");
        }
        return old.copy(next -> next.schedule(schedule.copy(changed -> changed.state(state))));
    }
}
