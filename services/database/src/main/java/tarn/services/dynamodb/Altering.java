package tarn.services.dynamodb;

import static tarn.services.dynamodb.DynamoFaults.inUse;
import static tarn.services.dynamodb.DynamoFaults.indexNotFound;
import static tarn.services.dynamodb.DynamoFaults.invalid;
import static tarn.services.dynamodb.DynamoFaults.limitExceeded;
import static tarn.services.dynamodb.DynamoFaults.parametersInvalid;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateGlobalSecondaryIndexAction;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.MultiRegionConsistency;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableResponse;
import tarn.kernel.NotImplemented;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Batch;

/** UpdateTable: capacity, indexes, streams, replicas, keys and protection. */
final class Altering implements DynamoDbClient, Part {

    private static final int GLOBAL_MAX = 20;
    private static final String NOTHING = "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
            + "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required";

    private final Platform platform;
    private final Tables tables;
    private final ChangeLog log;
    private final Chores chores;
    private final Measuring measuring;
    private final GlobalTables globals;
    private final Encrypting encrypting;

    Altering(
            Platform platform,
            Tables tables,
            ChangeLog log,
            Chores chores,
            Measuring measuring,
            GlobalTables globals,
            Encrypting encrypting) {
        this.globals = globals;
        this.encrypting = encrypting;
        this.platform = platform;
        this.tables = tables;
        this.log = log;
        this.chores = chores;
        this.measuring = measuring;
    }

    @Override
    public UpdateTableResponse updateTable(UpdateTableRequest request) {
        checkKnown(request);
        var now = platform.clock().instant();
        while (true) {
            var table = tables.described(request.tableName());
            if (table.stored().tied().isArriving()) {
                throw inUse(
                        "Attempt to change a resource which is still in use: Table is being created: " + table.name());
            }
            if (TableLife.status(table) != TableStatus.ACTIVE && request.hasGlobalSecondaryIndexUpdates()) {
                throw inUse(
                        "Attempt to change a resource which is still in use: Table is being updated: " + table.name());
            }
            if (request.hasReplicaUpdates() && !request.replicaUpdates().isEmpty()) {
                if (globals.update(request, table)) {
                    return answer(request, now);
                }
                continue;
            }
            var batch = platform.batch();
            var next = table.stored().with(settings(request, table.stored(), now));
            next = encrypted(request, next);
            next = streaming(request.streamSpecification(), table, next, batch, now);
            next = indexed(request, table, next, batch, now);
            batch.replace(tables.store(), table.entry(), next);
            GlobalTables.everywhere(batch, table.stored(), tables, other -> same(request, other, batch, now));
            if (batch.commit()) {
                return answer(request, now);
            }
        }
    }

    private StoredTable encrypted(UpdateTableRequest request, StoredTable table) {
        var present = table.settings().encryption();
        return table.with(
                table.settings().encrypted(encrypting.asked(request.sseSpecification(), present, table.name())));
    }

    private UpdateTableResponse answer(UpdateTableRequest request, Instant now) {
        var changed = tables.described(request.tableName());
        return UpdateTableResponse.builder()
                .tableDescription(Describing.described(changed, TableStatus.UPDATING, now, measuring))
                .build();
    }

    /** A replica with the change, but for what each region has of its own. */
    private StoredTable same(UpdateTableRequest request, Table replica, Batch batch, Instant now) {
        var present = replica.stored().settings();
        var asked = settings(request, replica.stored(), now);
        var next = replica.stored()
                .with(new StoredTable.Settings(
                        asked.throughput(),
                        asked.billedSince(),
                        asked.onDemand(),
                        asked.warm(),
                        present.tableClass(),
                        present.classSince(),
                        present.deletionProtected(),
                        present.encryption(),
                        present.policy()));
        return indexed(request, replica, next, batch, now);
    }

