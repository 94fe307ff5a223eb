package tarn.services.dynamodb;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Key;

/**
 * Repeats in one region what was written in another. Of two writes of an item the one with the higher number wins, in
 * every region, in whatever order they arrive; numbers follow the clock, and no two regions share one.
 */
final class Replicating implements Lanes.Follower {

    private static final int TOGETHER = 100;

    private final Platform platform;
    private final Tables tables;
    private final Items items;
    private final Versions versions;

    Replicating(Platform platform, Tables tables, Items items, Versions versions) {
        this.platform = platform;
        this.tables = tables;
        this.items = items;
        this.versions = versions;
    }

    @Override
    public int tell(Lanes.Lane lane, List<Lanes.Change> changes) {
        var replica = replica(lane);
        if (replica.isEmpty()) {
            // The region has left: there is nobody to tell any more.
            return changes.size();
        }
        if (replica.get().arriving()) {
            return 0;
        }
        int told = 0;
        while (told < changes.size()) {
            var some = together(changes.subList(told, changes.size()));
            var there = Caller.current().in(lane.to());
            boolean isThere = there.call(() -> repeat(lane, replica.get().number(), some));
            if (!isThere) {
                return changes.size();
            }
            measure(lane, some);
            told += some.size();
        }
        return told;
    }

    private Optional<Ties.Replica> replica(Lanes.Lane lane) {
        return tables.find(lane.table())
                .filter(table -> table.stored().number() == lane.number())
                .map(table -> table.stored().tied().replication())
                .flatMap(replication -> replication.regions().stream()
                        .filter(replica -> replica.region().equals(lane.to()))
                        .findFirst());
    }

    /** The first changes, of different items. */
    private static List<Lanes.Change> together(List<Lanes.Change> changes) {
        Set<Object> seen = new HashSet<>();
        var some = new ArrayList<Lanes.Change>();
        for (var change : changes) {
            if (some.size() == TOGETHER || !seen.add(change.what().keys())) {
                break;
            }
            some.add(change);
        }
        return some;
    }

    /** Repeats writes in the current caller's region; says whether the table is there. */
    private boolean repeat(Lanes.Lane lane, int number, List<Lanes.Change> changes) {
        while (true) {
            var table = tables.find(lane.table())
                    .filter(found -> found.stored().number() == number)
                    .orElse(null);
            if (table == null) {
                return false;
            }
            var keys = changes.stream()
                    .map(change -> table.key(change.what().keys()))
                    .toList();
            try (var _ = items.locks().lock(keys)) {
                var alteration = items.alter().expecting(tables, table);
                for (int i = 0; i < keys.size(); i++) {
                    var write = new Versions.Write(changes.get(i).number(), lane.region());
                    if (isLast(keys.get(i), write)) {
                        var old = items.read(keys.get(i)).map(ItemCodec::decode).orElse(null);
                        alteration
                                .from(write)
                                .add(
                                        table,
                                        keys.get(i),
                                        old,
                                        changes.get(i).what().newImage());
                        versions.keep(alteration.batch(), keys.get(i), write);
                    }
                }
                if (alteration.commit()) {
                    return true;
                }
            }
        }
    }

    private boolean isLast(Key key, Versions.Write write) {
        return versions.of(key).map(Versions.Write::number).orElse(0L) < write.number();
    }

    /** How long each took, as the region that it was written in tells. */
    private void measure(Lanes.Lane lane, List<Lanes.Change> changes) {
        long now = platform.clock().instant().toEpochMilli();
        for (var change : changes) {
            platform.metrics()
                    .add(
                            "AWS/DynamoDB",
                            "ReplicationLatency",
                            Map.of("TableName", lane.table(), "ReceivingRegion", lane.to()),
                            "Milliseconds",
                            (double) Math.max(0, now - change.what().millis()));
        }
    }
}
