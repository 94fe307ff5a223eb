package tarn.services.dynamodb;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.SSEStatus;
import software.amazon.awssdk.services.dynamodb.model.SSEType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TableWarmThroughputDescription;

/** Tables as they are answered. */
final class Describing {

    /** What a new table takes from the start, at AWS. */
    private static final long WARM_READS = 12_000;

    private static final long WARM_WRITES = 4_000;

    /** How many items there are and their size. */
    record Extent(long items, long bytes) {

        static final Extent NONE = new Extent(0, 0);
    }

    /** What is known of how large tables and indexes are. */
    interface Extents {
        Extent of(Table table, int index);
    }

    static TableDescription described(Table table, TableStatus status, Instant now, Extents extents) {
        var stored = table.stored();
        var settings = stored.settings();
        var extent = extents.of(table, Table.ITEMS);
        var description = TableDescription.builder()
                .tableName(stored.name())
                .tableId(stored.id())
                .tableArn(table.arn().toString())
                .tableStatus(status)
                .creationDateTime(stored.created())
                .attributeDefinitions(definitions(stored))
                .keySchema(schema(stored.keys()))
                .itemCount(extent.items())
                .tableSizeBytes(extent.bytes())
                .provisionedThroughput(Capacity.described(settings.throughput(), now))
                .deletionProtectionEnabled(settings.deletionProtected())
                .onDemandThroughput(settings.onDemand());
        var warm = settings.warm();
        description.warmThroughput(TableWarmThroughputDescription.builder()
                .readUnitsPerSecond(warm == null ? WARM_READS : warm.readUnitsPerSecond())
                .writeUnitsPerSecond(warm == null ? WARM_WRITES : warm.writeUnitsPerSecond())
                .status(TableStatus.ACTIVE)
                .build());
        var billedSince = settings.billedSince();
        if (billedSince != null) {
            description.billingModeSummary(summary -> summary.billingMode(
                            settings.throughput() == null ? BillingMode.PAY_PER_REQUEST : BillingMode.PROVISIONED)
                    .lastUpdateToPayPerRequestDateTime(billedSince));
        }
        if (settings.tableClass() != null) {
            description.tableClassSummary(
                    summary -> summary.tableClass(settings.tableClass()).lastUpdateDateTime(settings.classSince()));
        }
        var encryption = settings.encryption();
        if (encryption != null && encryption.enabled()) {
            description.sseDescription(
                    sse -> sse.status(SSEStatus.ENABLED).sseType(SSEType.KMS).kmsMasterKeyArn(encryption.key()));
        }
        var origin = stored.tied().origin();
        if (origin != null && origin.moment() != null) {
            description.restoreSummary(restored -> restored.sourceBackupArn(origin.backup())
                    .sourceTableArn(origin.table())
                    .restoreDateTime(origin.moment())
                    .restoreInProgress(origin.arriving()));
        }
        description.replicas(GlobalTables.described(stored)).globalTableVersion(GlobalTables.version(stored));
        stream(table, description);
        indexes(table, description, now, extents);
        return description.build();
    }

    private static void stream(Table table, TableDescription.Builder description) {
        var stream = table.stored().stream();
        if (stream == null) {
            return;
        }
        description.latestStreamLabel(stream.label()).latestStreamArn(streamArn(table, stream.label()));
        if (stream.enabled()) {
            description.streamSpecification(spec -> spec.streamEnabled(true).streamViewType(stream.view()));
        }
    }

    static String streamArn(Table table, String label) {
        return table.arn() + "/stream/" + label;
    }

    private static void indexes(Table table, TableDescription.Builder description, Instant now, Extents extents) {
        var local = new ArrayList<LocalSecondaryIndexDescription>();
        var global = new ArrayList<GlobalSecondaryIndexDescription>();
        for (var index : table.stored().indexes()) {
            if (index.global()) {
                global.add(global(table, index, now, extents.of(table, index.number())));
            } else {
                local.add(local(table, index, extents.of(table, index.number())));
            }
        }
        if (!local.isEmpty()) {
            description.localSecondaryIndexes(local);
        }
        if (!global.isEmpty()) {
            description.globalSecondaryIndexes(global);
        }
    }

    private static LocalSecondaryIndexDescription local(Table table, StoredIndex index, Extent extent) {
        return LocalSecondaryIndexDescription.builder()
                .indexName(index.name())
                .indexArn(table.arn() + "/index/" + index.name())
                .keySchema(schema(index.keys()))
                .projection(projection(index))
                .itemCount(extent.items())
                .indexSizeBytes(extent.bytes())
                .build();
    }

    private static GlobalSecondaryIndexDescription global(Table table, StoredIndex index, Instant now, Extent extent) {
        var warm = index.warm();
        var description = GlobalSecondaryIndexDescription.builder()
                .indexName(index.name())
                .indexArn(table.arn() + "/index/" + index.name())
                .keySchema(schema(index.keys()))
                .projection(projection(index))
                .indexStatus(
                        index.leaving()
                                ? IndexStatus.DELETING
                                : index.filled() ? IndexStatus.ACTIVE : IndexStatus.CREATING)
                .itemCount(extent.items())
                .indexSizeBytes(extent.bytes())
                .provisionedThroughput(Capacity.described(index.throughput(), now))
                .onDemandThroughput(index.onDemand())
                .warmThroughput(w -> w.readUnitsPerSecond(warm == null ? WARM_READS : warm.readUnitsPerSecond())
                        .writeUnitsPerSecond(warm == null ? WARM_WRITES : warm.writeUnitsPerSecond())
                        .status(IndexStatus.ACTIVE));
        return index.filled()
                ? description.build()
                : description.backfilling(true).build();
    }

    private static Projection projection(StoredIndex index) {
        return Projection.builder()
                .projectionType(index.projection())
                .nonKeyAttributes(index.attributes().isEmpty() ? null : index.attributes())
                .build();
    }

    static List<KeySchemaElement> schema(Keys keys) {
        var schema = new ArrayList<KeySchemaElement>();
        schema.add(element(keys.partition(), KeyType.HASH));
        if (keys.sort() != null) {
            schema.add(element(keys.sort(), KeyType.RANGE));
        }
        return schema;
    }

    private static KeySchemaElement element(Keys.@Nullable Part part, KeyType type) {
        return KeySchemaElement.builder()
                .attributeName(part == null ? null : part.name())
                .keyType(type)
                .build();
    }

    static List<AttributeDefinition> definitions(StoredTable stored) {
        return stored.definitions().entrySet().stream()
                .map(definition -> AttributeDefinition.builder()
                        .attributeName(definition.getKey())
                        .attributeType(definition.getValue())
                        .build())
                .toList();
    }

    private Describing() {}
}
