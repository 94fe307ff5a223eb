package tarn.services.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tarn.services.dynamodb.expression.Condition;
import tarn.services.dynamodb.value.Item;
import tarn.store.Entry;
import tarn.store.Range;

/**
 * Reads a page of a table or an index: until a limit, or until a megabyte was read, counted as AWS counts.
 *
 * @param index null to read the table itself
 * @param limit how many entries are looked at; null for as many as a page has
 */
record Walking(
        Table table,
        @Nullable StoredIndex index,
        Condition filter,
        Selecting selecting,
        @Nullable Integer limit) {

    private static final long PAGE_BYTES = 1 << 20;
    private static final int SMALL = 256;

    /**
     * What was read.
     *
     * @param bytes how much, as it counts for capacity
     * @param last where the next page goes on; null if nothing is left
     * @param fetched the sizes of items that were fetched for entries of a local index
     */
    record Page(
            List<StoredItem> items,
            int count,
            int scanned,
            long bytes,
            @Nullable Item last,
            List<Integer> fetched) {

        /** What was found, as the SDK has it. */
        List<Map<String, AttributeValue>> toSdk() {
            return items.stream().map(ItemCodec::toSdk).toList();
        }
    }

    Page read(Items items, Range range) {
        var page = new Walk(items);
        // A small page is read as such: a scan reads far ahead.
        var entries = limit != null && limit <= SMALL
                ? items.store().list(range, limit)
                : items.store().scan(range);
        for (var entry : entries) {
            page.take(entry);
            if (page.isFull()) {
                break;
            }
        }
        return page.made();
    }

    private final class Walk {
        private final Items items;
        private final List<StoredItem> found = new ArrayList<>();
        private final List<Integer> fetched = new ArrayList<>(0);
        private @Nullable Entry<StoredItem> latest;
        private int count;
        private int scanned;
        private long bytes;

        Walk(Items items) {
            this.items = items;
        }

        boolean isFull() {
            return bytes >= PAGE_BYTES || (limit != null && scanned >= limit);
        }

        void take(Entry<StoredItem> entry) {
            latest = entry;
            scanned++;
            var stored = entry.value();
            bytes += stored.sizeBytes();
            if (selecting.counts() && filter.isNone()) {
                count++;
                return;
            }
            if (filter.isNone() && !selecting.fetches()) {
                count++;
                found.add(ItemAnswers.projected(stored, selecting.projection()));
                return;
            }
            var item = ItemCodec.decode(stored);
            if (selecting.fetches()) {
                var whole = items.read(table.key(item));
                if (whole.isPresent()) {
                    fetched.add(whole.get().sizeBytes());
                    item = ItemCodec.decode(whole.get());
                }
            }
            if (!filter.isNone() && !filter.test(item)) {
                return;
            }
            count++;
            if (!selecting.counts()) {
                found.add(ItemCodec.encode(selecting.projection().of(item)));
            }
        }

        Page made() {
            return new Page(found, count, scanned, bytes, isFull() && latest != null ? last(latest) : null, fetched);
        }
    }

    /** The key by which the page after an entry begins: the table's and the index's attributes. */
    private Item last(Entry<StoredItem> entry) {
        var item = ItemCodec.decode(entry.value());
        var key = new TreeMap<>(table.keys().of(item).attributes());
        if (index != null) {
            key.putAll(index.keys().of(item).attributes());
        }
        return new Item(key);
    }
}
