package tarn.services.dynamodb;

import static tarn.services.dynamodb.DynamoFaults.backedTableNotFound;
import static tarn.services.dynamodb.DynamoFaults.invalid;
import static tarn.services.dynamodb.RecoveryFaults.recoveryOff;
import static tarn.services.dynamodb.RecoveryFaults.restoreTimeInvalid;

import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.RestoreTableFromBackupRequest;
import software.amazon.awssdk.services.dynamodb.model.RestoreTableFromBackupResponse;
import software.amazon.awssdk.services.dynamodb.model.RestoreTableToPointInTimeRequest;
import software.amazon.awssdk.services.dynamodb.model.RestoreTableToPointInTimeResponse;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Key;

/** New tables of backups, and of what tables were. They are CREATING until all of their items have arrived. */
final class Restoring implements DynamoDbClient, Part {

    private final Platform platform;
    private final Tables tables;
    private final Keeping keeping;
    private final Copying copying;
    private final Measuring measuring;
    private final Encrypting encrypting;

    Restoring(
            Platform platform,
            Tables tables,
            Keeping keeping,
            Copying copying,
            Measuring measuring,
            Encrypting encrypting) {
        this.platform = platform;
        this.tables = tables;
        this.keeping = keeping;
        this.copying = copying;
        this.measuring = measuring;
        this.encrypting = encrypting;
    }

    @Override
    public RestoreTableFromBackupResponse restoreTableFromBackup(RestoreTableFromBackupRequest request) {
        var target = Tables.checked("targetTableName", request.targetTableName());
        var overrides = Overrides.of(request);
        while (true) {
            var seen = Backups.named(keeping, request.backupArn());
            var backup = seen.value();
            checkFree(target);
            var batch = platform.batch().expect(keeping.backups(), seen);
            var origin = new Ties.Origin(backup.arn().toString(), Sources.arn(backup.table()), backup.created(), true);
            var table = restored(
                    backup.table(),
                    overrides,
                    key(overrides, backup.table(), target),
                    target,
                    origin,
                    tables.number(batch));
            begin(batch, table, backup.table(), backup.cut(), backup.id());
            if (batch.commit()) {
                return RestoreTableFromBackupResponse.builder()
                        .tableDescription(described(table))
                        .build();
            }
        }
    }

    @Override
    public RestoreTableToPointInTimeResponse restoreTableToPointInTime(RestoreTableToPointInTimeRequest request) {
        var target = Tables.checked("targetTableName", request.targetTableName());
        if ((request.sourceTableName() == null) == (request.sourceTableArn() == null)) {
            throw invalid("Exactly one of SourceTableName and SourceTableArn must be provided");
        }
        var reference = request.sourceTableName() == null ? request.sourceTableArn() : request.sourceTableName();
        var sourceName = tables.name(reference);
        while (true) {
            var source = tables.find(sourceName).orElseThrow(() -> backedTableNotFound(sourceName));
            checkFree(target);
            var moment = moment(request, source);
            var overrides = Overrides.of(request);
            var key = key(overrides, source.stored(), target);
            var made = new AtomicReference<StoredTable>();
            boolean kept = keeping.between(number -> {
                var batch = platform.batch().expect(tables.store(), source.entry());
                var origin = new Ties.Origin(null, Sources.arn(source.stored()), moment, true);
                var table = restored(source.stored(), overrides, key, target, origin, tables.number(batch));
                made.set(table);
                long cut = Math.min(number, Sequences.first(moment.toEpochMilli() + 1));
                begin(batch, table, source.stored(), cut, null);
                return batch;
            });
            if (kept) {
                return RestoreTableToPointInTimeResponse.builder()
                        .tableDescription(described(Objects.requireNonNull(made.get())))
                        .build();
            }
        }
    }

    /** The moment that is asked for, which must be one that recovery goes back to. */
    private Instant moment(RestoreTableToPointInTimeRequest request, Table source) {
        var earliest = keeping.earliest(source.stored());
        if (earliest == null) {
            throw recoveryOff(source.name());
        }
        var now = platform.clock().instant();
        var asked = request.restoreDateTime();
        if (Boolean.TRUE.equals(request.useLatestRestorableTime())) {
            if (asked != null) {
                throw invalid("RestoreDateTime and UseLatestRestorableTime cannot both be specified");
            }
            return now;
        }
        if (asked == null) {
            throw invalid("Either RestoreDateTime or UseLatestRestorableTime must be specified");
        }
        // Clients tell times in whole seconds, and the second in which recovery began is one of them.
        if (asked.getEpochSecond() < earliest.getEpochSecond() || asked.isAfter(now)) {
            throw restoreTimeInvalid("An invalid restore time was specified. RestoreDateTime must be between "
                    + earliest + " and " + now + ".");
        }
        return asked.isBefore(earliest) ? earliest : asked;
    }

    private void checkFree(String target) {
        if (tables.find(target).isPresent()) {
            throw RecoveryFaults.targetExists(target);
        }
    }

    private StoredTable.@Nullable Encryption key(Overrides overrides, StoredTable source, String target) {
        return encrypting.asked(overrides.encryption(), source.settings().encryption(), target);
    }

    private StoredTable restored(
            StoredTable source,
            Overrides overrides,
            StoredTable.@Nullable Encryption key,
            String name,
            Ties.Origin origin,
            int number) {
        return overrides
                .applied(
                        source,
                        key,
                        name,
                        platform.ids().uuid().toString(),
                        number,
                        platform.clock().instant())
                .with(Ties.NONE.from(origin));
    }

    private void begin(Batch batch, StoredTable table, StoredTable source, long cut, @Nullable String backup) {
        batch.insert(tables.store(), Key.of(table.name()), table);
        var id = platform.ids().uuid().toString();
        keeping.moments().add(batch, source.number(), id, new Moments.Moment(cut, backup));
        copying.begin(batch, id, table, source, cut);
    }

    private TableDescription described(StoredTable table) {
        return Describing.described(
                new Table(new Entry<>(Key.of(table.name()), table, 0)),
                TableStatus.CREATING,
                platform.clock().instant(),
                measuring);
    }
}
