package tarn.services.dynamodb;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.BackupType;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * What is kept of the past of tables, and for how long.
 *
 * <p>A moment is taken while nothing is written, so that what is below its number is on disk and what is above comes
 * after. What no moment and no recovery wants any more is removed in the background.
 */
final class Keeping {

    static final Format<StoredBackup> FORMAT = Formats.record(StoredBackup.class);

    static final Format<Pruning> PRUNING = Formats.record(Pruning.class);

    private static final String EXPIRY = "dynamodb/backup-expiry";
    private static final String HORIZON = "dynamodb/recovery";
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration SYSTEM_KEPT = Duration.ofDays(35);

    private final Platform platform;
    private final Tables tables;
    private final Items items;
    private final ChangeLog log;
    private final Pasts pasts;
    private final Moments moments;
    private final Chores chores;
    private final Describing.Extents extents;
    private final Store<StoredBackup> backups;
    private final Works<Pruning> prunings;

    /** A table whose past is to be looked through. */
    record Pruning(String table, int number) {}

    Keeping(
            Platform platform,
            Tables tables,
            Items items,
            ChangeLog log,
            Pasts pasts,
            Moments moments,
            Chores chores,
            Describing.Extents extents) {
        this.platform = platform;
        this.tables = tables;
        this.items = items;
        this.log = log;
        this.pasts = pasts;
        this.moments = moments;
        this.chores = chores;
        this.extents = extents;
        this.backups = platform.store("dynamodb/backups", Scope.REGION, FORMAT);
        platform.timers().on(EXPIRY, (id, due) -> expire(id));
        platform.timers().on(HORIZON, (table, due) -> forget(table));
        this.prunings = new Works<>(platform, "prunings", PRUNING, this::prune);
    }

    Store<StoredBackup> backups() {
        return backups;
    }

    Moments moments() {
        return moments;
    }

    /** What is kept at a moment, which the caller adds to the batch; null to keep nothing. */
    @FunctionalInterface
    interface Made {
        Batch at(long number);
    }

    /** Keeps a batch at a moment between writes; says whether it was kept. */
    boolean between(Made made) {
        return log.between(items.locks(), made::at);
    }

    /** A table that remembers what its items are at this moment. */
    static StoredTable remembering(StoredTable table, long number) {
        var past = table.tied().past();
        return table.with(table.tied().with(new Ties.Past(number, past == null ? null : past.recovery())));
    }

    /** How large a table is, which may take a while to find out: not to be asked between writes. */
    Describing.Extent extent(Table table) {
        return extents.of(table, Table.ITEMS);
    }

    /** A backup of a table as it is at a moment between writes, added to a batch. */
    StoredBackup backup(Batch batch, Table table, String name, BackupType type, long number, Describing.Extent extent) {
        var now = platform.clock().instant();
        var id = String.format(
                Locale.ROOT,
                "%014d-%s",
                now.toEpochMilli(),
                platform.ids().uuid().toString().substring(0, 8));
        var expires = type == BackupType.SYSTEM ? now.plus(SYSTEM_KEPT) : null;
        var backup =
                new StoredBackup(id, name, type, table.stored(), number, now, extent.items(), extent.bytes(), expires);
        batch.insert(backups, key(backup), backup);
        moments.add(batch, table.stored().number(), id, new Moments.Moment(number, null));
        if (expires != null) {
            platform.timers().set(batch, EXPIRY, table.name() + "/" + id, expires);
        }
        return backup;
    }

    Optional<Entry<StoredBackup>> find(String table, String id) {
        return backups.entry(Key.of(table, id));
    }

    List<Entry<StoredBackup>> list(Range range, int limit) {
        return backups.list(range, limit);
    }

    static Key key(StoredBackup backup) {
        return Key.of(backup.table().name(), backup.id());
    }

    /** Gives a backup up; says whether it was as it was seen. */
    boolean remove(Entry<StoredBackup> seen) {
        var backup = seen.value();
        var batch = platform.batch().delete(backups, seen);
        release(batch, backup.table(), backup.id());
        return batch.commit();
    }

    /** Gives a moment up, with a batch. */
    void release(Batch batch, StoredTable table, String id) {
        moments.remove(batch, table.number(), id);
        prune(batch, table);
    }

    /** Has the past of a table removed, as far as nobody wants it, once a batch is kept. */
    void prune(Batch batch, StoredTable table) {
        prune(batch, table.name(), table.number());
    }

    void prune(Batch batch, String table, int number) {
        prunings.begin(batch, platform.ids().uuid().toString(), new Pruning(table, number));
    }

    /** Looks once a day what of a table's past is older than its recovery goes. */
    void watch(Batch batch, String table) {
        platform.timers().set(batch, HORIZON, table, platform.clock().instant().plus(DAY));
    }

    private void expire(String name) {
        int slash = name.lastIndexOf('/');
        find(name.substring(0, slash), name.substring(slash + 1)).ifPresent(this::remove);
    }

    private void forget(String name) {
        var table = tables.find(name).orElse(null);
        if (table != null && table.stored().tied().isRecoverable()) {
            var batch = platform.batch();
            prune(batch, table.stored());
            watch(batch, name);
            batch.commit();
        }
    }

    /** The first moment that recovery goes back to; null if it is off. */
    @Nullable
    Instant earliest(StoredTable table) {
        var past = table.tied().past();
        var recovery = past == null ? null : past.recovery();
        if (recovery == null) {
            return null;
        }
        var bound = platform.clock().instant().minus(Duration.ofDays(recovery.days()));
        return bound.isAfter(recovery.since()) ? bound : recovery.since();
    }

    /** What a look at a table finds, while nothing is written. */
    private record Seen(long number, Optional<Table> table, List<Moments.Moment> moments) {}

    private void prune(String id, Pruning pruning) {
        var seen = look(pruning);
        var table = seen.table().map(Table::stored).orElse(null);
        var batch = platform.batch();
        prunings.end(batch, id);
        if (table == null && seen.moments().isEmpty()) {
            chores.add(batch, Chores.Kind.SWEEP, pruning.table(), pruning.number(), Chores.ALL);
            batch.commit();
            return;
        }
        var earliest = table == null ? null : earliest(table);
        long horizon = earliest == null ? Long.MAX_VALUE : Sequences.first(earliest.toEpochMilli());
        pasts.prune(
                pruning.number(),
                (begun, ended) -> ended >= seen.number()
                        || ended >= horizon
                        || seen.moments().stream().anyMatch(moment -> begun < moment.cut() && moment.cut() <= ended));
        batch.commit();
    }

    /** Has a table forget its past if nobody wants any of it. */
    private Seen look(Pruning pruning) {
        while (true) {
            var found = new AtomicReference<Seen>();
            boolean kept = between(number -> {
                var seen = new Seen(
                        number,
                        tables.find(pruning.table())
                                .filter(table -> table.stored().number() == pruning.number()),
                        moments.of(pruning.number()));
                found.set(seen);
                var batch = platform.batch();
                seen.table()
                        .filter(table -> seen.moments().isEmpty() && isIdle(table.stored()))
                        .ifPresent(table -> batch.replace(tables.store(), table.entry(), forgetful(table.stored())));
                return batch;
            });
            if (kept) {
                return Objects.requireNonNull(found.get());
            }
        }
    }

    private static boolean isIdle(StoredTable table) {
        return table.tied().past() != null && !table.tied().isRecoverable();
    }

    private static StoredTable forgetful(StoredTable table) {
        return table.with(table.tied().with((Ties.Past) null));
    }
}
