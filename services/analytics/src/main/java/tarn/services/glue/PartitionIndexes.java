package tarn.services.glue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.CreatePartitionIndexRequest;
import software.amazon.awssdk.services.glue.model.CreatePartitionIndexResponse;
import software.amazon.awssdk.services.glue.model.DeletePartitionIndexRequest;
import software.amazon.awssdk.services.glue.model.DeletePartitionIndexResponse;
import software.amazon.awssdk.services.glue.model.GetPartitionIndexesRequest;
import software.amazon.awssdk.services.glue.model.GetPartitionIndexesResponse;
import software.amazon.awssdk.services.glue.model.KeySchemaElement;
import software.amazon.awssdk.services.glue.model.PartitionIndexDescriptor;
import software.amazon.awssdk.services.glue.model.PartitionIndexStatus;
import tarn.kernel.Part;
import tarn.store.Key;
import tarn.store.Store;

/**
 * The indexes a table's partitions are said to have, three at most. They are kept and shown; listing reads the keys of
 * partitions without decoding what is passed over, and needs none to be fast. An index is ACTIVE at once.
 */
final class PartitionIndexes implements GlueClient, Part {

    private static final int INDEXES_MAX = 3;

    private final Catalog catalog;
    private final Store<Indexes> indexes;

    /** An index: a name and partition keys in order. */
    record Index(String name, List<String> keys) {}

    /** The indexes of a table, under its id. */
    record Indexes(List<Index> all) {}

    PartitionIndexes(Catalog catalog) {
        this.catalog = catalog;
        this.indexes = catalog.partitionIndexes();
    }

    @Override
    public CreatePartitionIndexResponse createPartitionIndex(CreatePartitionIndexRequest request) {
        Catalog.own(request.catalogId());
        var table = catalog.table(request.databaseName(), request.tableName()).value();
        var asked = request.partitionIndex();
        var keys = asked.keys().stream().map(Catalog::lower).toList();
        var known = table.keys().stream().map(Column::name).map(Catalog::lower).toList();
        if (keys.isEmpty() || !known.containsAll(keys) || new HashSet<>(keys).size() != keys.size()) {
            throw GlueFaults.invalid(
                    "The keys of index " + asked.indexName() + " must be partition keys of the table: " + known);
        }
        indexes.update(Key.of(table.id()), present -> {
            var all = new ArrayList<>(present.map(Indexes::all).orElse(List.of()));
            if (all.stream().anyMatch(index -> index.name().equals(asked.indexName()))) {
                throw GlueFaults.exists("Index with the given indexName : " + asked.indexName() + " already exists");
            }
            if (all.size() == INDEXES_MAX) {
                throw GlueFaults.limitExceeded("partition indexes per table");
            }
            all.add(new Index(asked.indexName(), keys));
            return new Indexes(all);
        });
        return CreatePartitionIndexResponse.builder().build();
    }

    @Override
    public GetPartitionIndexesResponse getPartitionIndexes(GetPartitionIndexesRequest request) {
        Catalog.own(request.catalogId());
        var table = catalog.table(request.databaseName(), request.tableName()).value();
        var found = indexes.get(Key.of(table.id())).map(Indexes::all).orElse(List.of());
        return GetPartitionIndexesResponse.builder()
                .partitionIndexDescriptorList(
                        found.stream().map(index -> shown(index, table)).toList())
                .build();
    }

    private static PartitionIndexDescriptor shown(Index index, KeptTable table) {
        var keys = index.keys().stream()
                .map(name -> KeySchemaElement.builder()
                        .name(name)
                        .type(table.keys().stream()
                                .filter(key -> key.name().equalsIgnoreCase(name))
                                .findFirst()
                                .map(Column::type)
                                .orElse("string"))
                        .build())
                .toList();
        return PartitionIndexDescriptor.builder()
                .indexName(index.name())
                .keys(keys)
                .indexStatus(PartitionIndexStatus.ACTIVE)
                .build();
    }

    @Override
    public DeletePartitionIndexResponse deletePartitionIndex(DeletePartitionIndexRequest request) {
        Catalog.own(request.catalogId());
        var table = catalog.table(request.databaseName(), request.tableName()).value();
        indexes.update(Key.of(table.id()), present -> {
            var all = new ArrayList<>(present.map(Indexes::all).orElse(List.of()));
            if (!all.removeIf(index -> index.name().equals(request.indexName()))) {
                throw GlueFaults.notFound("Index with the given indexName : " + request.indexName() + " not found");
            }
            return new Indexes(all);
        });
        return DeletePartitionIndexResponse.builder().build();
    }
}
