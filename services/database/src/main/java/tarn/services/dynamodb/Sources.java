package tarn.services.dynamodb;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexInfo;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndexInfo;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputDescription;
import software.amazon.awssdk.services.dynamodb.model.SourceTableFeatureDetails;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;
import tarn.kernel.Caller;

/** What copies are made of, as it is answered. */
final class Sources {

    static String arn(StoredTable table) {
        return Caller.current().arn("dynamodb", "table/" + table.name()).toString();
    }

    /** The features of a table that a backup tells of. */
    static SourceTableFeatureDetails features(StoredTable table, TableDescription was) {
        var features = SourceTableFeatureDetails.builder()
                .streamDescription(was.streamSpecification())
                .sseDescription(was.sseDescription());
        if (was.hasGlobalSecondaryIndexes()) {
            features.globalSecondaryIndexes(was.globalSecondaryIndexes().stream()
                    .map(index -> GlobalSecondaryIndexInfo.builder()
                            .indexName(index.indexName())
                            .keySchema(index.keySchema())
                            .projection(index.projection())
                            .provisionedThroughput(units(index.provisionedThroughput()))
                            .onDemandThroughput(index.onDemandThroughput())
                            .build())
                    .toList());
        }
        if (was.hasLocalSecondaryIndexes()) {
            features.localSecondaryIndexes(was.localSecondaryIndexes().stream()
                    .map(index -> LocalSecondaryIndexInfo.builder()
                            .indexName(index.indexName())
                            .keySchema(index.keySchema())
                            .projection(index.projection())
                            .build())
                    .toList());
        }
        var expiry = table.expiry();
        if (expiry != null) {
            features.timeToLiveDescription(
                    ttl -> ttl.timeToLiveStatus(TimeToLiveStatus.ENABLED).attributeName(expiry.attribute()));
        }
        return features.build();
    }

    private static @Nullable ProvisionedThroughput units(@Nullable ProvisionedThroughputDescription described) {
        return described == null
                ? null
                : ProvisionedThroughput.builder()
                        .readCapacityUnits(described.readCapacityUnits())
                        .writeCapacityUnits(described.writeCapacityUnits())
                        .build();
    }

    private Sources() {}
}
