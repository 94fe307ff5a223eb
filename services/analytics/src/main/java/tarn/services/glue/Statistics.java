package tarn.services.glue;

import static tarn.services.glue.Catalog.lower;
import static tarn.services.glue.GlueFaults.statisticsNotFound;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.ColumnError;
import software.amazon.awssdk.services.glue.model.ColumnStatistics;
import software.amazon.awssdk.services.glue.model.ColumnStatisticsError;
import software.amazon.awssdk.services.glue.model.DeleteColumnStatisticsForPartitionRequest;
import software.amazon.awssdk.services.glue.model.DeleteColumnStatisticsForPartitionResponse;
import software.amazon.awssdk.services.glue.model.DeleteColumnStatisticsForTableRequest;
import software.amazon.awssdk.services.glue.model.DeleteColumnStatisticsForTableResponse;
import software.amazon.awssdk.services.glue.model.GetColumnStatisticsForPartitionRequest;
import software.amazon.awssdk.services.glue.model.GetColumnStatisticsForPartitionResponse;
import software.amazon.awssdk.services.glue.model.GetColumnStatisticsForTableRequest;
import software.amazon.awssdk.services.glue.model.GetColumnStatisticsForTableResponse;
import software.amazon.awssdk.services.glue.model.UpdateColumnStatisticsForPartitionRequest;
import software.amazon.awssdk.services.glue.model.UpdateColumnStatisticsForPartitionResponse;
import software.amazon.awssdk.services.glue.model.UpdateColumnStatisticsForTableRequest;
import software.amazon.awssdk.services.glue.model.UpdateColumnStatisticsForTableResponse;
import tarn.kernel.Part;
import tarn.store.Key;
import tarn.store.Store;

/** Column statistics that engines computed, kept by table or partition and column. */
final class Statistics implements GlueClient, Part {

    private final Catalog catalog;
    private final PartitionBook partitions;
    private final Store<Kept> statistics;

    /** The statistics of one column. */
    record Kept(ColumnStatistics statistics) {}

    Statistics(Catalog catalog, PartitionBook partitions) {
        this.catalog = catalog;
        this.partitions = partitions;
        this.statistics = catalog.statistics();
    }

    private Key table(String database, String name) {
        return Key.of(catalog.table(database, name).value().id(), "table");
    }

    private Key partition(String database, String name, List<String> values) {
        var table = catalog.table(database, name).value();
        if (partitions.get(table, values).isEmpty()) {
            throw GlueFaults.partitionNotFound();
        }
        var key = Key.of(table.id(), "partition");
        for (var value : values) {
            key = key.with(value);
        }
        return key;
    }

    private List<ColumnStatisticsError> update(Key owner, List<ColumnStatistics> columns) {
        var batch = catalog.batch();
        for (var column : columns) {
            var key = owner.with(lower(column.columnName()));
            batch.put(statistics, key, new Kept(column));
        }
        batch.commit();
        return List.of();
    }

    /** Keeps what was computed of a table's columns. */
    void keep(KeptTable table, List<ColumnStatistics> columns) {
        update(Key.of(table.id(), "table"), columns);
    }

    private Optional<ColumnStatistics> get(Key owner, String column) {
        return statistics.get(owner.with(lower(column))).map(Kept::statistics);
    }

    private static ColumnError missing(String column) {
        return ColumnError.builder()
                .columnName(column)
                .error(Tables.detail(statisticsNotFound(column)))
                .build();
    }

    private void delete(Key owner, String column) {
        if (!statistics.delete(owner.with(lower(column)))) {
            throw statisticsNotFound(column);
        }
    }

    @Override
    public UpdateColumnStatisticsForTableResponse updateColumnStatisticsForTable(
            UpdateColumnStatisticsForTableRequest request) {
        Catalog.own(request.catalogId());
        var errors = update(table(request.databaseName(), request.tableName()), request.columnStatisticsList());
        return UpdateColumnStatisticsForTableResponse.builder().errors(errors).build();
    }

    @Override
    public GetColumnStatisticsForTableResponse getColumnStatisticsForTable(GetColumnStatisticsForTableRequest request) {
        Catalog.own(request.catalogId());
        var owner = table(request.databaseName(), request.tableName());
        var found = new ArrayList<ColumnStatistics>();
        var errors = new ArrayList<ColumnError>();
        for (var column : request.columnNames()) {
            get(owner, column).ifPresentOrElse(found::add, () -> errors.add(missing(column)));
        }
        return GetColumnStatisticsForTableResponse.builder()
                .columnStatisticsList(found)
                .errors(errors)
                .build();
    }

    @Override
    public DeleteColumnStatisticsForTableResponse deleteColumnStatisticsForTable(
            DeleteColumnStatisticsForTableRequest request) {
        Catalog.own(request.catalogId());
        delete(table(request.databaseName(), request.tableName()), request.columnName());
        return DeleteColumnStatisticsForTableResponse.builder().build();
    }

    @Override
    public UpdateColumnStatisticsForPartitionResponse updateColumnStatisticsForPartition(
            UpdateColumnStatisticsForPartitionRequest request) {
        Catalog.own(request.catalogId());
        var owner = partition(request.databaseName(), request.tableName(), request.partitionValues());
        return UpdateColumnStatisticsForPartitionResponse.builder()
                .errors(update(owner, request.columnStatisticsList()))
                .build();
    }

    @Override
    public GetColumnStatisticsForPartitionResponse getColumnStatisticsForPartition(
            GetColumnStatisticsForPartitionRequest request) {
        Catalog.own(request.catalogId());
        var owner = partition(request.databaseName(), request.tableName(), request.partitionValues());
        var found = new ArrayList<ColumnStatistics>();
        var errors = new ArrayList<ColumnError>();
        for (var column : request.columnNames()) {
            get(owner, column).ifPresentOrElse(found::add, () -> errors.add(missing(column)));
        }
        return GetColumnStatisticsForPartitionResponse.builder()
                .columnStatisticsList(found)
                .errors(errors)
                .build();
    }

    @Override
    public DeleteColumnStatisticsForPartitionResponse deleteColumnStatisticsForPartition(
            DeleteColumnStatisticsForPartitionRequest request) {
        Catalog.own(request.catalogId());
        delete(partition(request.databaseName(), request.tableName(), request.partitionValues()), request.columnName());
        return DeleteColumnStatisticsForPartitionResponse.builder().build();
    }
}
