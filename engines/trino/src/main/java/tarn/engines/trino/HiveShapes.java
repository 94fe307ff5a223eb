package tarn.engines.trino;

import io.trino.metastore.Column;
import io.trino.metastore.Database;
import io.trino.metastore.HiveBucketProperty;
import io.trino.metastore.HiveType;
import io.trino.metastore.Partition;
import io.trino.metastore.SortingColumn;
import io.trino.metastore.Storage;
import io.trino.metastore.StorageFormat;
import io.trino.metastore.Table;
import io.trino.spi.security.PrincipalType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tarn.engines.sql.LakeColumn;
import tarn.engines.sql.LakeDatabase;
import tarn.engines.sql.LakePartition;
import tarn.engines.sql.LakeStorage;
import tarn.engines.sql.LakeTable;

/** The lake's records as Trino's Hive connector knows them, and back. */
final class HiveShapes {

    /** SerDes by names that Athena knows and Trino does not. */
    private static final Map<String, String> SERDE_ALIASES = Map.of(
            "org.apache.hadoop.hive.serde2.JsonSerDe", "org.apache.hive.hcatalog.data.JsonSerDe",
            "com.amazon.serde.json.JsonSerDe", "org.apache.hive.hcatalog.data.JsonSerDe");

    /** What Trino keeps with the table when it makes one, and Athena with the SerDe. */
    private static final Set<String> SERDE_PARAMETERS = Set.of(
            "field.delim",
            "escape.delim",
            "serialization.null.format",
            "separatorChar",
            "quoteChar",
            "escapeChar",
            "input.regex");

    static Database hive(LakeDatabase database) {
        return Database.builder()
                .setDatabaseName(database.name())
                .setLocation(database.location())
                .setOwnerName(Optional.of("public"))
                .setOwnerType(Optional.of(PrincipalType.ROLE))
                .setComment(database.comment())
                .setParameters(database.parameters())
                .build();
    }

    static LakeDatabase lake(Database database) {
        return new LakeDatabase(
                database.getDatabaseName(), database.getLocation(), database.getComment(), database.getParameters());
    }

    static Table hive(LakeTable table) {
        var parameters = new HashMap<>(table.parameters());
        var rows = parameters.get("recordCount");
        if (rows != null && rows.matches("[0-9]+")) {
            parameters.putIfAbsent("numRows", rows);
        }
        return Table.builder()
                .setDatabaseName(table.database())
                .setTableName(table.name())
                .setOwner(table.owner())
                .setTableType(table.type())
                .setDataColumns(hive(table.columns()))
                .setPartitionColumns(hive(table.partitionKeys()))
                .setParameters(parameters)
                .setViewOriginalText(table.viewText().map(ViewText::asInvoker))
                .setViewExpandedText(table.viewExpandedText())
                .withStorage(storage -> fill(storage, table.storage(), table.columns()))
                .build();
    }

    static LakeTable lake(Table table) {
        var view = table.getViewOriginalText().map(ViewText::asInvoker);
        return new LakeTable(
                table.getDatabaseName(),
                table.getTableName(),
                table.getOwner(),
                table.getTableType().equals("MANAGED_TABLE") ? "EXTERNAL_TABLE" : table.getTableType(),
                view.map(ViewText::columns).orElseGet(() -> lake(table.getDataColumns())),
                lake(table.getPartitionColumns()),
                table.getTableType().equals("VIRTUAL_VIEW")
                        ? Optional.empty()
                        : Optional.of(lake(table.getStorage(), table.getParameters())),
                parameters(table.getParameters()),
                view,
                table.getViewExpandedText());
    }

    static Partition hive(LakeTable table, LakePartition partition) {
        return Partition.builder()
                .setDatabaseName(table.database())
                .setTableName(table.name())
                .setValues(partition.values())
                .setColumns(hive(partition.columns()))
                .setParameters(partition.parameters())
                .withStorage(storage -> fill(storage, Optional.of(partition.storage()), partition.columns()))
                .build();
    }

    static LakePartition lake(Partition partition) {
        return new LakePartition(
                partition.getValues(),
                lake(partition.getColumns()),
                lake(partition.getStorage(), Map.of()),
                partition.getParameters());
    }

    private static List<Column> hive(List<LakeColumn> columns) {
        return columns.stream()
                .map(column -> new Column(column.name(), HiveType.valueOf(column.type()), column.comment(), Map.of()))
                .toList();
    }

    private static List<LakeColumn> lake(List<Column> columns) {
        return columns.stream()
                .map(column -> new LakeColumn(
                        column.getName(), column.getType().getHiveTypeName().toString(), column.getComment()))
                .toList();
    }

    private static void fill(Storage.Builder builder, Optional<LakeStorage> given, List<LakeColumn> columns) {
        builder.setStorageFormat(StorageFormat.NULL_STORAGE_FORMAT);
        given.map(Disguise::worn)
                .map(storage -> GrokTables.translated(storage, columns))
                .ifPresent(storage -> builder.setStorageFormat(StorageFormat.createNullable(
                                storage.serde()
                                        .map(serde -> SERDE_ALIASES.getOrDefault(serde, serde))
                                        .orElse(null),
                                storage.inputFormat().orElse(null),
                                storage.outputFormat().orElse(null)))
                        .setLocation(storage.location())
                        .setSerdeParameters(storage.serdeParameters())
                        .setBucketProperty(storage.buckets().map(HiveShapes::hive)));
    }

    /** A table's parameters without those that are the SerDe's. */
    private static Map<String, String> parameters(Map<String, String> given) {
        var parameters = new HashMap<>(given);
        parameters.keySet().removeAll(SERDE_PARAMETERS);
        return parameters;
    }

    private static LakeStorage lake(Storage storage, Map<String, String> tableParameters) {
        var serde = new HashMap<>(storage.getSerdeParameters());
        for (var key : SERDE_PARAMETERS) {
            var value = tableParameters.get(key);
            if (value != null) {
                serde.put(key, value);
            }
        }
        var delimiter = serde.get("field.delim");
        if (delimiter != null) {
            serde.putIfAbsent("serialization.format", delimiter);
        }
        var format = storage.getStorageFormat();
        return Disguise.taken(new LakeStorage(
                storage.getOptionalLocation(),
                Optional.ofNullable(format.getInputFormatNullable()),
                Optional.ofNullable(format.getOutputFormatNullable()),
                Optional.ofNullable(format.getSerDeNullable()),
                serde,
                storage.getBucketProperty().map(HiveShapes::lake)));
    }

    private static HiveBucketProperty hive(LakeStorage.Buckets buckets) {
        return new HiveBucketProperty(
                buckets.columns(),
                buckets.count(),
                buckets.sort().stream()
                        .map(sort -> new SortingColumn(
                                sort.column(),
                                sort.ascending() ? SortingColumn.Order.ASCENDING : SortingColumn.Order.DESCENDING))
                        .toList());
    }

    private static LakeStorage.Buckets lake(HiveBucketProperty buckets) {
        return new LakeStorage.Buckets(
                buckets.bucketedBy(),
                buckets.bucketCount(),
                buckets.sortedBy().stream()
                        .map(sort ->
                                new LakeStorage.Sort(sort.columnName(), sort.order() == SortingColumn.Order.ASCENDING))
                        .toList());
    }

    private HiveShapes() {}
}
