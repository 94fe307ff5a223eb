package tarn.services.dynamodb;

import static tarn.services.dynamodb.DynamoFaults.backedTableNotFound;
import static tarn.services.dynamodb.DynamoFaults.invalid;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ContinuousBackupsDescription;
import software.amazon.awssdk.services.dynamodb.model.ContinuousBackupsStatus;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsResponse;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryDescription;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoverySpecification;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryStatus;
import software.amazon.awssdk.services.dynamodb.model.UpdateContinuousBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateContinuousBackupsResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Batch;

/**
 * Point-in-time recovery: on or off, and how far back it goes.
 *
 * <p>The latest restorable time is now; at AWS it is about five minutes ago.
 */
final class Recovering implements DynamoDbClient, Part {

    private static final int DAYS_MIN = 1;
    private static final int DAYS_MAX = 35;

    private final Platform platform;
    private final Tables tables;
    private final Keeping keeping;

    Recovering(Platform platform, Tables tables, Keeping keeping) {
        this.platform = platform;
        this.tables = tables;
        this.keeping = keeping;
    }

    @Override
    public DescribeContinuousBackupsResponse describeContinuousBackups(DescribeContinuousBackupsRequest request) {
        return DescribeContinuousBackupsResponse.builder()
                .continuousBackupsDescription(described(table(request.tableName())))
                .build();
    }

    private Table table(@Nullable String reference) {
        var name = tables.name(reference);
        return tables.find(name).orElseThrow(() -> backedTableNotFound(name));
    }

    @Override
    public UpdateContinuousBackupsResponse updateContinuousBackups(UpdateContinuousBackupsRequest request) {
        var asked = request.pointInTimeRecoverySpecification();
        check(asked);
        while (true) {
            var table = table(request.tableName());
            if (keeping.between(number -> changed(table, asked, number))) {
                return UpdateContinuousBackupsResponse.builder()
                        .continuousBackupsDescription(described(table(request.tableName())))
                        .build();
            }
        }
    }

    private static void check(PointInTimeRecoverySpecification asked) {
        var days = asked.recoveryPeriodInDays();
        if (days == null) {
            return;
        }
        if (!Boolean.TRUE.equals(asked.pointInTimeRecoveryEnabled())) {
            throw invalid("RecoveryPeriodInDays can only be set when point in time recovery is enabled");
        }
        if (days < DAYS_MIN || days > DAYS_MAX) {
            throw invalid("RecoveryPeriodInDays must be between " + DAYS_MIN + " and " + DAYS_MAX);
        }
    }

    private Batch changed(Table table, PointInTimeRecoverySpecification asked, long number) {
        var stored = table.stored();
        var past = stored.tied().past();
        var present = past == null ? null : past.recovery();
        Ties.Recovery next = null;
        if (Boolean.TRUE.equals(asked.pointInTimeRecoveryEnabled())) {
            var since = present == null ? platform.clock().instant() : present.since();
            var days = asked.recoveryPeriodInDays();
            next = new Ties.Recovery(since, days == null ? DAYS_MAX : days);
        }
        var batch = platform.batch();
        if (past != null || next != null) {
            batch.replace(
                    tables.store(), table.entry(), stored.with(stored.tied().with(new Ties.Past(number, next))));
            keeping.prune(batch, stored);
        }
        if (next != null) {
            keeping.watch(batch, table.name());
        }
        return batch;
    }

    private ContinuousBackupsDescription described(Table table) {
        var recovery =
                PointInTimeRecoveryDescription.builder().pointInTimeRecoveryStatus(PointInTimeRecoveryStatus.DISABLED);
        var past = table.stored().tied().past();
        if (past != null && past.recovery() != null) {
            recovery.pointInTimeRecoveryStatus(PointInTimeRecoveryStatus.ENABLED)
                    .recoveryPeriodInDays(past.recovery().days())
                    .earliestRestorableDateTime(keeping.earliest(table.stored()))
                    .latestRestorableDateTime(platform.clock().instant());
        }
        return ContinuousBackupsDescription.builder()
                .continuousBackupsStatus(ContinuousBackupsStatus.ENABLED)
                .pointInTimeRecoveryDescription(recovery.build())
                .build();
    }
}
