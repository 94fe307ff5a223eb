package tarn.services.dynamodb;

import static tarn.services.dynamodb.DynamoFaults.invalid;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CreateReplicationGroupMemberAction;
import software.amazon.awssdk.services.dynamodb.model.ReplicaDescription;
import software.amazon.awssdk.services.dynamodb.model.ReplicaStatus;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import tarn.kernel.Caller;
import tarn.kernel.NotImplemented;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Key;

/**
 * Tables of several regions, in AWS's version 2019.11.21: each region has all items and takes writes, and what is written
 * in one is repeated in the others.
 *
 * <p>All regions are of one Tarn, so that which of them have the table changes in all of them with one batch.
 */
final class GlobalTables {

    private static final String VERSION = "2019.11.21";
    private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-[0-9]");

    private final Platform platform;
    private final Tables tables;
    private final Keeping keeping;
    private final Copying copying;
    private final Lanes lanes;
    private final ChangeLog log;
    private final Chores chores;

    GlobalTables(
            Platform platform,
            Tables tables,
            Keeping keeping,
            Copying copying,
            Lanes lanes,
            ChangeLog log,
            Chores chores) {
        this.platform = platform;
        this.tables = tables;
        this.keeping = keeping;
        this.copying = copying;
        this.lanes = lanes;
        this.log = log;
        this.chores = chores;
    }

    /** Adds or removes a region; says whether that was kept, or something has changed in between. */
    boolean update(UpdateTableRequest request, Table table) {
        check(request);
        var update = request.replicaUpdates().getFirst();
        if (update.create() != null) {
            var asked = update.create();
            checkNew(table, asked);
            return keeping.between(number -> created(table, asked, number));
        }
        if (update.delete() != null) {
            return deleted(table, update.delete().regionName()).commit();
        }
        throw NotImplemented.by(DynamoDbClient.class, "UpdateTable with an update of a replica's own settings");
    }

    private static void check(UpdateTableRequest request) {
        if (request.replicaUpdates().size() != 1) {
            throw invalid("One or more parameter values were invalid: Only one replica can be created or deleted at a "
                    + "time");
        }
        boolean more = request.provisionedThroughput() != null
                || request.billingMode() != null
                || request.streamSpecification() != null
                || request.hasGlobalSecondaryIndexUpdates()
                || request.tableClass() != null
                || request.deletionProtectionEnabled() != null;
        if (more) {
            throw invalid("One or more parameter values were invalid: Cannot modify other table properties and "
                    + "ReplicaUpdates in the same request");
        }
    }

    private void checkNew(Table table, CreateReplicationGroupMemberAction asked) {
        var region = asked.regionName();
        if (!REGION.matcher(region).matches()) {
            throw invalid("Invalid region: " + region);
        }
        if (asked.kmsMasterKeyId() != null
                || asked.provisionedThroughputOverride() != null
                || asked.onDemandThroughputOverride() != null
                || asked.hasGlobalSecondaryIndexes()) {
            throw NotImplemented.by(DynamoDbClient.class, "UpdateTable with overrides of a replica");
        }
        if (table.stored().settings().encryption() != null) {
            throw NotImplemented.by(DynamoDbClient.class, "UpdateTable with replicas of a table under a key of KMS");
        }
        if (there(region, () -> tables.find(table.name()).isPresent())) {
            throw invalid("Failed to create a the new replica of table with name: '" + table.name()
                    + "' because one or more replicas already existed as tables.");
        }
        var stream = table.stored().stream();
        if (stream != null && stream.enabled() && stream.view() != StreamViewType.NEW_AND_OLD_IMAGES) {
            throw invalid("One or more parameter values were invalid: Table must have a stream with the view type "
                    + "NEW_AND_OLD_IMAGES to be replicated: " + table.name());
        }
    }

    private static <T> T there(String region, Supplier<T> work) {
        return Caller.current().in(region).call(work::get);
    }

    /** The regions of a table but for the current one. */
    private static List<Ties.Replica> others(StoredTable table) {
        var replication = table.tied().replication();
        return replication == null ? List.of() : replication.regions();
    }

    private Batch created(Table table, CreateReplicationGroupMemberAction asked, long number) {
        var here = Caller.current().region();
        var region = asked.regionName();
        var batch = platform.batch();
        var now = platform.clock().instant();
        int there = there(region, () -> tables.number(batch));
        var stored = Keeping.remembering(table.stored(), number);
        if (!stored.streams()) {
            stored = stored.with(Streams.asked(specification(), now));
            log.begin(batch, stored);
        }
        var known = others(stored);
        var newcomer = new Ties.Replica(region, there, true);
        var mine = new Ties.Replica(here, stored.number(), false);
        stored = replicated(stored, with(known, newcomer));
        batch.replace(tables.store(), table.entry(), stored);
        lanes.open(batch, Lanes.lane(stored, region));
        var all = new ArrayList<>(known);
        all.add(mine);
        var source = stored;
        var made = there(region, () -> replica(source, asked, there, all, batch));
        for (var other : known) {
            there(other.region(), () -> {
                var seen = tables.find(table.name()).orElseThrow();
                var next = replicated(seen.stored(), with(others(seen.stored()), newcomer));
                batch.replace(tables.store(), seen.entry(), next);
                lanes.open(batch, Lanes.lane(next, region));
                return next;
            });
        }
        var id = platform.ids().uuid().toString();
        keeping.moments().add(batch, stored.number(), id, new Moments.Moment(number, null));
        copying.begin(batch, id, made, stored, number, region);
        return batch;
    }

