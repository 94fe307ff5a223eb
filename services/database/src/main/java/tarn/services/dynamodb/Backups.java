package tarn.services.dynamodb;

import static tarn.services.dynamodb.DynamoFaults.backedTableNotFound;
import static tarn.services.dynamodb.RecoveryFaults.backupInUse;
import static tarn.services.dynamodb.RecoveryFaults.backupNotFound;
import static tarn.services.dynamodb.RecoveryFaults.tableBusy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BackupDescription;
import software.amazon.awssdk.services.dynamodb.model.BackupDetails;
import software.amazon.awssdk.services.dynamodb.model.BackupStatus;
import software.amazon.awssdk.services.dynamodb.model.BackupSummary;
import software.amazon.awssdk.services.dynamodb.model.BackupType;
import software.amazon.awssdk.services.dynamodb.model.BackupTypeFilter;
import software.amazon.awssdk.services.dynamodb.model.CreateBackupRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateBackupResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteBackupRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteBackupResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeBackupRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeBackupResponse;
import software.amazon.awssdk.services.dynamodb.model.ListBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.ListBackupsResponse;
import tarn.kernel.Arn;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Entry;
import tarn.store.Key;
import tarn.store.Range;

/**
 * Backups on demand. One is a moment, so it is made at once, however large its table: the answer of CreateBackup says
 * CREATING as AWS's does, and the next look finds it AVAILABLE.
 */
final class Backups implements DynamoDbClient, Part {

    private static final int PER_PAGE = 100;
    private static final int PARTS = 4;

    private final Platform platform;
    private final Tables tables;
    private final Keeping keeping;

    Backups(Platform platform, Tables tables, Keeping keeping) {
        this.platform = platform;
        this.tables = tables;
        this.keeping = keeping;
    }

    @Override
    public CreateBackupResponse createBackup(CreateBackupRequest request) {
        var tableName = tables.name(request.tableName());
        var name = Tables.checked("backupName", request.backupName());
        while (true) {
            var table = tables.find(tableName).orElseThrow(() -> backedTableNotFound(tableName));
            if (table.stored().tied().isArriving()) {
                throw tableBusy(tableName);
            }
            var extent = keeping.extent(table);
            var made = new AtomicReference<StoredBackup>();
            boolean kept = keeping.between(number -> {
                var batch = platform.batch()
                        .replace(tables.store(), table.entry(), Keeping.remembering(table.stored(), number));
                made.set(keeping.backup(batch, table, name, BackupType.USER, number, extent));
                return batch;
            });
            if (kept) {
                return CreateBackupResponse.builder()
                        .backupDetails(details(Objects.requireNonNull(made.get()), BackupStatus.CREATING))
                        .build();
            }
        }
    }

    private static BackupDetails details(StoredBackup backup, BackupStatus status) {
        return BackupDetails.builder()
                .backupArn(backup.arn().toString())
                .backupName(backup.name())
                .backupSizeBytes(backup.bytes())
                .backupStatus(status)
                .backupType(backup.type())
                .backupCreationDateTime(backup.created())
                .backupExpiryDateTime(backup.expires())
                .build();
    }

    /** The backup of an ARN. */
    static Entry<StoredBackup> named(Keeping keeping, String arn) {
        return Arn.parse(arn)
                .filter(Tables::isHere)
                .map(parsed -> parsed.resource().split("/", -1))
                .filter(parts -> parts.length == PARTS && parts[0].equals("table") && parts[2].equals("backup"))
                .flatMap(parts -> keeping.find(parts[1], parts[3]))
                .orElseThrow(() -> backupNotFound(arn));
    }

    @Override
    public DescribeBackupResponse describeBackup(DescribeBackupRequest request) {
        var backup = named(keeping, request.backupArn()).value();
        return DescribeBackupResponse.builder()
                .backupDescription(described(backup, BackupStatus.AVAILABLE))
                .build();
    }

