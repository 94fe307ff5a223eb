package tarn.services.dynamodb;

import static tarn.services.dynamodb.DynamoFaults.parametersInvalid;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.RestoreTableFromBackupRequest;
import software.amazon.awssdk.services.dynamodb.model.RestoreTableToPointInTimeRequest;
import software.amazon.awssdk.services.dynamodb.model.SSESpecification;
import tarn.kernel.NotImplemented;

/**
 * What a restored table shall have other than its source.
 *
 * @param global the global indexes that it keeps; null for all
 * @param local the local indexes that it keeps; null for all
 */
record Overrides(
        @Nullable BillingMode mode,
        @Nullable ProvisionedThroughput throughput,
        @Nullable OnDemandThroughput onDemand,
        @Nullable List<GlobalSecondaryIndex> global,
        @Nullable List<LocalSecondaryIndex> local,
        @Nullable SSESpecification encryption) {

    static Overrides of(RestoreTableFromBackupRequest request) {
        refuseVectors(request.hasVectorIndexOverride());
        return new Overrides(
                request.billingModeOverride(),
                request.provisionedThroughputOverride(),
                request.onDemandThroughputOverride(),
                request.hasGlobalSecondaryIndexOverride() ? request.globalSecondaryIndexOverride() : null,
                request.hasLocalSecondaryIndexOverride() ? request.localSecondaryIndexOverride() : null,
                request.sseSpecificationOverride());
    }

    static Overrides of(RestoreTableToPointInTimeRequest request) {
        refuseVectors(request.hasVectorIndexOverride());
        return new Overrides(
                request.billingModeOverride(),
                request.provisionedThroughputOverride(),
                request.onDemandThroughputOverride(),
                request.hasGlobalSecondaryIndexOverride() ? request.globalSecondaryIndexOverride() : null,
                request.hasLocalSecondaryIndexOverride() ? request.localSecondaryIndexOverride() : null,
                request.sseSpecificationOverride());
    }

    private static void refuseVectors(boolean asked) {
        if (asked) {
            throw NotImplemented.by(DynamoDbClient.class, "restoring with VectorIndexOverride");
        }
    }

    /**
     * A new table like a source: with its keys, indexes, capacity and encryption, but without its stream, tags, expiry,
     * policy and protection, which AWS does not restore.
     */
    StoredTable applied(
            StoredTable source, StoredTable.@Nullable Encryption key, String name, String id, int number, Instant now) {
        var present = source.settings();
        boolean byRequest = mode == null ? present.throughput() == null : mode == BillingMode.PAY_PER_REQUEST;
        if (byRequest && throughput != null) {
            throw parametersInvalid(
                    "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode "
                            + "is PAY_PER_REQUEST");
        }
        var units = byRequest ? null : throughput == null ? present.throughput() : given(throughput, null);
        if (!byRequest && units == null) {
            throw parametersInvalid(
                    "ProvisionedThroughputOverride must be specified when BillingModeOverride is " + "PROVISIONED");
        }
        var settings = new StoredTable.Settings(
                units,
                byRequest ? now : null,
                onDemand == null ? present.onDemand() : onDemand,
                null,
                present.tableClass(),
                null,
                false,
                key,
                null);
        var indexes = indexes(source, units);
        var definitions = new LinkedHashMap<>(source.definitions());
        definitions
                .keySet()
                .removeIf(attribute -> !source.keys().has(attribute)
                        && indexes.stream().noneMatch(index -> index.keys().has(attribute)));
        return new StoredTable(
                name,
                id,
                number,
                now,
                definitions,
                source.keys(),
                indexes,
                indexes.size(),
                settings,
                null,
                null,
                Map.of());
    }

    private List<StoredIndex> indexes(StoredTable source, @Nullable Throughput table) {
        var kept = new ArrayList<StoredIndex>();
        int asked = 0;
        for (var index : source.indexes()) {
            if (index.leaving()) {
                continue;
            }
            if (index.global()) {
                var override = global == null
                        ? null
                        : global.stream()
                                .filter(one -> one.indexName().equals(index.name()))
                                .findFirst()
                                .orElse(null);
                if (global == null || override != null) {
                    asked += override == null ? 0 : 1;
                    checkSame(index, override);
                    kept.add(like(index, kept.size() + 1, units(index, override, table)));
                }
            } else if (local == null
                    || local.stream().anyMatch(one -> one.indexName().equals(index.name()))) {
                asked += local == null ? 0 : 1;
                kept.add(like(index, kept.size() + 1, null));
            }
        }
        if (asked != (global == null ? 0 : global.size()) + (local == null ? 0 : local.size())) {
            throw parametersInvalid("An index override does not match any index of the source table");
        }
        return kept;
    }

    private static void checkSame(StoredIndex index, @Nullable GlobalSecondaryIndex asked) {
        if (asked != null && asked.hasKeySchema() && !asked.keySchema().equals(Describing.schema(index.keys()))) {
            throw parametersInvalid("The key schema of index " + index.name() + " differs from the source table's");
        }
    }

    private static @Nullable Throughput units(
            StoredIndex index, @Nullable GlobalSecondaryIndex asked, @Nullable Throughput table) {
        if (table == null) {
            return null;
        }
        if (asked != null && asked.provisionedThroughput() != null) {
            return given(asked.provisionedThroughput(), index.name());
        }
        return index.throughput() == null ? table : index.throughput();
    }

    private static @Nullable Throughput given(ProvisionedThroughput asked, @Nullable String index) {
        return Capacity.given(BillingMode.PROVISIONED, asked, index);
    }

    private static StoredIndex like(StoredIndex index, int number, @Nullable Throughput units) {
        return new StoredIndex(
                number,
                index.name(),
                index.global(),
                index.keys(),
                index.projection(),
                index.attributes(),
                true,
                false,
                units,
                index.onDemand(),
                null);
    }
}
