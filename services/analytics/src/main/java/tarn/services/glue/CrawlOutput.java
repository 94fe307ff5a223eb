package tarn.services.glue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.AlreadyExistsException;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.ConcurrentModificationException;
import software.amazon.awssdk.services.glue.model.Crawler;
import software.amazon.awssdk.services.glue.model.DeleteBehavior;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.glue.model.TableInput;
import software.amazon.awssdk.services.glue.model.UpdateBehavior;
import tarn.services.glue.crawl.FoundTable;

/**
 * Writes what a run found into the catalog, as the crawler's policies say. A table is written whole or not at all; if
 * somebody else changed it meanwhile, it is looked at again.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/crawler-configuration.html">Crawler configuration</a>
 */
final class CrawlOutput {

    static final String DEPRECATED = "DEPRECATED_BY_CRAWLER";
    private static final String UPDATED_BY = "UPDATED_BY_CRAWLER";

    private final Catalog catalog;
    private final Crawler crawler;
    private final String database;
    private final CrawlerConfiguration configuration;
    private final CrawlChanges changes;
    private final PartitionBook book;
    private final PartitionOutput partitions;
    private final CrawlerPermissions permissions;

    /** The tables that this run saw data of. */
    private final Set<String> seen = new HashSet<>();

    CrawlOutput(
            Catalog catalog,
            PartitionBook book,
            Crawler crawler,
            String database,
            CrawlerConfiguration configuration,
            CrawlChanges changes,
            CrawlerPermissions permissions) {
        this.catalog = catalog;
        this.book = book;
        this.crawler = crawler;
        this.database = database;
        this.configuration = configuration;
        this.changes = changes;
        this.permissions = permissions;
        this.partitions = new PartitionOutput(book, crawler, configuration, changes);
    }

    private boolean onlyLogs() {
        return crawler.schemaChangePolicy().updateBehavior() == UpdateBehavior.LOG;
    }

    /** Writes one table and its partitions. */
    void write(FoundTable found) {
        while (true) {
            var name = name(found);
            try {
                var old = catalog.find(database, name);
                if (old.isEmpty()) {
                    permissions.require("glue:CreateTable", name);
                    catalog.createTable(database, input(name, found, null));
                    changes.added(name);
                } else if (!change(name, found, old.get().value())) {
                    return;
                }
                seen.add(name);
                if (!found.partitionKeys().isEmpty()) {
                    permissions.require("glue:BatchCreatePartition", name);
                }
                partitions.write(catalog.table(database, name).value(), found);
                return;
            } catch (ConcurrentModificationException | AlreadyExistsException | EntityNotFoundException e) {
                // Somebody changed, made or dropped the table between our look and our write: look again.
                catalog.database(database);
            }
        }
    }

    /** Writes a table that is no folder of files: as it is given, without partitions of its own. */
    void write(TableInput given) {
        var name = given.name();
        while (true) {
            try {
                var parameters = new TreeMap<>(given.parameters());
                parameters.put(UPDATED_BY, crawler.name());
                var next = given.copy(builder -> builder.parameters(parameters));
                var old = catalog.find(database, name);
                seen.add(name);
                if (old.isEmpty()) {
                    permissions.require("glue:CreateTable", name);
                    catalog.createTable(database, next);
                    changes.added(name);
                } else if (differs(old.get().value().table(), next)) {
                    change(next, old.get().value());
                }
                return;
            } catch (ConcurrentModificationException | AlreadyExistsException | EntityNotFoundException e) {
                // Somebody changed, made or dropped the table between our look and our write: look again.
                catalog.database(database);
            }
        }
    }

    private static boolean differs(Table old, TableInput next) {
        var storage = old.storageDescriptor();
        return storage == null
                || !storage.columns().equals(next.storageDescriptor().columns())
                || !old.parameters().entrySet().containsAll(next.parameters().entrySet());
    }