    private BackupDescription described(StoredBackup backup, BackupStatus status) {
        // What the table was is described as it would be, and the backup has the same under other names.
        var table = new Table(new Entry<>(Key.of(backup.table().name()), backup.table(), 0));
        var was = Describing.described(
                table,
                TableLife.status(table),
                platform.clock().instant(),
                (any, index) -> new Describing.Extent(backup.items(), backup.bytes()));
        var settings = backup.table().settings();
        return BackupDescription.builder()
                .backupDetails(details(backup, status))
                .sourceTableDetails(source -> source.tableName(was.tableName())
                        .tableId(was.tableId())
                        .tableArn(was.tableArn())
                        .tableSizeBytes(backup.bytes())
                        .itemCount(backup.items())
                        .keySchema(was.keySchema())
                        .tableCreationDateTime(was.creationDateTime())
                        .provisionedThroughput(units -> units.readCapacityUnits(
                                        was.provisionedThroughput().readCapacityUnits())
                                .writeCapacityUnits(was.provisionedThroughput().writeCapacityUnits()))
                        .onDemandThroughput(settings.onDemand())
                        .billingMode(settings.throughput() == null ? "PAY_PER_REQUEST" : "PROVISIONED"))
                .sourceTableFeatureDetails(Sources.features(backup.table(), was))
                .build();
    }

    @Override
    public ListBackupsResponse listBackups(ListBackupsRequest request) {
        int limit = request.limit() == null ? PER_PAGE : request.limit();
        var range = request.tableName() == null ? Range.all() : Range.under(Key.of(tables.name(request.tableName())));
        if (request.exclusiveStartBackupArn() != null) {
            range = range.after(start(request.exclusiveStartBackupArn()));
        }
        var found = new ArrayList<BackupSummary>();
        boolean more = false;
        for (var entry : keeping.backups().scan(range)) {
            if (!isAsked(request, entry.value())) {
                continue;
            }
            if (found.size() == limit) {
                more = true;
                break;
            }
            found.add(summary(entry.value()));
        }
        return ListBackupsResponse.builder()
                .backupSummaries(found)
                .lastEvaluatedBackupArn(more ? found.getLast().backupArn() : null)
                .build();
    }

    /** Where a list goes on, even if the backup is gone by now. */
    private static Key start(String arn) {
        return Arn.parse(arn)
                .filter(Tables::isHere)
                .map(parsed -> parsed.resource().split("/", -1))
                .filter(parts -> parts.length == PARTS)
                .map(parts -> Key.of(parts[1], parts[3]))
                .orElseThrow(() -> DynamoFaults.invalid("Invalid ExclusiveStartBackupArn: " + arn));
    }

    private static boolean isAsked(ListBackupsRequest request, StoredBackup backup) {
        var type = request.backupType();
        return (type == null
                        || type == BackupTypeFilter.ALL
                        || type.toString().equals(backup.type().toString()))
                && !isBefore(backup.created(), request.timeRangeLowerBound())
                && (request.timeRangeUpperBound() == null || isBefore(backup.created(), request.timeRangeUpperBound()));
    }

    private static boolean isBefore(Instant when, @Nullable Instant bound) {
        return bound != null && when.isBefore(bound);
    }

    private static BackupSummary summary(StoredBackup backup) {
        return BackupSummary.builder()
                .tableName(backup.table().name())
                .tableId(backup.table().id())
                .tableArn(Sources.arn(backup.table()))
                .backupArn(backup.arn().toString())
                .backupName(backup.name())
                .backupCreationDateTime(backup.created())
                .backupExpiryDateTime(backup.expires())
                .backupStatus(BackupStatus.AVAILABLE)
                .backupType(backup.type())
                .backupSizeBytes(backup.bytes())
                .build();
    }

    @Override
    public DeleteBackupResponse deleteBackup(DeleteBackupRequest request) {
        while (true) {
            var seen = named(keeping, request.backupArn());
            var backup = seen.value();
            if (keeping.moments().isUsed(backup.table().number(), backup.id())) {
                throw backupInUse(request.backupArn());
            }
            if (keeping.remove(seen)) {
                return DeleteBackupResponse.builder()
                        .backupDescription(described(backup, BackupStatus.DELETED))
                        .build();
            }
        }
    }
}
