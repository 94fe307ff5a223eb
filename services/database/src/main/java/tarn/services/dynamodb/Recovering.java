package tarn.services.dynamodb;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ContinuousBackupsStatus;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsResponse;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryStatus;
import tarn.kernel.Part;

/** What of the past of a table can be had again: nothing yet. Point-in-time recovery is off, and cannot be enabled. */
final class Recovering implements DynamoDbClient, Part {

    private final Tables tables;

    Recovering(Tables tables) {
        this.tables = tables;
    }

    @Override
    public DescribeContinuousBackupsResponse describeContinuousBackups(DescribeContinuousBackupsRequest request) {
        var name = tables.name(request.tableName());
        if (tables.find(name).isEmpty()) {
            throw DynamoFaults.backedTableNotFound(name);
        }
        return DescribeContinuousBackupsResponse.builder()
                .continuousBackupsDescription(
                        backups -> backups.continuousBackupsStatus(ContinuousBackupsStatus.ENABLED)
                                .pointInTimeRecoveryDescription(recovery ->
                                        recovery.pointInTimeRecoveryStatus(PointInTimeRecoveryStatus.DISABLED)))
                .build();
    }
}
