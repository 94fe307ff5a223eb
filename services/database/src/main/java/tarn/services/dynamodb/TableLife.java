package tarn.services.dynamodb;

import static tarn.services.dynamodb.DynamoFaults.inUse;
import static tarn.services.dynamodb.DynamoFaults.invalid;
import static tarn.services.dynamodb.DynamoFaults.limitExceeded;
import static tarn.services.dynamodb.DynamoFaults.parametersInvalid;
import static tarn.services.dynamodb.DynamoFaults.tableExists;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BackupType;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTablesResponse;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import tarn.kernel.Caller;
import tarn.kernel.NotImplemented;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Key;

/**
 * Creation, description and removal of tables.
 *
 * <p>The answers of CreateTable and DeleteTable say CREATING and DELETING as AWS's do; the next look finds the table
 * ACTIVE, or gone. What lay in a deleted table is swept in the background.
 */
final class TableLife implements DynamoDbClient, Part {

    private static final int TABLES_MAX = 2500;
    private static final int LOCAL_MAX = 5;
    private static final int GLOBAL_MAX = 20;
    private static final int PER_PAGE = 100;

    private final Platform platform;
    private final Tables tables;
    private final ChangeLog log;
    private final Chores chores;
    private final Measuring measuring;
    private final Keeping keeping;
    private final Encrypting encrypting;

    TableLife(
            Platform platform,
            Tables tables,
            ChangeLog log,
            Chores chores,
            Measuring measuring,
            Keeping keeping,
            Encrypting encrypting) {
        this.keeping = keeping;
        this.encrypting = encrypting;
        this.platform = platform;
        this.tables = tables;
        this.log = log;
        this.chores = chores;
        this.measuring = measuring;
    }

    @Override
    public CreateTableResponse createTable(CreateTableRequest request) {
        var name = Tables.checked("tableName", request.tableName());
        checkKnown(request);
        var now = platform.clock().instant();
        while (true) {
            if (tables.find(name).isPresent()) {
                throw tableExists(name);
            }
            if (tables.list(null, TABLES_MAX).size() == TABLES_MAX) {
                throw limitExceeded(
                        "Subscriber limit exceeded: There is a limit of " + TABLES_MAX + " tables per subscriber");
            }
            var batch = platform.batch();
            var table = designed(request, name, now, tables.number(batch));
            batch.insert(tables.store(), Key.of(name), table);
            log.begin(batch, table);
            if (batch.commit()) {
                var made = tables.find(name).orElseThrow(DynamoFaults::tableNotFound);
                return CreateTableResponse.builder()
                        .tableDescription(Describing.described(made, TableStatus.CREATING, now, measuring))
                        .build();
            }
        }
    }

    /** What a table cannot be made with fails loudly. */
    private static void checkKnown(CreateTableRequest request) {
        if (request.hasVectorIndexes()) {
            throw NotImplemented.by(DynamoDbClient.class, "CreateTable with VectorIndexes");
        }
        if (request.globalTableSettingsReplicationMode() != null) {
            throw NotImplemented.by(DynamoDbClient.class, "CreateTable with GlobalTableSettingsReplicationMode");
        }
        if (request.globalTableSourceArn() != null) {
            throw NotImplemented.by(DynamoDbClient.class, "CreateTable with GlobalTableSourceArn");
        }
    }

    /** A new table as it is asked for. */
    StoredTable designed(CreateTableRequest request, String name, Instant now, int number) {
        checkKnown(request);
        var throughput = Capacity.given(request.billingMode(), request.provisionedThroughput(), null);
        var design = new Designing(request.attributeDefinitions());
        var keys = design.table(request.keySchema());
        var indexes = indexes(request, design, keys);
        design.checkUsed(!indexes.isEmpty());
        Designing.checkTogether(indexes);
        var settings = new StoredTable.Settings(
                throughput,
                request.billingMode() == BillingMode.PAY_PER_REQUEST ? now : null,
                request.onDemandThroughput(),
                request.warmThroughput(),
                request.tableClassAsString(),
                null,
                Boolean.TRUE.equals(request.deletionProtectionEnabled()),
                encrypting.asked(request.sseSpecification(), null, name),
                request.resourcePolicy() == null ? null : Policies.checked(request.resourcePolicy()));
        var tags = new TreeMap<String, String>();
        request.tags().forEach(tag -> tags.put(tag.key(), tag.value()));
        return new StoredTable(
                name,
                platform.ids().uuid().toString(),
                number,
                now,
                design.definitions(),
                keys,
                indexes,
                indexes.size(),
                settings,
                Streams.asked(request.streamSpecification(), now),
                null,
                tags);
    }

