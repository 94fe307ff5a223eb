package tarn.services.athena;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.GetPartitionsRequest;
import software.amazon.awssdk.services.glue.model.Partition;
import software.amazon.awssdk.services.glue.model.PartitionInput;
import software.amazon.awssdk.services.glue.model.PartitionValueList;
import tarn.engines.sql.LakeCatalog;
import tarn.engines.sql.LakeCondition;
import tarn.engines.sql.LakeDatabase;
import tarn.engines.sql.LakeFailure;
import tarn.engines.sql.LakePartition;
import tarn.engines.sql.LakeTable;
import tarn.kernel.Caller;

/** The Glue catalog as the SQL engine asks for it. */
final class GlueCatalog implements LakeCatalog {

    /** As many as Glue takes in one batch. */
    private static final int READ_AT_ONCE_MAX = 1000;

    private static final int CREATED_AT_ONCE_MAX = 100;

    private final GlueClient glue;
    private final Caller caller;
    private final Traces.Of traces;
    private final InstantSource clock;

    GlueCatalog(GlueClient glue, Caller caller, Traces.Of traces, InstantSource clock) {
        this.clock = clock;
        this.traces = traces;
        this.glue = glue;
        this.caller = caller;
    }

    private <T> T ask(Callable<T> call) {
        return GlueLake.as(caller, call);
    }

    private <T> Optional<T> find(Callable<T> call) {
        return ask(() -> {
            try {
                return Optional.of(call.call());
            } catch (EntityNotFoundException absent) {
                return Optional.empty();
            }
        });
    }

    @Override
    public List<LakeDatabase> databases() {
        return ask(() -> glue.getDatabasesPaginator(request -> {}).stream()
                .flatMap(page -> page.databaseList().stream())
                .map(GlueShapes::database)
                .toList());
    }

    @Override
    public Optional<LakeDatabase> database(String name) {
        return find(() -> GlueShapes.database(
                glue.getDatabase(request -> request.name(name)).database()));
    }

    @Override
    public void createDatabase(LakeDatabase database) {
        var input = GlueShapes.input(database);
        ask(() -> glue.createDatabase(request -> request.databaseInput(input)));
    }

    @Override
    public void dropDatabase(String name) {
        ask(() -> glue.deleteDatabase(request -> request.name(name)));
    }

    @Override
    public List<LakeTable> tables(String database) {
        return find(() -> glue.getTablesPaginator(request -> request.databaseName(database)).stream()
                        .flatMap(page -> page.tableList().stream())
                        .map(GlueShapes::table)
                        .toList())
                .orElse(List.of());
    }

    @Override
    public Optional<LakeTable> table(String database, String name) {
        return find(() -> GlueShapes.table(
                glue.getTable(request -> request.databaseName(database).name(name))
                        .table()));
    }

    @Override
    public void createTable(LakeTable table) {
        var input = GlueShapes.input(table);
        ask(() -> glue.createTable(
                request -> request.databaseName(table.database()).tableInput(input)));
        traces.made(new Traces.MadeTable(table.database(), table.name()));
    }

    @Override
    public void replaceTable(String database, String name, LakeTable table) {
        if (!name.equals(table.name()) || !database.equals(table.database())) {
            throw new LakeFailure(LakeFailure.Kind.CONFLICT, "Athena does not rename tables");
        }
        var pointer = table.parameters().get("metadata_location");
        if (pointer != null && table.parameters().containsKey("previous_metadata_location")) {
            commit(table);
            return;
        }
        var input = GlueShapes.input(table);
        ask(() -> glue.updateTable(request -> request.databaseName(database).tableInput(input)));
    }

    /**
     * Moves an Iceberg table on to its next metadata file, if it is still at the one before. From then on other
     * statements build on the files that this one wrote: they are no traces to be undone any more.
     */
    private void commit(LakeTable table) {
        var seen = ask(() -> glue.getTable(
                        request -> request.databaseName(table.database()).name(table.name()))
                .table());
        var expected = table.parameters().get("previous_metadata_location");
        if (!Objects.equals(seen.parameters().get("metadata_location"), expected)) {
            throw new LakeFailure(LakeFailure.Kind.CONFLICT, "Table " + table.name() + " was changed meanwhile");
        }
        traces.forget();
        var input = GlueShapes.input(table);
        ask(() -> glue.updateTable(request -> request.databaseName(table.database())
                .versionId(seen.versionId())
                .tableInput(input)));
    }