    private static void checkKnown(UpdateTableRequest request) {
        refuse(request.multiRegionConsistency() == MultiRegionConsistency.STRONG, "MultiRegionConsistency STRONG");
        refuse(request.hasGlobalTableWitnessUpdates(), "GlobalTableWitnessUpdates");
        refuse(request.globalTableSettingsReplicationMode() != null, "GlobalTableSettingsReplicationMode");
        refuse(request.hasVectorIndexUpdates(), "VectorIndexUpdates");
        boolean anything = request.provisionedThroughput() != null
                || request.billingMode() != null
                || request.streamSpecification() != null
                || request.hasGlobalSecondaryIndexUpdates()
                || request.sseSpecification() != null
                || request.tableClass() != null
                || request.deletionProtectionEnabled() != null
                || request.onDemandThroughput() != null
                || request.warmThroughput() != null
                || request.hasReplicaUpdates();
        if (!anything) {
            throw invalid(NOTHING);
        }
    }

    static void refuse(boolean asked, String what) {
        if (asked) {
            throw NotImplemented.by(DynamoDbClient.class, "UpdateTable with " + what);
        }
    }

    private static StoredTable.Settings settings(UpdateTableRequest request, StoredTable table, Instant now) {
        var present = table.settings();
        var throughput = present.throughput();
        var billedSince = present.billedSince();
        var mode = request.billingMode();
        if (mode == BillingMode.PAY_PER_REQUEST) {
            throughput = Capacity.given(mode, request.provisionedThroughput(), null);
            billedSince = now;
        } else if (request.provisionedThroughput() != null) {
            var asked = Capacity.given(BillingMode.PROVISIONED, request.provisionedThroughput(), null);
            if (throughput == null && mode != BillingMode.PROVISIONED) {
                throw parametersInvalid("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when "
                        + "BillingMode is PAY_PER_REQUEST");
            }
            throughput = throughput == null ? asked : changed("table", throughput, asked, now);
        } else if (mode == BillingMode.PROVISIONED && throughput == null) {
            throw parametersInvalid("ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
        }
        boolean classed = request.tableClass() != null;
        return new StoredTable.Settings(
                throughput,
                billedSince,
                request.onDemandThroughput() == null ? present.onDemand() : request.onDemandThroughput(),
                request.warmThroughput() == null ? present.warm() : request.warmThroughput(),
                classed ? request.tableClassAsString() : present.tableClass(),
                classed ? now : present.classSince(),
                request.deletionProtectionEnabled() == null
                        ? present.deletionProtected()
                        : request.deletionProtectionEnabled(),
                present.encryption(),
                present.policy());
    }

    private static Throughput changed(String what, Throughput present, @Nullable Throughput asked, Instant now) {
        if (asked == null) {
            return present;
        }
        if (present.read() == asked.read() && present.write() == asked.write()) {
            throw invalid("The provisioned throughput for the " + what + " will not change. The requested value equals "
                    + "the current value. Current ReadCapacityUnits provisioned for the " + what + ": " + present.read()
                    + ". Requested ReadCapacityUnits: " + asked.read() + ". Current WriteCapacityUnits provisioned for "
                    + "the " + what + ": " + present.write() + ". Requested WriteCapacityUnits: " + asked.write()
                    + ". Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher "
                    + "limits.");
        }
        boolean rises = asked.read() > present.read() || asked.write() > present.write();
        boolean falls = asked.read() < present.read() || asked.write() < present.write();
        var decreased = present.decreased();
        boolean again = decreased != null && decreased.getEpochSecond() / 86_400 == now.getEpochSecond() / 86_400;
        return new Throughput(
                asked.read(),
                asked.write(),
                rises ? now : present.increased(),
                falls ? now : decreased,
                falls ? (again ? present.decreasesToday() : 0) + 1 : present.decreasesToday());
    }

    private StoredTable streaming(
            @Nullable StreamSpecification asked, Table table, StoredTable next, Batch batch, Instant now) {
        if (asked == null) {
            return next;
        }
        var present = next.stream();
        boolean streams = next.streams();
        if (Boolean.TRUE.equals(asked.streamEnabled())) {
            if (streams) {
                throw invalid("Table already has an enabled stream: TableName: " + table.name());
            }
            var enabled = next.with(Streams.asked(asked, now));
            log.begin(batch, enabled);
            return enabled;
        }
        if (present == null || !streams) {
            throw invalid("Table does not have a stream to disable: TableName: " + table.name());
        }
        if (next.tied().replication() != null) {
            throw invalid("Streams cannot be disabled for a table that has replicas: TableName: " + table.name());
        }
        log.end(batch, next, now);
        return next.with(new StoredTable.Streaming(false, present.view(), present.label(), present.since()));
    }

    private StoredTable indexed(
            UpdateTableRequest request, Table table, StoredTable present, Batch batch, Instant now) {
        if (!request.hasGlobalSecondaryIndexUpdates()) {
            return present;
        }
        long made = request.globalSecondaryIndexUpdates().stream()
                .filter(update -> update.create() != null || update.delete() != null)
                .count();
        if (made > 1) {
            throw limitExceeded(
                    "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table");
        }
        var next = present;
        for (var update : request.globalSecondaryIndexUpdates()) {
            next = indexed(request, update, table, next, batch, now);
        }
        Designing.checkTogether(next.indexes());
        return next;
    }

    private StoredTable indexed(
            UpdateTableRequest request,
            GlobalSecondaryIndexUpdate update,
            Table table,
            StoredTable present,
            Batch batch,
            Instant now) {
        if (update.create() != null) {
            var created = created(request, update.create(), present);
            chores.add(batch, Chores.Kind.FILL, table, created.indexesMade());
            return created;
        }
        var name = update.delete() != null
                ? update.delete().indexName()
                : update.update().indexName();
        var index = present.index(name)
                .filter(known -> known.global() && !known.leaving())
                .orElseThrow(() -> indexNotFound(name));
        if (update.delete() != null) {
            chores.add(batch, Chores.Kind.SWEEP, table, index.number());
            return replaced(present, index.left());
        }
        var changed = index;
        var asked = update.update();
        if (asked.provisionedThroughput() != null) {
            var given = Capacity.given(BillingMode.PROVISIONED, asked.provisionedThroughput(), name);
            var throughput = index.throughput();
            changed = changed.provisioned(throughput == null ? given : changed("index", throughput, given, now));
        }
        if (asked.onDemandThroughput() != null) {
            changed = changed.limited(asked.onDemandThroughput());
        }
        if (asked.warmThroughput() != null) {
            changed = changed.warmed(asked.warmThroughput());
        }
        return replaced(present, changed);
    }

    private static StoredTable created(
            UpdateTableRequest request, CreateGlobalSecondaryIndexAction asked, StoredTable present) {
        Tables.checked("globalSecondaryIndexUpdates.1.member.create.indexName", asked.indexName());
        if (present.index(asked.indexName()).isPresent()) {
            throw parametersInvalid("Duplicate index name: " + asked.indexName());
        }
        if (present.indexes().stream().filter(StoredIndex::global).count() >= GLOBAL_MAX) {
            throw limitExceeded(
                    "Subscriber limit exceeded: Number of GlobalSecondaryIndexes exceeds per-table limit of "
                            + GLOBAL_MAX);
        }
        var design = new Designing(present.definitions(), request.attributeDefinitions());
        var keys = design.keys(asked.keySchema());
        int number = present.indexesMade() + 1;
        var mode = present.settings().throughput() == null ? BillingMode.PAY_PER_REQUEST : BillingMode.PROVISIONED;
        var indexes = new ArrayList<>(present.indexes());
        indexes.add(new StoredIndex(
                number,
                asked.indexName(),
                true,
                keys,
                Designing.projection(asked.projection()),
                Designing.included(asked.projection()),
                false,
                false,
                Capacity.given(mode, asked.provisionedThroughput(), asked.indexName()),
                asked.onDemandThroughput(),
                asked.warmThroughput()));
        var definitions = new LinkedHashMap<>(design.definitions());
        definitions
                .keySet()
                .removeIf(name -> !present.keys().has(name)
                        && indexes.stream().noneMatch(index -> index.keys().has(name)));
        return present.with(definitions, indexes, number);
    }

    private static StoredTable replaced(StoredTable table, StoredIndex next) {
        return table.with(
                table.definitions(),
                table.indexes().stream()
                        .map(index -> index.number() == next.number() ? next : index)
                        .toList(),
                table.indexesMade());
    }
}
