package tarn.services.dynamodb;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.ReturnItemCollectionMetrics;
import tarn.services.dynamodb.value.Item;
import tarn.store.Range;

/** Items of one partition key with their entries in local indexes, which AWS keeps together and bounds. */
final class ItemCollections {

    private static final double GIGABYTE = 1 << 30;

    private final Items items;

    ItemCollections(Items items) {
        this.items = items;
    }

    /**
     * The size of an item's collection, between two whole gigabytes; null if nobody asked, or the table has no local
     * index. AWS estimates it; we count, which takes as long as reading the collection.
     */
    @Nullable
    ItemCollectionMetrics told(@Nullable ReturnItemCollectionMetrics asked, Table table, Item item) {
        boolean hasLocal = table.stored().indexes().stream().anyMatch(index -> !index.global());
        if (asked != ReturnItemCollectionMetrics.SIZE || !hasLocal) {
            return null;
        }
        var name = table.keys().partition().name();
        var partition = Objects.requireNonNull(item.get(name));
        double gigabytes = Math.floor(bytes(table, item) / GIGABYTE);
        return ItemCollectionMetrics.builder()
                .itemCollectionKey(Map.of(name, partition.toSdk()))
                .sizeEstimateRangeGB(gigabytes, gigabytes + 1)
                .build();
    }

    /** The bytes of an item's collection. */
    long bytes(Table table, Item item) {
        long bytes = bytes(table, Table.ITEMS, item);
        for (var index : table.kept()) {
            if (!index.global()) {
                bytes += bytes(table, index.number(), item);
            }
        }
        return bytes;
    }

    private long bytes(Table table, int index, Item item) {
        var partition = Objects.requireNonNull(item.get(table.keys().partition().name()));
        var first = KeyBytes.of(table.stored().number(), index).partition(partition);
        long bytes = 0;
        for (var entry : items.store().scan(Range.between(first.made(), first.end()))) {
            bytes += entry.value().sizeBytes();
        }
        return bytes;
    }
}
