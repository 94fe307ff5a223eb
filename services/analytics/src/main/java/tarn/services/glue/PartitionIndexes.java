package tarn.services.glue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.BackfillError;
import software.amazon.awssdk.services.glue.model.BackfillErrorCode;
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
import software.amazon.awssdk.services.glue.model.PartitionValueList;
import tarn.kernel.Part;

/**
 * The indexes of a table's partitions, three at most. An index over a table that has partitions is CREATING while they are
 * entered, and FAILED if a partition's value is none of its key's type; one over an empty table is ACTIVE at once.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/partition-indexes.html">Working with partition indexes</a>
 */
final class PartitionIndexes implements GlueClient, Part {

    private static final int INDEXES_MAX = 3;

    private final Catalog catalog;
    private final PartitionIndexBook book;

    PartitionIndexes(Catalog catalog, PartitionIndexBook book) {
        this.catalog = catalog;
        this.book = book;
    }

    /** An index as it is asked for over these partition keys; refused if it is none. */
    static PartitionIndex asked(
            software.amazon.awssdk.services.glue.model.PartitionIndex asked, List<Column> tableKeys) {
        var keys = asked.keys().stream().map(Catalog::lower).toList();
        var known = tableKeys.stream().map(Column::name).map(Catalog::lower).toList();
        if (keys.isEmpty() || !known.containsAll(keys) || new HashSet<>(keys).size() != keys.size()) {
            throw GlueFaults.invalid(
                    "The keys of index " + asked.indexName() + " must be partition keys of the table: " + known);
        }
        for (var key : tableKeys) {
            if (keys.contains(Catalog.lower(key.name()))) {
                KeyType.of(Objects.requireNonNullElse(key.type(), "string"));
            }
        }
        return new PartitionIndex(asked.indexName(), keys, PartitionIndex.State.CREATING, List.of());
    }

    /** Refuses what a table cannot be made with. */
    static List<PartitionIndex> asked(
            List<software.amazon.awssdk.services.glue.model.PartitionIndex> asked, List<Column> tableKeys) {
        var all = new ArrayList<PartitionIndex>();
        for (var one : asked) {
            add(all, asked(one, tableKeys).as(PartitionIndex.State.ACTIVE));
        }
        return all;
    }

    private static void add(List<PartitionIndex> all, PartitionIndex made) {
        for (var index : all) {
            if (index.name().equals(made.name())) {
                throw GlueFaults.exists("Index with the given indexName : " + made.name() + " already exists");
            }
        }
        if (all.size() == INDEXES_MAX) {
            throw GlueFaults.limitExceeded("partition indexes per table");
        }
        all.add(made);
    }

    @Override
    public CreatePartitionIndexResponse createPartitionIndex(CreatePartitionIndexRequest request) {
        Catalog.own(request.catalogId());
        var home = catalog.table(request.databaseName(), request.tableName());
        var table = home.value();
        var made = asked(request.partitionIndex(), table.keys());
        while (true) {
            var seen = book.seen(table);
            var all = new ArrayList<>(seen.all());
            boolean bare = catalog.partitions()
                    .list(PartitionBook.below(table, List.of()), 1)
                    .isEmpty();
            add(all, made);
            var batch = catalog.batch();
            put(batch, seen, new PartitionIndex.All(all));
            book.arrange(batch, table, made.name());
            if (batch.commit()) {
                if (bare) {
                    book.settle(
                            table.table().databaseName() + "/" + table.table().name() + "/" + made.name());
                }
                return CreatePartitionIndexResponse.builder().build();
            }
        }
    }

    private void put(tarn.store.Batch batch, PartitionIndexBook.Seen seen, PartitionIndex.All next) {
        seen.kept()
                .ifPresentOrElse(
                        entry -> batch.replace(book.indexes(), entry, next),
                        () -> batch.insert(book.indexes(), seen.table(), next));
    }

    @Override
    public GetPartitionIndexesResponse getPartitionIndexes(GetPartitionIndexesRequest request) {
        Catalog.own(request.catalogId());
        var table = catalog.table(request.databaseName(), request.tableName()).value();
        var all = book.seen(table).all();
        book.resume(table, all);
        return GetPartitionIndexesResponse.builder()
                .partitionIndexDescriptorList(
                        all.stream().map(index -> shown(index, table)).toList())
                .build();
    }

    private static PartitionIndexDescriptor shown(PartitionIndex index, KeptTable table) {
        var keys = index.positions(table.keys()).stream()
                .map(position -> table.keys().get(position))
                .map(key -> KeySchemaElement.builder()
                        .name(key.name())
                        .type(Objects.requireNonNullElse(key.type(), "string"))
                        .build())
                .toList();
        var shown = PartitionIndexDescriptor.builder()
                .indexName(index.name())
                .keys(keys)
                .indexStatus(
                        switch (index.state()) {
                            case CREATING -> PartitionIndexStatus.CREATING;
                            case ACTIVE -> PartitionIndexStatus.ACTIVE;
                            case DELETING -> PartitionIndexStatus.DELETING;
                            case FAILED -> PartitionIndexStatus.FAILED;
                        });
        if (!index.failed().isEmpty()) {
            shown.backfillErrors(BackfillError.builder()
                    .code(BackfillErrorCode.INVALID_PARTITION_TYPE_DATA_ERROR)
                    .partitions(
                            PartitionValueList.builder().values(index.failed()).build())
                    .build());
        }
        return shown.build();
    }

    @Override
    public DeletePartitionIndexResponse deletePartitionIndex(DeletePartitionIndexRequest request) {
        Catalog.own(request.catalogId());
        var table = catalog.table(request.databaseName(), request.tableName()).value();
        while (true) {
            var seen = book.seen(table);
            var index = seen.all().stream()
                    .filter(one -> one.name().equals(request.indexName()))
                    .filter(one -> one.state() != PartitionIndex.State.DELETING)
                    .findFirst()
                    .orElseThrow(() -> GlueFaults.notFound(
                            "Index with the given indexName : " + request.indexName() + " not found"));
            var all = new PartitionIndex.All(seen.all());
            var batch = catalog.batch();
            boolean bare = book.isEmpty(table, index) && index.state() != PartitionIndex.State.CREATING;
            put(batch, seen, bare ? all.without(index.name()) : all.with(index.as(PartitionIndex.State.DELETING)));
            if (!bare) {
                book.arrange(batch, table, index.name());
            }
            if (batch.commit()) {
                return DeletePartitionIndexResponse.builder().build();
            }
        }
    }
}
