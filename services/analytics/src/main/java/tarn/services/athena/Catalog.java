package tarn.services.athena;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Database;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.Partition;
import software.amazon.awssdk.services.glue.model.PartitionInput;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.glue.model.TableInput;
import tarn.services.athena.Statement.TableName;

/** The Glue catalog as data definitions see it: the caller's, with a current database. */
record Catalog(GlueClient glue, String current) {

    /** The database a name belongs to. */
    String database(@Nullable String named) {
        return named == null ? current : named;
    }

    String database(TableName table) {
        return database(table.database());
    }

    String qualified(TableName table) {
        return database(table) + "." + table.name();
    }

    Optional<Database> findDatabase(String name) {
        try {
            return Optional.of(glue.getDatabase(request -> request.name(name)).database());
        } catch (EntityNotFoundException absent) {
            return Optional.empty();
        }
    }

    Optional<Table> find(TableName table) {
        try {
            return Optional.of(glue.getTable(
                            request -> request.databaseName(database(table)).name(table.name()))
                    .table());
        } catch (EntityNotFoundException absent) {
            return Optional.empty();
        }
    }

    Table table(TableName name) {
        return find(name).orElseThrow(() -> DdlFaults.tableMissing(qualified(name)));
    }

    List<Table> tables(String database) {
        try {
            var tables = new ArrayList<Table>();
            glue.getTablesPaginator(request -> request.databaseName(database))
                    .forEach(page -> tables.addAll(page.tableList()));
            return tables;
        } catch (EntityNotFoundException absent) {
            throw DdlFaults.databaseMissing(database);
        }
    }

    /** All partitions of a table; {@code expression} in Glue's language, empty for all. */
    Iterable<Partition> partitions(Table table, String expression) {
        return () -> glue
                .getPartitionsPaginator(request -> {
                    request.databaseName(table.databaseName()).tableName(table.name());
                    if (!expression.isEmpty()) {
                        request.expression(expression);
                    }
                })
                .stream()
                .flatMap(page -> page.partitions().stream())
                .iterator();
    }

    /** Replaces a table by what a function makes of its present definition. */
    void update(Table table, Function<TableInput.Builder, TableInput.Builder> change) {
        var next = change.apply(input(table)).build();
        glue.updateTable(request -> request.databaseName(table.databaseName()).tableInput(next));
    }

    /** A table's definition in the form in which it is written back. */
    static TableInput.Builder input(Table table) {
        return TableInput.builder()
                .name(table.name())
                .description(table.description())
                .owner(table.owner())
                .lastAccessTime(table.lastAccessTime())
                .lastAnalyzedTime(table.lastAnalyzedTime())
                .retention(table.retention())
                .storageDescriptor(table.storageDescriptor())
                .partitionKeys(table.partitionKeys())
                .viewOriginalText(table.viewOriginalText())
                .viewExpandedText(table.viewExpandedText())
                .tableType(table.tableType())
                .parameters(table.parameters())
                .targetTable(table.targetTable());
    }

    static PartitionInput.Builder input(Partition partition) {
        return PartitionInput.builder()
                .values(partition.values())
                .lastAccessTime(partition.lastAccessTime())
                .lastAnalyzedTime(partition.lastAnalyzedTime())
                .storageDescriptor(partition.storageDescriptor())
                .parameters(partition.parameters());
    }

    /** Where a table's files lie, with a slash at the end. */
    static String folder(StorageDescriptor storage) {
        var location = storage.location() == null ? "" : storage.location();
        return location.endsWith("/") ? location : location + "/";
    }

    static boolean isView(Table table) {
        return "VIRTUAL_VIEW".equals(table.tableType());
    }
}
