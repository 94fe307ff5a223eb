package tarn.services.dynamodb;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Range;

/**
 * How many items tables and indexes have. A small one is counted whenever somebody asks; a large one is counted again
 * only after six hours, which is how often AWS does it.
 */
final class Measuring implements Describing.Extents {

    private static final long SMALL = 20_000;
    private static final Duration STALE = Duration.ofHours(6);

    private record Place(String account, String region, int table, int index) {}

    private record Known(Describing.Extent extent, long changes, Instant when) {}

    private final Platform platform;
    private final Items items;
    private final Map<Place, Known> known = new ConcurrentHashMap<>();

    Measuring(Platform platform, Items items) {
        this.platform = platform;
        this.items = items;
    }

    @Override
    public Describing.Extent of(Table table, int index) {
        var caller = Caller.current();
        var place = new Place(caller.account(), caller.region(), table.stored().number(), index);
        long changes = items.store().changes();
        var now = platform.clock().instant();
        var last = known.get(place);
        if (last != null
                && (last.changes() == changes
                        || (last.extent().items() > SMALL
                                && last.when().plus(STALE).isAfter(now)))) {
            return last.extent();
        }
        long count = 0;
        long bytes = 0;
        var number = table.stored().number();
        var all = Range.between(
                KeyBytes.of(number, index).made(), KeyBytes.of(number, index).end());
        for (var entry : items.store().scan(all)) {
            count++;
            bytes += entry.value().sizeBytes();
        }
        var extent = new Describing.Extent(count, bytes);
        known.put(place, new Known(extent, changes, now));
        return extent;
    }
}