    private static List<StoredIndex> indexes(CreateTableRequest request, Designing design, Keys keys) {
        var indexes = new ArrayList<StoredIndex>();
        if (request.hasLocalSecondaryIndexes()) {
            if (request.localSecondaryIndexes().isEmpty()) {
                throw parametersInvalid("List of LocalSecondaryIndexes is empty");
            }
            if (keys.sort() == null) {
                throw parametersInvalid("Table KeySchema does not have a range key, which is required when specifying "
                        + "a LocalSecondaryIndex");
            }
            for (var index : request.localSecondaryIndexes()) {
                var indexKeys = design.keys(index.keySchema());
                Designing.checkLocal(index.indexName(), indexKeys, keys);
                indexes.add(new StoredIndex(
                        indexes.size() + 1,
                        index.indexName(),
                        false,
                        indexKeys,
                        Designing.projection(index.projection()),
                        Designing.included(index.projection()),
                        true,
                        false,
                        null,
                        null,
                        null));
            }
            if (indexes.size() > LOCAL_MAX) {
                throw parametersInvalid("Number of LocalSecondaryIndexes exceeds per-table limit of " + LOCAL_MAX);
            }
        }
        int local = indexes.size();
        if (request.hasGlobalSecondaryIndexes()) {
            if (request.globalSecondaryIndexes().isEmpty()) {
                throw parametersInvalid("List of GlobalSecondaryIndexes is empty");
            }
            for (var index : request.globalSecondaryIndexes()) {
                indexes.add(new StoredIndex(
                        indexes.size() + 1,
                        index.indexName(),
                        true,
                        design.keys(index.keySchema()),
                        Designing.projection(index.projection()),
                        Designing.included(index.projection()),
                        true,
                        false,
                        Capacity.given(request.billingMode(), index.provisionedThroughput(), index.indexName()),
                        index.onDemandThroughput(),
                        index.warmThroughput()));
            }
            if (indexes.size() - local > GLOBAL_MAX) {
                throw parametersInvalid("GlobalSecondaryIndex count exceeds the per-table limit of " + GLOBAL_MAX);
            }
        }
        return indexes;
    }

    @Override
    public DescribeTableResponse describeTable(DescribeTableRequest request) {
        var table = tables.described(request.tableName());
        return DescribeTableResponse.builder()
                .table(Describing.described(
                        table,
                        encrypting.works(table.stored())
                                ? status(table)
                                : TableStatus.INACCESSIBLE_ENCRYPTION_CREDENTIALS,
                        platform.clock().instant(),
                        measuring))
                .build();
    }

    /** A table whose index is being made or removed is UPDATING. */
    static TableStatus status(Table table) {
        if (table.stored().tied().isArriving()) {
            return TableStatus.CREATING;
        }
        return table.stored().indexes().stream().allMatch(index -> index.filled() && !index.leaving())
                ? TableStatus.ACTIVE
                : TableStatus.UPDATING;
    }

    @Override
    public DeleteTableResponse deleteTable(DeleteTableRequest request) {
        while (true) {
            var table = tables.described(request.tableName());
            if (table.stored().settings().deletionProtected()) {
                throw invalid("Resource cannot be deleted as it is currently protected against deletion. "
                        + "Disable deletion protection first.");
            }
            if (table.stored().tied().isArriving()) {
                throw inUse(
                        "Attempt to change a resource which is still in use: Table is being created: " + table.name());
            }
            boolean recoverable = table.stored().tied().isRecoverable();
            var extent = recoverable ? keeping.extent(table) : Describing.Extent.NONE;
            boolean deleted = recoverable
                    ? keeping.between(number -> deletion(table, number, extent))
                    : deletion(table, 0, extent).commit();
            if (deleted) {
                return DeleteTableResponse.builder()
                        .tableDescription(Describing.described(
                                table,
                                TableStatus.DELETING,
                                platform.clock().instant(),
                                (any, index) -> Describing.Extent.NONE))
                        .build();
            }
        }
    }

    /** What is left of a table with point-in-time recovery is a backup of its last moment. */
    private Batch deletion(Table table, long number, Describing.Extent extent) {
        var batch = platform.batch().delete(tables.store(), table.entry());
        if (table.stored().tied().isRecoverable()) {
            keeping.backup(batch, table, table.name() + "$DeletedTableBackup", BackupType.SYSTEM, number, extent);
        }
        chores.add(batch, Chores.Kind.SWEEP, table, Chores.ALL);
        GlobalTables.leave(batch, table, tables, Caller.current().region(), Set.of());
        log.end(batch, table.stored(), platform.clock().instant());
        return batch;
    }

    @Override
    public ListTablesResponse listTables(ListTablesRequest request) {
        int limit = request.limit() == null ? PER_PAGE : request.limit();
        var found = tables.list(request.exclusiveStartTableName(), limit + 1);
        boolean more = found.size() > limit;
        var names =
                found.stream().limit(limit).map(entry -> entry.value().name()).toList();
        return ListTablesResponse.builder()
                .tableNames(names)
                .lastEvaluatedTableName(more ? names.getLast() : null)
                .build();
    }
}