    private void change(TableInput next, KeptTable old) {
        if (onlyLogs()) {
            changes.log("Table " + next.name() + " differs from its data and is left as it is (LOG)");
            return;
        }
        permissions.require("glue:UpdateTable", next.name());
        var kept = new TreeMap<>(old.table().parameters());
        kept.remove(DEPRECATED);
        kept.putAll(next.parameters());
        var settled = next.copy(builder -> builder.parameters(kept)
                .description(old.table().description())
                .owner(old.table().owner()));
        catalog.updateTable(database, settled, true, String.valueOf(old.version()));
        changes.updated(next.name());
    }

    /** A table of the catalog, in whatever database. */
    KeptTable table(String home, String name) {
        return catalog.table(home, name).value();
    }

    /** Brings a table of the catalog, in whatever database, up to what its folder holds. */
    void refresh(KeptTable table, FoundTable found) {
        var home = table.table().databaseName();
        var name = table.table().name();
        var other = new CrawlOutput(catalog, book, crawler, home, configuration, changes, permissions.in(home));
        if (other.change(name, found, table)) {
            other.partitions.write(catalog.table(home, name).value(), found);
        }
    }

    /** Changes a table to what was found; says whether the found partitions belong to it. */
    private boolean change(String name, FoundTable found, KeptTable old) {
        seen.add(name);
        if (old.keys().size() != found.partitionKeys().size()) {
            changes.log("Skipped table " + name + ": its partition keys would change from "
                    + old.keys().stream().map(Column::name).toList() + " to " + found.partitionKeys());
            return false;
        }
        var next = input(name, found, old.table());
        if (!isSame(old.table(), next)) {
            if (onlyLogs()) {
                changes.log("Table " + name + " differs from its data and is left as it is (LOG)");
            } else {
                permissions.require("glue:UpdateTable", name);
                catalog.updateTable(database, next, true, String.valueOf(old.version()));
                changes.updated(name);
            }
        }
        return true;
    }

    private static boolean isSame(Table old, TableInput next) {
        return next.storageDescriptor().equals(old.storageDescriptor())
                && next.parameters().equals(old.parameters())
                && next.partitionKeys().equals(old.partitionKeys());
    }

    /** A name that is free or whose table has the same location. */
    private String name(FoundTable found) {
        var plain = TableNames.of(crawler.tablePrefix(), found.source());
        boolean taken = catalog.find(database, plain)
                .map(entry -> entry.value().table().storageDescriptor())
                .map(storage -> !isSamePlace(storage.location(), found.location()))
                .orElse(false);
        return taken || seen.contains(plain) ? TableNames.distinct(plain, found.location()) : plain;
    }

    private static boolean isSamePlace(@Nullable String one, String other) {
        return one != null && one.replaceAll("/+$", "").equals(other.replaceAll("/+$", ""));
    }

    private TableInput input(String name, FoundTable found, @Nullable Table old) {
        var parameters = Storage.parameters(found.format(), found.compression(), found.tally());
        parameters.put(UPDATED_BY, crawler.name());
        if (!found.partitionKeys().isEmpty()) {
            parameters.put("partition_filtering.enabled", "true");
        }
        var storage =
                Storage.descriptor(found.location(), found.format(), found.compression(), found.columns(), parameters);
        var input = TableInput.builder()
                .name(name)
                .owner("owner")
                .retention(0)
                .tableType("EXTERNAL_TABLE")
                .parameters(parameters)
                .partitionKeys(found.partitionKeys().stream()
                        .map(key -> Column.builder().name(key).type("string").build())
                        .toList())
                .storageDescriptor(storage);
        if (old != null) {
            var kept = new TreeMap<>(old.parameters());
            kept.remove(DEPRECATED);
            kept.putAll(parameters);
            input.parameters(kept)
                    .description(old.description())
                    .owner(old.owner())
                    .retention(old.retention())
                    .lastAccessTime(old.lastAccessTime())
                    .partitionKeys(sameKeys(old.partitionKeys(), found.partitionKeys()))
                    .storageDescriptor(settled(found, storage, old.storageDescriptor()));
        }
        return input.build();
    }

