package tarn.services.glue;

import static tarn.services.glue.GlueFaults.partitionExists;
import static tarn.services.glue.GlueFaults.partitionNotFound;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.GlueException;
import software.amazon.awssdk.services.glue.model.Partition;
import software.amazon.awssdk.services.glue.model.PartitionError;
import software.amazon.awssdk.services.glue.model.PartitionInput;
import tarn.kernel.Caller;
import tarn.store.Key;
import tarn.store.Range;

/** Keeps the partitions of tables. A key is the table's id and the partition's values in order. */
final class PartitionBook {

    private final Catalog catalog;
    private final PartitionIndexBook indexes;

    PartitionBook(Catalog catalog, PartitionIndexBook indexes) {
        this.catalog = catalog;
        this.indexes = indexes;
    }

    /** The partitions of a table whose first values are these. */
    static Range below(KeptTable table, List<String> leading) {
        int keys = table.keys().size();
        if (leading.isEmpty() || leading.size() < keys) {
            return Range.under(key(table, leading));
        }
        // All keys are fixed: one partition, the only one that begins with the whole of its last value.
        return Range.under(key(table, leading.subList(0, keys - 1))).startingWith(leading.get(keys - 1));
    }

    private static Key key(KeptTable table, List<String> values) {
        var key = Key.of(table.id());
        for (var value : values) {
            key = key.with(value);
        }
        return key;
    }

    /** The values within a partition's key. */
    static List<String> values(Key key, int count) {
        var reader = key.reader();
        reader.text();
        var values = new ArrayList<String>(count);
        for (int i = 0; i < count; i++) {
            values.add(reader.text());
        }
        return values;
    }

    /** An error as the batch operations tell it. */
    static PartitionError error(List<String> values, GlueException fault) {
        return PartitionError.builder()
                .partitionValues(values)
                .errorDetail(Tables.detail(fault))
                .build();
    }

    private static void checkCount(KeptTable table, List<String> values) {
        if (values.size() != table.keys().size()) {
            throw GlueFaults.invalid("The number of partition keys do not match the number of partition values");
        }
    }

    Optional<Partition> get(KeptTable table, List<String> values) {
        return catalog.partitions()
                .get(key(table, values))
                .map(kept -> kept.get().partition());
    }

    /** All partitions of a table. */
    List<Partition> all(KeptTable table) {
        var found = new ArrayList<Partition>();
        for (var entry : catalog.partitions().scan(below(table, List.of()))) {
            found.add(entry.value().get().partition());
        }
        return found;
    }

    void create(KeptTable table, PartitionInput input) {
        checkCount(table, input.values());
        var made = kept(table, input, catalog.now());
        var key = key(table, input.values());
        while (true) {
            var seen = indexes.seen(table);
            var batch = catalog.batch().insert(catalog.partitions(), key, made);
            indexes.expect(batch, seen);
            indexes.enter(batch, seen, table, key, input.values());
            if (batch.commit()) {
                return;
            }
            if (catalog.partitions().entry(key).isPresent()) {
                throw partitionExists();
            }
        }
    }

    /** Creates what can be created, in one write, and tells why the rest cannot. */
    List<PartitionError> createAll(KeptTable table, List<PartitionInput> inputs) {
        while (true) {
            var errors = new ArrayList<PartitionError>();
            var wanted = new LinkedHashMap<Key, PartitionInput>();
            var seen = indexes.seen(table);
            var batch = catalog.batch();
            for (var input : inputs) {
                try {
                    checkCount(table, input.values());
                    var key = key(table, input.values());
                    if (catalog.partitions().entry(key).isPresent() || wanted.containsKey(key)) {
                        throw partitionExists();
                    }
                    indexes.enter(batch, seen, table, key, input.values());
                    wanted.put(key, input);
                } catch (GlueException e) {
                    errors.add(error(input.values(), e));
                }
            }
            var now = catalog.now();
            indexes.expect(batch, seen);
            wanted.forEach((key, input) -> batch.insert(catalog.partitions(), key, kept(table, input, now)));
            if (wanted.isEmpty() || batch.commit()) {
                return errors;
            }
        }
    }

    /** Changes a partition; its values may change too, unless another partition has them. */
    void update(KeptTable table, List<String> values, PartitionInput input) {
        var target = input.hasValues() ? input.values() : values;
        checkCount(table, target);
        while (true) {
            var seen = catalog.partitions().entry(key(table, values)).orElseThrow(GlueFaults::partitionNotFound);
            var made = seen.value().get().partition().creationTime();
            var next = kept(table, input.copy(builder -> builder.values(target)), made);
            var batch = catalog.batch();
            if (target.equals(values)) {
                batch.replace(catalog.partitions(), seen, next);
            } else if (get(table, target).isPresent()) {
                throw partitionExists();
            } else {
                batch.delete(catalog.partitions(), seen).insert(catalog.partitions(), key(table, target), next);
                var known = indexes.seen(table);
                indexes.expect(batch, known);
                indexes.leave(batch, known, table, values);
                indexes.enter(batch, known, table, key(table, target), target);
            }
            if (batch.commit()) {
                return;
            }
            if (get(table, values).isEmpty()) {
                throw partitionNotFound();
            }
        }
    }

    boolean delete(KeptTable table, List<String> values) {
        if (values.size() != table.keys().size()) {
            return false;
        }
        while (true) {
            var seen = catalog.partitions().entry(key(table, values));
            if (seen.isEmpty()) {
                return false;
            }
            var known = indexes.seen(table);
            var batch = catalog.batch().delete(catalog.partitions(), seen.get());
            indexes.leave(batch, known, table, values);
            if (batch.commit()) {
                return true;
            }
        }
    }

    private static Deferred<KeptPartition> kept(KeptTable table, PartitionInput input, @Nullable Instant created) {
        return Deferred.of(new KeptPartition(Partition.builder()
                .values(input.values())
                .databaseName(table.table().databaseName())
                .tableName(table.table().name())
                .creationTime(created)
                .lastAccessTime(input.lastAccessTime())
                .lastAnalyzedTime(input.lastAnalyzedTime())
                .storageDescriptor(input.storageDescriptor())
                .parameters(input.hasParameters() ? input.parameters() : null)
                .catalogId(Caller.current().account())
                .build()));
    }
}
