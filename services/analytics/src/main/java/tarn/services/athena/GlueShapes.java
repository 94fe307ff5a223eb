package tarn.services.athena;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.Database;
import software.amazon.awssdk.services.glue.model.DatabaseInput;
import software.amazon.awssdk.services.glue.model.Order;
import software.amazon.awssdk.services.glue.model.Partition;
import software.amazon.awssdk.services.glue.model.PartitionInput;
import software.amazon.awssdk.services.glue.model.SerDeInfo;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.glue.model.TableInput;
import tarn.engines.sql.LakeColumn;
import tarn.engines.sql.LakeDatabase;
import tarn.engines.sql.LakePartition;
import tarn.engines.sql.LakeStorage;
import tarn.engines.sql.LakeTable;

/** Glue's shapes as the engine's, and back. */
final class GlueShapes {

    static LakeDatabase database(Database database) {
        return new LakeDatabase(
                database.name(),
                Optional.ofNullable(database.locationUri()),
                Optional.ofNullable(database.description()),
                database.parameters());
    }

    static DatabaseInput input(LakeDatabase database) {
        return DatabaseInput.builder()
                .name(database.name())
                .locationUri(database.location().orElse(null))
                .description(database.comment().orElse(null))
                .parameters(database.parameters())
                .build();
    }

    static LakeTable table(Table table) {
        var storage = table.storageDescriptor();
        return new LakeTable(
                table.databaseName(),
                table.name(),
                Optional.ofNullable(table.owner()),
                table.tableType() == null ? "EXTERNAL_TABLE" : table.tableType(),
                storage == null ? List.of() : columns(storage.columns()),
                columns(table.partitionKeys()),
                Optional.ofNullable(storage).map(GlueShapes::storage),
                table.parameters(),
                Optional.ofNullable(table.viewOriginalText()),
                Optional.ofNullable(table.viewExpandedText()));
    }

    static TableInput input(LakeTable table) {
        return TableInput.builder()
                .name(table.name())
                .owner(table.owner().orElse(null))
                .tableType(table.type())
                .retention(0)
                .storageDescriptor(descriptor(table.columns(), table.storage().orElse(null)))
                .partitionKeys(glueColumns(table.partitionKeys()))
                .parameters(table.parameters())
                .viewOriginalText(table.viewText().orElse(null))
                .viewExpandedText(table.viewExpandedText().orElse(null))
                .build();
    }

    static LakePartition partition(Partition partition, LakeTable table) {
        var descriptor = partition.storageDescriptor();
        if (descriptor == null) {
            return new LakePartition(
                    partition.values(), table.columns(), table.storage().orElseThrow(), partition.parameters());
        }
        var columns = descriptor.columns().isEmpty() ? table.columns() : columns(descriptor.columns());
        return new LakePartition(partition.values(), columns, storage(descriptor), partition.parameters());
    }

    static PartitionInput input(LakePartition partition) {
        return PartitionInput.builder()
                .values(partition.values())
                .storageDescriptor(descriptor(partition.columns(), partition.storage()))
                .parameters(partition.parameters())
                .build();
    }

    private static LakeStorage storage(StorageDescriptor storage) {
        var serde = storage.serdeInfo();
        return new LakeStorage(
                Optional.ofNullable(storage.location()),
                Optional.ofNullable(storage.inputFormat()),
                Optional.ofNullable(storage.outputFormat()),
                Optional.ofNullable(serde == null ? null : serde.serializationLibrary()),
                serde == null ? Map.of() : serde.parameters(),
                buckets(storage));
    }

    private static Optional<LakeStorage.Buckets> buckets(StorageDescriptor storage) {
        if (storage.bucketColumns().isEmpty() || storage.numberOfBuckets() == null || storage.numberOfBuckets() <= 0) {
            return Optional.empty();
        }
        var sort = storage.sortColumns().stream()
                .map(order -> new LakeStorage.Sort(order.column(), order.sortOrder() == null || order.sortOrder() != 0))
                .toList();
        return Optional.of(new LakeStorage.Buckets(storage.bucketColumns(), storage.numberOfBuckets(), sort));
    }

    private static StorageDescriptor descriptor(List<LakeColumn> columns, @Nullable LakeStorage storage) {
        var descriptor = StorageDescriptor.builder()
                .columns(glueColumns(columns))
                .compressed(false)
                .storedAsSubDirectories(false);
        if (storage == null) {
            return descriptor.build();
        }
        storage.buckets()
                .ifPresentOrElse(
                        buckets -> descriptor
                                .numberOfBuckets(buckets.count())
                                .bucketColumns(buckets.columns())
                                .sortColumns(buckets.sort().stream()
                                        .map(sort -> Order.builder()
                                                .column(sort.column())
                                                .sortOrder(sort.ascending() ? 1 : 0)
                                                .build())
                                        .toList()),
                        () -> descriptor.numberOfBuckets(-1));
        return descriptor
                .location(storage.location().orElse(null))
                .inputFormat(storage.inputFormat().orElse(null))
                .outputFormat(storage.outputFormat().orElse(null))
                .serdeInfo(SerDeInfo.builder()
                        .serializationLibrary(storage.serde().orElse(null))
                        .parameters(storage.serdeParameters())
                        .build())
                .build();
    }

    private static List<LakeColumn> columns(List<Column> columns) {
        return columns.stream()
                .map(column -> new LakeColumn(
                        column.name(),
                        column.type() == null ? "string" : column.type(),
                        Optional.ofNullable(column.comment())))
                .toList();
    }

    private static List<Column> glueColumns(List<LakeColumn> columns) {
        return columns.stream()
                .map(column -> Column.builder()
                        .name(column.name())
                        .type(column.type())
                        .comment(column.comment().orElse(null))
                        .build())
                .toList();
    }

    private GlueShapes() {}
}