    /** Keys keep type and comment that somebody gave them. */
    private static List<Column> sameKeys(List<Column> old, List<String> found) {
        var keys = new ArrayList<Column>();
        for (int i = 0; i < found.size(); i++) {
            boolean known = old.get(i).name().equals(found.get(i));
            keys.add(
                    known
                            ? old.get(i)
                            : Column.builder().name(found.get(i)).type("string").build());
        }
        return keys;
    }

    private StorageDescriptor settled(FoundTable found, StorageDescriptor next, @Nullable StorageDescriptor old) {
        if (old == null) {
            return next;
        }
        boolean byName = !(found.format() instanceof tarn.services.glue.crawl.Format.Csv);
        var columns = configuration.mergeColumns()
                ? merged(old.columns(), next.columns())
                : byName ? inOldOrder(old.columns(), next.columns()) : commented(old.columns(), next.columns());
        return next.copy(builder -> builder.columns(columns));
    }

    /** The old columns as they are, then the new ones. */
    private static Collection<Column> merged(List<Column> old, List<Column> next) {
        var columns = new LinkedHashMap<String, Column>();
        old.forEach(column -> columns.put(column.name(), column));
        next.forEach(column -> columns.putIfAbsent(column.name(), column));
        return columns.values();
    }

    /** The columns there are now, those that were there before where they were. */
    private static List<Column> inOldOrder(List<Column> old, List<Column> next) {
        var now = new LinkedHashMap<String, Column>();
        commented(old, next).forEach(column -> now.put(column.name(), column));
        var columns = new ArrayList<Column>();
        for (var column : old) {
            var present = now.remove(column.name());
            if (present != null) {
                columns.add(present);
            }
        }
        columns.addAll(now.values());
        return columns;
    }

    private static List<Column> commented(List<Column> old, List<Column> next) {
        Map<String, String> comments = new HashMap<>();
        old.stream()
                .filter(column -> column.comment() != null)
                .forEach(column -> comments.put(column.name(), column.comment()));
        return next.stream()
                .map(column -> comments.containsKey(column.name())
                        ? column.copy(builder -> builder.comment(comments.get(column.name())))
                        : column)
                .toList();
    }

    /** Treats tables of this crawler below its targets, whose data is gone, as its policy says. */
    void retire(List<String> targets) {
        var home = catalog.database(database);
        for (var entry : catalog.tables().scan(tarn.store.Range.under(home.key()))) {
            var table = entry.value().table();
            if (isOurs(table, targets) && !seen.contains(table.name())) {
                retire(table);
            }
        }
    }

    private boolean isOurs(Table table, List<String> targets) {
        var storage = table.storageDescriptor();
        return crawler.name().equals(table.parameters().get(UPDATED_BY))
                && storage != null
                && storage.location() != null
                && targets.stream().anyMatch(target -> storage.location().startsWith(target));
    }

    private void retire(Table table) {
        var behavior = crawler.schemaChangePolicy().deleteBehavior();
        if (behavior == DeleteBehavior.DELETE_FROM_DATABASE) {
            permissions.require("glue:DeleteTable", table.name());
            catalog.deleteTable(database, table.name());
            changes.deleted(table.name(), "Deleted");
        } else if (behavior == DeleteBehavior.LOG) {
            changes.log("The data of table " + table.name() + " is gone; the table is left as it is (LOG)");
        } else if (!table.parameters().containsKey(DEPRECATED)) {
            var parameters = new TreeMap<>(table.parameters());
            parameters.put(DEPRECATED, crawler.name());
            permissions.require("glue:UpdateTable", table.name());
            catalog.updateTable(
                    database, TableInputs.of(table).copy(builder -> builder.parameters(parameters)), true, null);
            changes.deleted(table.name(), "Deprecated");
        }
    }
}
