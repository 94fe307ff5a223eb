package tarn.services.dynamodb;

import static tarn.services.dynamodb.DynamoFaults.invalid;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveSpecification;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.N;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Store;

/**
 * Removes items whose time has come. An index of our own says which items expire when; once a minute what is due is
 * removed, two hundred with a batch that finds them due still. AWS takes up to a few days.
 */
final class Expiring implements DynamoDbClient, Part {

    private static final String TIMER = "dynamodb/expiry";
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final Duration TOO_OLD = Duration.ofDays(5 * 365);
    private static final int AT_ONCE = 200;

    private final Platform platform;
    private final Tables tables;
    private final Items items;
    private final Chores chores;

    Expiring(Platform platform, Tables tables, Items items, Chores chores) {
        this.platform = platform;
        this.tables = tables;
        this.items = items;
        this.chores = chores;
        platform.timers().beside(TIMER, (name, due) -> expire(name));
    }

    /** Adds to a batch what a change of an item means for its expiry. */
    static void follow(
            Batch batch, Store<StoredItem> store, Table table, Key key, @Nullable Item old, @Nullable Item next) {
        var expiry = table.stored().expiry();
        if (expiry == null) {
            return;
        }
        var before = at(expiry, old);
        var after = at(expiry, next);
        if (before != null && !before.equals(after)) {
            batch.delete(store, entryKey(table, expiry, before, key));
        }
        if (after != null && next != null && !after.equals(before)) {
            batch.put(
                    store,
                    entryKey(table, expiry, after, key),
                    ItemCodec.encode(table.keys().of(next)));
        }
    }

    /** When an item expires, in seconds; null if it never does. */
    private static @Nullable Long at(StoredTable.Expiry expiry, @Nullable Item item) {
        if (item == null || !(item.get(expiry.attribute()) instanceof N number)) {
            return null;
        }
        var seconds = number.decimal();
        return seconds.signum() > 0 && seconds.precision() - seconds.scale() <= 12 ? seconds.longValue() : null;
    }

    private static Key entryKey(Table table, StoredTable.Expiry expiry, long seconds, Key key) {
        var entry = KeyBytes.of(table.stored().number(), expiry.index());
        entry.eight(seconds);
        return entry.bytes(key.bytes()).made();
    }

    @Override
    public UpdateTimeToLiveResponse updateTimeToLive(UpdateTimeToLiveRequest request) {
        var asked = request.timeToLiveSpecification();
        while (true) {
            var table = tables.described(request.tableName());
            var present = table.stored().expiry();
            if (asked.enabled() == (present != null)) {
                throw invalid("TimeToLive is already " + (asked.enabled() ? "enabled" : "disabled"));
            }
            if (present != null && !present.attribute().equals(asked.attributeName())) {
                throw invalid("TimeToLive is active on a different AttributeName: current AttributeName is "
                        + present.attribute());
            }
            int made = table.stored().indexesMade() + (asked.enabled() ? 1 : 0);
            var next = asked.enabled() ? new StoredTable.Expiry(asked.attributeName(), made) : null;
            var batch = platform.batch()
                    .replace(tables.store(), table.entry(), table.stored().expiring(next, made));
            if (present == null) {
                chores.add(batch, Chores.Kind.FILL, table, made);
                platform.timers()
                        .set(
                                batch,
                                TIMER,
                                table.name(),
                                platform.clock().instant().plus(PAUSE));
            } else {
                chores.add(batch, Chores.Kind.SWEEP, table, present.index());
                platform.timers().cancel(batch, TIMER, table.name());
            }
            GlobalTables.everywhere(batch, table.stored(), tables, other -> same(asked, other, batch));
            if (batch.commit()) {
                return UpdateTimeToLiveResponse.builder()
                        .timeToLiveSpecification(asked)
                        .build();
            }
        }
    }

    /** A replica that expires by the same attribute. */
    private StoredTable same(TimeToLiveSpecification asked, Table replica, Batch batch) {
        var present = replica.stored().expiry();
        int made = replica.stored().indexesMade() + 1;
        if (present != null) {
            chores.add(batch, Chores.Kind.SWEEP, replica, present.index());
            platform.timers().cancel(batch, TIMER, replica.name());
        }
        if (!asked.enabled()) {
            return replica.stored().expiring(null, made - 1);
        }
        chores.add(batch, Chores.Kind.FILL, replica, made);
        watch(platform, batch, replica.name());
        return replica.stored().expiring(new StoredTable.Expiry(asked.attributeName(), made), made);
    }

    /** Looks in a minute what of a table is due. */
    static void watch(Platform platform, Batch batch, String table) {
        platform.timers().set(batch, TIMER, table, platform.clock().instant().plus(PAUSE));
    }

    @Override
    public DescribeTimeToLiveResponse describeTimeToLive(DescribeTimeToLiveRequest request) {
        var expiry = tables.described(request.tableName()).stored().expiry();
        return DescribeTimeToLiveResponse.builder()
                .timeToLiveDescription(
                        d -> d.timeToLiveStatus(expiry == null ? TimeToLiveStatus.DISABLED : TimeToLiveStatus.ENABLED)
                                .attributeName(expiry == null ? null : expiry.attribute()))
                .build();
    }

    /** Removes what is due in a table, and looks again in a minute. */
    private void expire(String name) {
        var table = tables.find(name).orElse(null);
        if (table == null || table.stored().expiry() == null) {
            return;
        }
        var now = platform.clock().instant();
        List<Entry<StoredItem>> due = due(table, now);
        while (!due.isEmpty()) {
            expire(name, due, now);
            due = due(table, now);
        }
        var batch = platform.batch();
        platform.timers().set(batch, TIMER, name, now.plus(PAUSE));
        batch.commit();
    }

    private List<Entry<StoredItem>> due(Table table, Instant now) {
        var expiry = table.stored().expiry();
        int number = table.stored().number();
        if (expiry == null) {
            return List.of();
        }
        long oldest = Math.max(0, now.minus(TOO_OLD).getEpochSecond());
        return items.store()
                .list(
                        Range.between(
                                KeyBytes.of(number, expiry.index())
                                        .eight(oldest)
                                        .made(),
                                KeyBytes.of(number, expiry.index())
                                        .eight(now.getEpochSecond())
                                        .made()),
                        AT_ONCE);
    }

    private void expire(String name, List<Entry<StoredItem>> due, Instant now) {
        while (true) {
            var table = tables.find(name).orElse(null);
            var expiry = table == null ? null : table.stored().expiry();
            if (table == null || expiry == null) {
                return;
            }
            var places = due.stream()
                    .map(entry -> table.key(ItemCodec.decode(entry.value())))
                    .toList();
            try (var _ = items.locks().lock(places)) {
                var alteration = items.expiry().expecting(tables, table);
                var seen = new HashSet<Key>();
                int expired = 0;
                for (int i = 0; i < places.size(); i++) {
                    var place = places.get(i);
                    var old = seen.add(place)
                            ? items.read(place).map(ItemCodec::decode).orElse(null)
                            : null;
                    var at = at(expiry, old);
                    if (at != null && at < now.getEpochSecond()) {
                        alteration.add(table, place, old, null);
                        expired++;
                    }
                    // The entry goes in any case: what is not due has another.
                    alteration.batch().delete(items.store(), due.get(i).key());
                }
                if (alteration.commit()) {
                    if (expired > 0) {
                        items.gauges().expired(table.name(), expired);
                    }
                    return;
                }
            }
        }
    }
}
