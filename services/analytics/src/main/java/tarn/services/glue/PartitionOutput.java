package tarn.services.glue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.Crawler;
import software.amazon.awssdk.services.glue.model.DeleteBehavior;
import software.amazon.awssdk.services.glue.model.Partition;
import software.amazon.awssdk.services.glue.model.PartitionInput;
import software.amazon.awssdk.services.glue.model.RecrawlBehavior;
import software.amazon.awssdk.services.glue.model.UpdateBehavior;
import tarn.services.glue.crawl.FoundPartition;
import tarn.services.glue.crawl.FoundTable;

/** Writes the partitions that a run found: new ones in batches, changed ones if the policy lets it. */
final class PartitionOutput {

    private static final int CREATED_AT_ONCE = 100;

    private final PartitionBook book;
    private final Crawler crawler;
    private final CrawlerConfiguration configuration;
    private final CrawlChanges changes;

    PartitionOutput(PartitionBook book, Crawler crawler, CrawlerConfiguration configuration, CrawlChanges changes) {
        this.book = book;
        this.crawler = crawler;
        this.configuration = configuration;
        this.changes = changes;
    }

    void write(KeptTable table, FoundTable found) {
        if (table.keys().isEmpty()) {
            return;
        }
        Map<List<String>, Partition> known = new HashMap<>();
        book.all(table).forEach(partition -> known.put(partition.values(), partition));
        var added = new ArrayList<PartitionInput>();
        long updated = 0;
        for (var partition : found.partitions()) {
            var old = known.remove(partition.values());
            if (old == null) {
                added.add(input(table, found, partition, null));
            } else if (change(table, input(table, found, partition, old), old)) {
                updated++;
            }
        }
        for (int i = 0; i < added.size(); i += CREATED_AT_ONCE) {
            book.createAll(table, added.subList(i, Math.min(added.size(), i + CREATED_AT_ONCE)));
        }
        changes.partitions(table.table().name(), added.size(), updated, retire(table, known.values()));
    }

    private boolean change(KeptTable table, PartitionInput next, Partition old) {
        boolean differs = !next.storageDescriptor().equals(old.storageDescriptor())
                || !next.parameters().equals(old.parameters());
        boolean allowed = crawler.schemaChangePolicy().updateBehavior() != UpdateBehavior.LOG;
        if (differs && allowed) {
            book.update(table, old.values(), next);
        }
        return differs && allowed;
    }

    private PartitionInput input(KeptTable table, FoundTable found, FoundPartition partition, @Nullable Partition old) {
        var parameters = Storage.parameters(found.format(), found.compression(), partition.tally());
        var own = Storage.descriptor(
                partition.location(), found.format(), found.compression(), partition.columns(), parameters);
        var inherited = table.table().storageDescriptor();
        var storage = configuration.inheritPartitions() && inherited != null
                ? inherited.copy(
                        builder -> builder.location(partition.location()).parameters(own.parameters()))
                : own;
        var kept = new TreeMap<>(old == null ? Map.<String, String>of() : old.parameters());
        kept.remove(CrawlOutput.DEPRECATED);
        kept.putAll(parameters);
        return PartitionInput.builder()
                .values(partition.values())
                .storageDescriptor(storage)
                .parameters(kept)
                .lastAccessTime(old == null ? null : old.lastAccessTime())
                .build();
    }

    /** Treats partitions whose data is gone as the policy says; returns how many were changed. */
    private long retire(KeptTable table, java.util.Collection<Partition> gone) {
        var behavior = crawler.schemaChangePolicy().deleteBehavior();
        boolean looksAtAll = crawler.recrawlPolicy().recrawlBehavior() != RecrawlBehavior.CRAWL_NEW_FOLDERS_ONLY;
        long count = 0;
        for (var partition : gone) {
            if (behavior == DeleteBehavior.DELETE_FROM_DATABASE) {
                count += book.delete(table, partition.values()) ? 1 : 0;
            } else if (behavior == DeleteBehavior.DEPRECATE_IN_DATABASE
                    && looksAtAll
                    && !partition.parameters().containsKey(CrawlOutput.DEPRECATED)) {
                var parameters = new TreeMap<>(partition.parameters());
                parameters.put(CrawlOutput.DEPRECATED, crawler.name());
                book.update(
                        table,
                        partition.values(),
                        PartitionInput.builder()
                                .values(partition.values())
                                .storageDescriptor(partition.storageDescriptor())
                                .parameters(parameters)
                                .lastAccessTime(partition.lastAccessTime())
                                .build());
                count++;
            }
        }
        return count;
    }
}
