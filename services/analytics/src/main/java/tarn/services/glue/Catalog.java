package tarn.services.glue;

import static tarn.services.glue.GlueFaults.databaseExists;
import static tarn.services.glue.GlueFaults.databaseNotFound;
import static tarn.services.glue.GlueFaults.tableExists;
import static tarn.services.glue.GlueFaults.tableNotFound;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.Database;
import software.amazon.awssdk.services.glue.model.DatabaseInput;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.glue.model.TableInput;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** The databases and tables of an account and region, and the rules that hold among them. */
final class Catalog {

    private static final int DATABASES_MAX = 10_000;
    private static final int SWEPT_AT_ONCE = 1_000;

    private final Platform platform;
    private final CatalogNews news;
    private final Store<KeptDatabase> databases;
    private final Store<KeptTable> tables;
    private final Store<KeptTable> versions;
    private final Store<Deferred<KeptPartition>> partitions;
    private final PartitionIndexBook partitionIndexes;
    private final Store<Statistics.Kept> statistics;
    private final Store<String> dropped;

    Catalog(Platform platform) {
        this.platform = platform;
        this.news = new CatalogNews(platform);
        databases = platform.store("glue/databases", Scope.REGION, Formats.record(KeptDatabase.class));
        tables = platform.store("glue/tables", Scope.REGION, Formats.record(KeptTable.class));
        versions = platform.store("glue/table-versions", Scope.REGION, Formats.record(KeptTable.class));
        partitions =
                platform.store("glue/partitions", Scope.REGION, Deferred.format(Formats.record(KeptPartition.class)));
        statistics = platform.store("glue/column-statistics", Scope.REGION, Formats.record(Statistics.Kept.class));
        partitionIndexes = new PartitionIndexBook(platform, this);
        dropped = platform.store("glue/dropped-tables", Scope.REGION, Formats.text());
    }

    Store<KeptDatabase> databases() {
        return databases;
    }

    Store<KeptTable> tables() {
        return tables;
    }

    /** What tables were before, by table id and version. */
    Store<KeptTable> versions() {
        return versions;
    }

    /** Partitions by table id and values. */
    Store<Deferred<KeptPartition>> partitions() {
        return partitions;
    }

    /** Statistics by table id. */
    Store<Statistics.Kept> statistics() {
        return statistics;
    }

    /** The indexes of partitions. */
    PartitionIndexBook partitionIndexes() {
        return partitionIndexes;
    }

    /** Names as the catalog keeps them. */
    static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Refuses a catalog that is not the caller's own. */
    static void own(@Nullable String catalogId) {
        if (catalogId != null && !catalogId.equals(Caller.current().account())) {
            throw GlueFaults.notFound("Catalog " + catalogId + " not found.");
        }
    }