    private static StreamSpecification specification() {
        return StreamSpecification.builder()
                .streamEnabled(true)
                .streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)
                .build();
    }

    private StoredTable replica(
            StoredTable source,
            CreateReplicationGroupMemberAction asked,
            int number,
            List<Ties.Replica> others,
            Batch batch) {
        var now = platform.clock().instant();
        var from = source.settings();
        var settings = new StoredTable.Settings(
                from.throughput(),
                from.billedSince(),
                from.onDemand(),
                null,
                asked.tableClassOverride() == null ? from.tableClass() : asked.tableClassOverrideAsString(),
                null,
                false,
                null,
                null);
        var table = new StoredTable(
                        source.name(),
                        platform.ids().uuid().toString(),
                        number,
                        now,
                        source.definitions(),
                        source.keys(),
                        source.indexes().stream()
                                .filter(index -> !index.leaving())
                                .map(StoredIndex::filledUp)
                                .toList(),
                        source.indexesMade(),
                        settings,
                        Streams.asked(specification(), now),
                        source.expiry(),
                        Map.of())
                .with(Ties.NONE.from(new Ties.Origin(null, null, null, true)).with(new Ties.Replication(others)));
        batch.insert(tables.store(), Key.of(table.name()), table);
        log.begin(batch, table);
        others.forEach(other -> lanes.open(batch, Lanes.lane(table, other.region())));
        if (table.expiry() != null) {
            Expiring.watch(platform, batch, table.name());
        }
        return table;
    }

    private static StoredTable replicated(StoredTable table, List<Ties.Replica> others) {
        return table.with(table.tied().with(others.isEmpty() ? null : new Ties.Replication(others)));
    }

    private static List<Ties.Replica> with(List<Ties.Replica> others, Ties.Replica more) {
        var all = new ArrayList<>(others);
        all.removeIf(other -> other.region().equals(more.region()));
        all.add(more);
        return all;
    }

    private static List<Ties.Replica> without(List<Ties.Replica> others, String region) {
        return others.stream().filter(other -> !other.region().equals(region)).toList();
    }

    private Batch deleted(Table table, String region) {
        if (region.equals(Caller.current().region())) {
            throw invalid("Cannot delete the replica of the region that the request is sent to: " + region);
        }
        if (others(table.stored()).stream().noneMatch(other -> other.region().equals(region))) {
            throw invalid("Replica specified in the Replica Update or Replica Delete action of the request was not "
                    + "found.");
        }
        var batch = platform.batch();
        batch.replace(
                tables.store(), table.entry(), replicated(table.stored(), without(others(table.stored()), region)));
        leave(batch, table, tables, region, Set.of(Caller.current().region()));
        there(region, () -> {
            var leaving = tables.find(table.name()).orElseThrow();
            batch.delete(tables.store(), leaving.entry());
            chores.add(batch, Chores.Kind.SWEEP, leaving, Chores.ALL);
            log.end(batch, leaving.stored(), platform.clock().instant());
            return leaving;
        });
        return batch;
    }

    /** Has the others of a table forget a region, but for some. */
    static void leave(Batch batch, Table table, Tables tables, String region, Set<String> but) {
        for (var other : others(table.stored())) {
            if (!other.region().equals(region) && !but.contains(other.region())) {
                there(other.region(), () -> {
                    var seen = tables.find(table.name()).orElseThrow();
                    var next = replicated(seen.stored(), without(others(seen.stored()), region));
                    return batch.replace(tables.store(), seen.entry(), next);
                });
            }
        }
    }

    /** Says in all other regions, with a batch, that the current caller's region has all items now. */
    static void arrived(Batch batch, StoredTable table, Tables tables, Lanes lanes) {
        var region = Caller.current().region();
        for (var other : others(table)) {
            there(other.region(), () -> {
                var seen = tables.find(table.name()).orElseThrow();
                var next = replicated(
                        seen.stored(), with(others(seen.stored()), new Ties.Replica(region, table.number(), false)));
                batch.afterwards(() -> lanes.call(Lanes.lane(next, region)));
                return batch.replace(tables.store(), seen.entry(), next);
            });
        }
    }

    /** Changes the table in all other regions, with the batch that changes it here. */
    static void everywhere(Batch batch, StoredTable table, Tables tables, Function<Table, StoredTable> change) {
        for (var other : others(table)) {
            there(other.region(), () -> {
                var seen = tables.find(table.name()).orElseThrow();
                return batch.replace(tables.store(), seen.entry(), change.apply(seen));
            });
        }
    }

    /** The regions of a table beside the current one, as they are answered; null if there are none. */
    static @Nullable List<ReplicaDescription> described(StoredTable table) {
        var others = others(table);
        return others.isEmpty()
                ? null
                : others.stream()
                        .map(other -> ReplicaDescription.builder()
                                .regionName(other.region())
                                .replicaStatus(other.arriving() ? ReplicaStatus.CREATING : ReplicaStatus.ACTIVE)
                                .build())
                        .toList();
    }

    static @Nullable String version(StoredTable table) {
        return table.tied().replication() == null ? null : VERSION;
    }

    /** The regions of a table, the current one too. */
    static Set<String> regions(StoredTable table) {
        var regions = new TreeSet<String>();
        others(table).forEach(other -> regions.add(other.region()));
        regions.add(Caller.current().region());
        return regions;
    }
}
