package tarn.services.glue;

import static tarn.services.glue.GlueFaults.partitionNotFound;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.BatchCreatePartitionRequest;
import software.amazon.awssdk.services.glue.model.BatchCreatePartitionResponse;
import software.amazon.awssdk.services.glue.model.BatchDeletePartitionRequest;
import software.amazon.awssdk.services.glue.model.BatchDeletePartitionResponse;
import software.amazon.awssdk.services.glue.model.BatchGetPartitionRequest;
import software.amazon.awssdk.services.glue.model.BatchGetPartitionResponse;
import software.amazon.awssdk.services.glue.model.BatchUpdatePartitionFailureEntry;
import software.amazon.awssdk.services.glue.model.BatchUpdatePartitionRequest;
import software.amazon.awssdk.services.glue.model.BatchUpdatePartitionRequestEntry;
import software.amazon.awssdk.services.glue.model.BatchUpdatePartitionResponse;
import software.amazon.awssdk.services.glue.model.CreatePartitionRequest;
import software.amazon.awssdk.services.glue.model.CreatePartitionResponse;
import software.amazon.awssdk.services.glue.model.DeletePartitionRequest;
import software.amazon.awssdk.services.glue.model.DeletePartitionResponse;
import software.amazon.awssdk.services.glue.model.GetPartitionRequest;
import software.amazon.awssdk.services.glue.model.GetPartitionResponse;
import software.amazon.awssdk.services.glue.model.GetPartitionsRequest;
import software.amazon.awssdk.services.glue.model.GetPartitionsResponse;
import software.amazon.awssdk.services.glue.model.GlueException;
import software.amazon.awssdk.services.glue.model.Partition;
import software.amazon.awssdk.services.glue.model.PartitionError;
import software.amazon.awssdk.services.glue.model.PartitionInput;
import software.amazon.awssdk.services.glue.model.PartitionValueList;
import software.amazon.awssdk.services.glue.model.Segment;
import software.amazon.awssdk.services.glue.model.UpdatePartitionRequest;
import software.amazon.awssdk.services.glue.model.UpdatePartitionResponse;
import tarn.kernel.Part;

/**
 * The partitions of tables. They are listed in the order of their values; an expression that fixes the first keys reads
 * only what lies below them.
 */
final class Partitions implements GlueClient, Part {

    private static final int CREATED_MAX = 100;
    private static final int READ_MAX = 1_000;
    private static final int UPDATED_MAX = 100;
    private static final int DELETED_MAX = 25;
    private static final int SEGMENTS_MAX = 10;

    private final Catalog catalog;
    private final PartitionBook book;
    private final PartitionReading reading;

    Partitions(Catalog catalog, PartitionBook book, PartitionReading reading) {
        this.catalog = catalog;
        this.book = book;
        this.reading = reading;
    }

    @Override
    public CreatePartitionResponse createPartition(CreatePartitionRequest request) {
        Catalog.own(request.catalogId());
        var table = table(request.databaseName(), request.tableName());
        book.create(table, request.partitionInput());
        tell(table, List.of(request.partitionInput().values()), "CreatePartition");
        return CreatePartitionResponse.builder().build();
    }

    @Override
    public BatchCreatePartitionResponse batchCreatePartition(BatchCreatePartitionRequest request) {
        Catalog.own(request.catalogId());
        atMost(request.partitionInputList(), CREATED_MAX, "partitionInputList");
        var table = table(request.databaseName(), request.tableName());
        var errors = book.createAll(table, request.partitionInputList());
        var refused = errors.stream().map(PartitionError::partitionValues).toList();
        var made = request.partitionInputList().stream()
                .map(PartitionInput::values)
                .filter(values -> !refused.contains(values))
                .toList();
        tell(table, made, "BatchCreatePartition");
        return BatchCreatePartitionResponse.builder().errors(errors).build();
    }

    @Override
    public GetPartitionResponse getPartition(GetPartitionRequest request) {
        Catalog.own(request.catalogId());
        var table = table(request.databaseName(), request.tableName());
        return GetPartitionResponse.builder()
                .partition(book.get(table, request.partitionValues()).orElseThrow(GlueFaults::partitionNotFound))
                .build();
    }

    @Override
    public BatchGetPartitionResponse batchGetPartition(BatchGetPartitionRequest request) {
        Catalog.own(request.catalogId());
        atMost(request.partitionsToGet(), READ_MAX, "partitionsToGet");
        var table = table(request.databaseName(), request.tableName());
        var found = new ArrayList<Partition>();
        request.partitionsToGet()
                .forEach(wanted -> book.get(table, wanted.values()).ifPresent(found::add));
        // What is absent is left out: UnprocessedKeys is for what could not be looked up.
        return BatchGetPartitionResponse.builder()
                .partitions(found)
                .unprocessedKeys(List.of())
                .build();
    }

