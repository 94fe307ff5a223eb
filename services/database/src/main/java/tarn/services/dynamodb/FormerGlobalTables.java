package tarn.services.dynamodb;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DescribeGlobalTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeGlobalTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeGlobalTableSettingsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeGlobalTableSettingsResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableReplicaAutoScalingRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableReplicaAutoScalingResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GlobalTableNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ListGlobalTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ListGlobalTablesResponse;
import software.amazon.awssdk.services.dynamodb.model.ReplicaAutoScalingDescription;
import software.amazon.awssdk.services.dynamodb.model.ReplicaStatus;
import software.amazon.awssdk.services.dynamodb.model.UpdateGlobalTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateGlobalTableResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateGlobalTableSettingsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateGlobalTableSettingsResponse;
import tarn.kernel.Part;

/**
 * The operations on global tables of the version 2017.11.29, of which there are none here: CreateGlobalTable, which would
 * make one, is not implemented. They do not know tables of the present version; neither do AWS's. Beside them, what is
 * told of the replicas of the present version.
 */
final class FormerGlobalTables implements DynamoDbClient, Part {

    private final Tables tables;

    FormerGlobalTables(Tables tables) {
        this.tables = tables;
    }

    private static DynamoDbException notFound(String name) {
        return DynamoFaults.with(
                GlobalTableNotFoundException.builder(),
                "GlobalTableNotFoundException",
                "Global table not found: Global table with name: '" + name + "' does not exist.");
    }

    @Override
    public DescribeGlobalTableResponse describeGlobalTable(DescribeGlobalTableRequest request) {
        throw notFound(request.globalTableName());
    }

    @Override
    public DescribeGlobalTableSettingsResponse describeGlobalTableSettings(DescribeGlobalTableSettingsRequest request) {
        throw notFound(request.globalTableName());
    }

    @Override
    public UpdateGlobalTableResponse updateGlobalTable(UpdateGlobalTableRequest request) {
        throw notFound(request.globalTableName());
    }

    @Override
    public UpdateGlobalTableSettingsResponse updateGlobalTableSettings(UpdateGlobalTableSettingsRequest request) {
        throw notFound(request.globalTableName());
    }

    @Override
    public ListGlobalTablesResponse listGlobalTables(ListGlobalTablesRequest request) {
        return ListGlobalTablesResponse.builder()
                .globalTables(java.util.List.of())
                .build();
    }

    /** The regions of a table. None has auto scaling settings of its own here. */
    @Override
    public DescribeTableReplicaAutoScalingResponse describeTableReplicaAutoScaling(
            DescribeTableReplicaAutoScalingRequest request) {
        var table = tables.described(request.tableName());
        return DescribeTableReplicaAutoScalingResponse.builder()
                .tableAutoScalingDescription(d -> d.tableName(table.name())
                        .tableStatus(TableLife.status(table))
                        .replicas(GlobalTables.regions(table.stored()).stream()
                                .map(region -> ReplicaAutoScalingDescription.builder()
                                        .regionName(region)
                                        .replicaStatus(ReplicaStatus.ACTIVE)
                                        .build())
                                .toList()))
                .build();
    }
}