    @Override
    public void dropTable(String database, String name) {
        ask(() -> glue.deleteTable(request -> request.databaseName(database).name(name)));
        traces.gone(new Traces.MadeTable(database, name));
    }

    @Override
    public List<List<String>> partitionValues(LakeTable table, List<LakeCondition> conditions) {
        var projection = Projection.of(table, clock.instant());
        if (projection.isPresent()) {
            return projection.get().values(conditions);
        }
        var expression = PartitionExpression.of(table, conditions);
        return ask(() -> read(table, request -> request.expression(expression.isEmpty() ? null : expression)).stream()
                .map(Partition::values)
                .toList());
    }

    private List<Partition> read(LakeTable table, Consumer<GetPartitionsRequest.Builder> which) {
        return glue
                .getPartitionsPaginator(request -> {
                    request.databaseName(table.database())
                            .tableName(table.name())
                            .excludeColumnSchema(true)
                            .maxResults(READ_AT_ONCE_MAX);
                    which.accept(request);
                })
                .stream()
                .flatMap(page -> page.partitions().stream())
                .toList();
    }

    @Override
    public List<LakePartition> partitions(LakeTable table, List<List<String>> values) {
        var projection = Projection.of(table, clock.instant());
        if (projection.isPresent()) {
            return values.stream().map(projection.get()::partition).toList();
        }
        var found = new ArrayList<LakePartition>();
        for (int from = 0; from < values.size(); from += READ_AT_ONCE_MAX) {
            var some = values.subList(from, Math.min(values.size(), from + READ_AT_ONCE_MAX)).stream()
                    .map(one -> PartitionValueList.builder().values(one).build())
                    .toList();
            ask(() -> glue.batchGetPartition(request -> request.databaseName(table.database())
                            .tableName(table.name())
                            .partitionsToGet(some)))
                    .partitions()
                    .forEach(partition -> found.add(GlueShapes.partition(partition, table)));
        }
        return found;
    }

    /** Adds partitions in batches; when one fails, those that this call added are taken away again. */
    @Override
    public void addPartitions(LakeTable table, List<LakePartition> partitions) {
        var added = new ArrayList<PartitionInput>();
        for (int from = 0; from < partitions.size(); from += CREATED_AT_ONCE_MAX) {
            var some = partitions.subList(from, Math.min(partitions.size(), from + CREATED_AT_ONCE_MAX)).stream()
                    .map(GlueShapes::input)
                    .toList();
            var errors = ask(() -> glue.batchCreatePartition(request -> request.databaseName(table.database())
                            .tableName(table.name())
                            .partitionInputList(some)))
                    .errors();
            var refused = errors.stream().map(error -> error.partitionValues()).toList();
            some.stream().filter(input -> !refused.contains(input.values())).forEach(added::add);
            if (!errors.isEmpty()) {
                added.forEach(input -> dropPartition(table, input.values()));
                var detail = errors.getFirst().errorDetail();
                var kind = "AlreadyExistsException".equals(detail.errorCode())
                        ? LakeFailure.Kind.ALREADY_EXISTS
                        : LakeFailure.Kind.UNAVAILABLE;
                throw new LakeFailure(kind, detail.errorMessage());
            }
        }
    }

    @Override
    public void replacePartition(LakeTable table, LakePartition partition) {
        var input = GlueShapes.input(partition);
        ask(() -> glue.updatePartition(request -> request.databaseName(table.database())
                .tableName(table.name())
                .partitionValueList(partition.values())
                .partitionInput(input)));
    }

    @Override
    public void dropPartition(LakeTable table, List<String> values) {
        ask(() -> glue.deletePartition(request ->
                request.databaseName(table.database()).tableName(table.name()).partitionValues(values)));
    }
}