    @Override
    public GetPartitionsResponse getPartitions(GetPartitionsRequest request) {
        Catalog.own(request.catalogId());
        var table = table(request.databaseName(), request.tableName());
        var filter = PartitionExpression.parse(request.expression(), table.keys());
        var segment = checked(request.segment());
        var page = reading.page(
                table,
                filter,
                request.nextToken(),
                request.maxResults(),
                values -> isIn(segment, values) && filter.matches(values));
        boolean bare = Boolean.TRUE.equals(request.excludeColumnSchema());
        return GetPartitionsResponse.builder()
                .partitions(page.items().stream()
                        .map(partition -> bare ? withoutColumns(partition) : partition)
                        .toList())
                .nextToken(page.next())
                .build();
    }

    private static Partition withoutColumns(Partition partition) {
        var storage = partition.storageDescriptor();
        return storage == null
                ? partition
                : partition.copy(builder -> builder.storageDescriptor(storage.copy(bare ->
                        bare.columns((java.util.Collection<software.amazon.awssdk.services.glue.model.Column>) null))));
    }

    private static @Nullable Segment checked(@Nullable Segment segment) {
        if (segment == null) {
            return null;
        }
        if (segment.totalSegments() < 1
                || segment.totalSegments() > SEGMENTS_MAX
                || segment.segmentNumber() < 0
                || segment.segmentNumber() >= segment.totalSegments()) {
            throw GlueFaults.invalid("Segment number must be at least 0 and below the total of at most 10 segments.");
        }
        return segment;
    }

    private static boolean isIn(@Nullable Segment segment, List<String> values) {
        return segment == null || Math.floorMod(values.hashCode(), segment.totalSegments()) == segment.segmentNumber();
    }

    @Override
    public UpdatePartitionResponse updatePartition(UpdatePartitionRequest request) {
        Catalog.own(request.catalogId());
        var table = table(request.databaseName(), request.tableName());
        book.update(table, request.partitionValueList(), request.partitionInput());
        tell(table, List.of(request.partitionValueList()), "UpdatePartition");
        return UpdatePartitionResponse.builder().build();
    }

    @Override
    public BatchUpdatePartitionResponse batchUpdatePartition(BatchUpdatePartitionRequest request) {
        Catalog.own(request.catalogId());
        atMost(request.entries(), UPDATED_MAX, "entries");
        var table = table(request.databaseName(), request.tableName());
        var errors = new ArrayList<BatchUpdatePartitionFailureEntry>();
        for (var entry : request.entries()) {
            attempt(
                    () -> book.update(table, entry.partitionValueList(), entry.partitionInput()),
                    fault -> errors.add(BatchUpdatePartitionFailureEntry.builder()
                            .partitionValueList(entry.partitionValueList())
                            .errorDetail(Tables.detail(fault))
                            .build()));
        }
        var refused = errors.stream()
                .map(BatchUpdatePartitionFailureEntry::partitionValueList)
                .toList();
        var changed = request.entries().stream()
                .map(BatchUpdatePartitionRequestEntry::partitionValueList)
                .filter(values -> !refused.contains(values))
                .toList();
        tell(table, changed, "BatchUpdatePartition");
        return BatchUpdatePartitionResponse.builder().errors(errors).build();
    }

    @Override
    public DeletePartitionResponse deletePartition(DeletePartitionRequest request) {
        Catalog.own(request.catalogId());
        var table = table(request.databaseName(), request.tableName());
        if (!book.delete(table, request.partitionValues())) {
            throw partitionNotFound();
        }
        tell(table, List.of(request.partitionValues()), "DeletePartition");
        return DeletePartitionResponse.builder().build();
    }

    @Override
    public BatchDeletePartitionResponse batchDeletePartition(BatchDeletePartitionRequest request) {
        Catalog.own(request.catalogId());
        atMost(request.partitionsToDelete(), DELETED_MAX, "partitionsToDelete");
        var table = table(request.databaseName(), request.tableName());
        var errors = new ArrayList<PartitionError>();
        var gone = new ArrayList<List<String>>();
        for (var values : request.partitionsToDelete().stream()
                .map(PartitionValueList::values)
                .toList()) {
            if (book.delete(table, values)) {
                gone.add(values);
            } else {
                errors.add(PartitionBook.error(values, partitionNotFound()));
            }
        }
        tell(table, gone, "BatchDeletePartition");
        return BatchDeletePartitionResponse.builder().errors(errors).build();
    }

    private void tell(KeptTable table, List<List<String>> changed, String change) {
        catalog.news().partitions(table.table().databaseName(), table.table().name(), changed, change);
    }

    private KeptTable table(String database, String name) {
        return catalog.table(database, name).value();
    }

    private static void atMost(List<?> list, int limit, String name) {
        if (list.size() > limit) {
            throw GlueFaults.invalid("1 validation error detected: Value at '" + name
                    + "' failed to satisfy constraint: Member must have length less than or equal to " + limit);
        }
    }

    private static void attempt(Runnable work, Consumer<GlueException> failed) {
        try {
            work.run();
        } catch (GlueException e) {
            failed.accept(e);
        }
    }
}