    /** The present time as the catalog shows it, in whole seconds. */
    Instant now() {
        return platform.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /** Tells others of changes. */
    CatalogNews news() {
        return news;
    }

    Batch batch() {
        return platform.batch();
    }

    // Databases

    Entry<KeptDatabase> database(String name) {
        return databases.entry(Key.of(lower(name))).orElseThrow(() -> databaseNotFound(name));
    }

    void createDatabase(DatabaseInput input) {
        if (databases.list(Range.all(), DATABASES_MAX).size() >= DATABASES_MAX) {
            throw GlueFaults.limitExceeded("databases per catalog");
        }
        var database = Databases.database(input)
                .createTime(now())
                .catalogId(Caller.current().account())
                .build();
        if (!databases.insert(Key.of(database.name()), new KeptDatabase(database))) {
            throw databaseExists();
        }
        news.database(database.name(), "CreateDatabase");
    }

    void updateDatabase(String name, UnaryOperator<Database> change) {
        while (true) {
            var seen = database(name);
            if (databases.replace(
                    seen, new KeptDatabase(change.apply(seen.value().database())))) {
                return;
            }
        }
    }

    /** Removes a database and all its tables; their files stay. */
    void deleteDatabase(String name) {
        while (true) {
            var seen = database(name);
            var batch = batch().delete(databases, seen);
            for (var table : tables.scan(Range.under(seen.key()))) {
                drop(batch, table);
            }
            if (batch.commit()) {
                sweep();
                news.database(lower(name), "DeleteDatabase");
                return;
            }
        }
    }

    // Tables

    private static Key key(String database, String table) {
        return Key.of(lower(database), lower(table));
    }

    Optional<Entry<KeptTable>> find(String database, String table) {
        return tables.entry(key(database, table));
    }

    Entry<KeptTable> table(String database, String name) {
        return find(database, name).orElseThrow(() -> {
            database(database);
            return tableNotFound(name);
        });
    }

    void createTable(String database, TableInput input) {
        createTable(database, input, List.of());
    }

    /** Creates a table with indexes of its partitions to come. */
    void createTable(String database, TableInput input, List<PartitionIndex> indexes) {
        while (true) {
            var home = database(database);
            var key = key(database, input.name());
            if (tables.get(key).isPresent()) {
                throw tableExists();
            }
            var made = new KeptTable(platform.ids().uuid().toString(), 0, table(database, input, 0, now()));
            // The database must still be there when the table is kept; a change of it does not matter, so try again.
            var batch = batch().expect(databases, home).insert(tables, key, made);
            if (!indexes.isEmpty()) {
                batch.put(partitionIndexes.indexes(), Key.of(made.id()), new PartitionIndex.All(indexes));
            }
            if (batch.commit()) {
                news.tables(lower(database), List.of(lower(input.name())), "CreateTable");
                return;
            }
        }
    }

    /**
     * Replaces a table's definition; what it was becomes an earlier version.
     *
     * @param expected the version the change was made for; null for any
     */
    void updateTable(String database, TableInput input, boolean archive, @Nullable String expected) {
        while (true) {
            var seen = table(database, input.name());
            var old = seen.value();
            if (expected != null && !expected.equals(String.valueOf(old.version()))) {
                throw GlueFaults.concurrentUpdate();
            }
            boolean keysStay = input.hasPartitionKeys() && input.partitionKeys().equals(old.keys());
            if (!keysStay && !partitionIndexes.seen(old).all().isEmpty()) {
                throw GlueFaults.invalid("The partition keys of a table that has partition indexes cannot be changed.");
            }
            var created = old.table().createTime();
            var next = new KeptTable(old.id(), old.version() + 1, table(database, input, old.version() + 1, created));
            var batch = batch().replace(tables, seen, next);
            if (archive) {
                batch.put(versions, Key.of(old.id()).with(old.version()), old);
            }
            if (batch.commit()) {
                news.table(lower(database), lower(input.name()), "UpdateTable");
                return;
            }
        }
    }

    private Table table(String database, TableInput input, long version, @Nullable Instant created) {
        return Tables.table(input)
                .name(lower(input.name()))
                .databaseName(lower(database))
                .createTime(created)
                .updateTime(now())
                .createdBy(Caller.current().principal())
                .isRegisteredWithLakeFormation(false)
                .catalogId(Caller.current().account())
                .versionId(String.valueOf(version))
                .build();
    }

    void deleteTable(String database, String name) {
        removeTable(database, name);
        news.tables(lower(database), List.of(lower(name)), "DeleteTable");
    }

    /** Deletes a table of several, which are told of together. */
    void removeTable(String database, String name) {
        while (true) {
            var seen = table(database, name);
            var batch = batch();
            drop(batch, seen);
            if (batch.commit()) {
                sweep();
                return;
            }
        }
    }

    private void drop(Batch batch, Entry<KeptTable> table) {
        var id = table.value().id();
        batch.delete(tables, table).put(dropped, Key.of(id), id);
    }

    /** Removes what lies under the ids of dropped tables, those of an interrupted sweep too. */
    private void sweep() {
        platform.background().run("glue sweep", () -> {
            for (var table : new ArrayList<>(dropped.list(Range.all(), SWEPT_AT_ONCE))) {
                clear(partitions, table.key());
                clear(versions, table.key());
                clear(statistics, table.key());
                partitionIndexes.forget(table.key());
                dropped.delete(table.key());
            }
        });
    }

    /** Removes all records below a key. */
    <V> void clear(Store<V> store, Key parent) {
        List<Entry<V>> found;
        do {
            found = store.list(Range.under(parent), SWEPT_AT_ONCE);
            var batch = batch();
            found.forEach(entry -> batch.delete(store, entry.key()));
            batch.commit();
        } while (found.size() == SWEPT_AT_ONCE);
    }
}
