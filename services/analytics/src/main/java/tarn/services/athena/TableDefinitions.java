package tarn.services.athena;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.AlreadyExistsException;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.Order;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.glue.model.TableInput;
import tarn.services.athena.Statement.AddColumns;
import tarn.services.athena.Statement.Buckets;
import tarn.services.athena.Statement.ChangeColumn;
import tarn.services.athena.Statement.CreateTable;
import tarn.services.athena.Statement.DropTable;
import tarn.services.athena.Statement.DropView;
import tarn.services.athena.Statement.ReplaceColumns;
import tarn.services.athena.Statement.SetTableProperties;

/** Definitions of tables and views. */
final class TableDefinitions {

    private static final String LAST_DDL = "transient_lastDdlTime";

    private final Catalog catalog;
    private final InstantSource clock;

    TableDefinitions(Catalog catalog, InstantSource clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    TextResult create(CreateTable statement) {
        if (!statement.partitioning().isEmpty()) {
            throw DdlFaults.notSupported("PARTITIONED BY without types is for Iceberg tables");
        }
        if (!statement.external()) {
            throw DdlFaults.managedTable();
        }
        checkColumns(statement);
        try {
            catalog.glue()
                    .createTable(request -> request.databaseName(catalog.database(statement.table()))
                            .tableInput(input(statement)));
        } catch (AlreadyExistsException present) {
            if (!statement.ifNotExists()) {
                throw DdlFaults.tableExists(statement.table().name());
            }
        } catch (EntityNotFoundException absent) {
            throw DdlFaults.databaseMissing(catalog.database(statement.table()));
        }
        return TextResult.NOTHING;
    }

    private static void checkColumns(CreateTable statement) {
        if (statement.columns().isEmpty() && statement.storage().serde() == null) {
            throw DdlFaults.columnsMissing();
        }
        var names = new HashSet<String>();
        for (var column : statement.columns()) {
            if (!names.add(column.name())) {
                throw DdlFaults.columnRepeated(column.name());
            }
        }
        for (var key : statement.partitionKeys()) {
            if (!names.add(key.name())) {
                throw DdlFaults.columnIsPartitionKey();
            }
        }
        if (statement.location() == null) {
            throw DdlFaults.locationMissing();
        }
        DdlFaults.checkLocation(statement.location());
    }

    /** The table as Athena enters it into the catalog. */
    private TableInput input(CreateTable statement) {
        var storage = StorageForm.describe(statement.storage())
                .columns(glueColumns(statement.columns()))
                .location(statement.location())
                .compressed(false)
                .storedAsSubDirectories(false);
        bucket(storage, statement.buckets());
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("EXTERNAL", "TRUE");
        parameters.put(LAST_DDL, seconds());
        if (statement.comment() != null) {
            parameters.put("comment", statement.comment());
        }
        parameters.putAll(statement.properties());
        return TableInput.builder()
                .name(statement.table().name())
                .owner("hadoop")
                .retention(0)
                .tableType("EXTERNAL_TABLE")
                .storageDescriptor(storage.build())
                .partitionKeys(glueColumns(statement.partitionKeys()))
                .parameters(parameters)
                .build();
    }

    private static void bucket(StorageDescriptor.Builder storage, @Nullable Buckets buckets) {
        if (buckets == null) {
            storage.numberOfBuckets(-1).bucketColumns(List.of()).sortColumns(List.of());
            return;
        }
        var sorted = buckets.sorted().stream()
                .map(column -> Order.builder()
                        .column(column.name())
                        .sortOrder(column.descending() ? 0 : 1)
                        .build())
                .toList();
        storage.numberOfBuckets(buckets.count())
                .bucketColumns(buckets.columns())
                .sortColumns(sorted);
    }

    TextResult drop(DropTable statement) {
        var table = catalog.find(statement.table());
        if (table.isEmpty()) {
            if (statement.ifExists()) {
                return TextResult.NOTHING;
            }
            throw DdlFaults.tableMissing(catalog.qualified(statement.table()));
        }
        if (Catalog.isView(table.get())) {
            throw DdlFaults.notATable(catalog.qualified(statement.table()));
        }
        return delete(table.get());
    }

    TextResult drop(DropView statement) {
        var view = catalog.find(statement.view());
        if (view.isEmpty()) {
            if (statement.ifExists()) {
                return TextResult.NOTHING;
            }
            throw DdlFaults.tableMissing(catalog.qualified(statement.view()));
        }
        if (!Catalog.isView(view.get())) {
            throw DdlFaults.notAView(catalog.qualified(statement.view()));
        }
        return delete(view.get());
    }

    private TextResult delete(Table table) {
        catalog.glue()
                .deleteTable(
                        request -> request.databaseName(table.databaseName()).name(table.name()));
        return TextResult.NOTHING;
    }

    TextResult unsetProperties(Statement.UnsetTableProperties statement) {
        var table = catalog.table(statement.table());
        var left = touched(table.parameters(), Map.of());
        left.keySet().removeAll(statement.keys());
        catalog.update(table, input -> input.parameters(left));
        return TextResult.NOTHING;
    }

    TextResult addColumns(AddColumns statement) {
        var table = catalog.table(statement.table());
        return setColumns(table, columns -> {
            var next = new ArrayList<>(columns);
            next.addAll(glueColumns(statement.columns()));
            return next;
        });
    }

    TextResult replaceColumns(ReplaceColumns statement) {
        var table = catalog.table(statement.table());
        return setColumns(table, columns -> glueColumns(statement.columns()));
    }

    TextResult changeColumn(ChangeColumn statement) {
        var table = catalog.table(statement.table());
        return setColumns(table, columns -> {
            var next = new ArrayList<>(columns);
            int at = indexOf(next, statement.column());
            next.remove(at);
            var after = statement.after();
            if (after != null) {
                at = after.isEmpty() ? 0 : indexOf(next, after) + 1;
            }
            next.add(at, glueColumn(statement.becomes()));
            return next;
        });
    }

    private static int indexOf(List<Column> columns, String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name)) {
                return i;
            }
        }
        throw DdlFaults.columnMissing(name);
    }

    private TextResult setColumns(Table table, UnaryOperator<List<Column>> change) {
        var columns = change.apply(table.storageDescriptor().columns());
        var names = new HashSet<String>();
        columns.forEach(column -> {
            if (!names.add(column.name())) {
                throw DdlFaults.columnRepeated(column.name());
            }
        });
        var storage = table.storageDescriptor().toBuilder().columns(columns).build();
        catalog.update(
                table, input -> input.storageDescriptor(storage).parameters(touched(table.parameters(), Map.of())));
        return TextResult.NOTHING;
    }

    TextResult setProperties(SetTableProperties statement) {
        var table = catalog.table(statement.table());
        catalog.update(table, input -> input.parameters(touched(table.parameters(), statement.properties())));
        return TextResult.NOTHING;
    }

    TextResult setLocation(Statement.TableName name, String location) {
        DdlFaults.checkLocation(location);
        var table = catalog.table(name);
        var storage = table.storageDescriptor().toBuilder().location(location).build();
        catalog.update(
                table, input -> input.storageDescriptor(storage).parameters(touched(table.parameters(), Map.of())));
        return TextResult.NOTHING;
    }

    private Map<String, String> touched(Map<String, String> parameters, Map<String, String> more) {
        var next = new LinkedHashMap<>(parameters);
        next.put(LAST_DDL, seconds());
        next.putAll(more);
        return next;
    }

    private String seconds() {
        return String.valueOf(clock.instant().getEpochSecond());
    }

    private static List<Column> glueColumns(List<Statement.Column> columns) {
        return columns.stream().map(TableDefinitions::glueColumn).toList();
    }

    private static Column glueColumn(Statement.Column column) {
        return Column.builder()
                .name(column.name())
                .type(column.type())
                .comment(column.comment())
                .build();
    }
}
