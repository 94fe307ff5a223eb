package tarn.services.glue;

import static tarn.services.glue.Catalog.lower;

import java.util.ArrayList;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.BatchGetTableOptimizerError;
import software.amazon.awssdk.services.glue.model.BatchGetTableOptimizerRequest;
import software.amazon.awssdk.services.glue.model.BatchGetTableOptimizerResponse;
import software.amazon.awssdk.services.glue.model.BatchTableOptimizer;
import software.amazon.awssdk.services.glue.model.CreateTableOptimizerRequest;
import software.amazon.awssdk.services.glue.model.CreateTableOptimizerResponse;
import software.amazon.awssdk.services.glue.model.DeleteTableOptimizerRequest;
import software.amazon.awssdk.services.glue.model.DeleteTableOptimizerResponse;
import software.amazon.awssdk.services.glue.model.GetTableOptimizerRequest;
import software.amazon.awssdk.services.glue.model.GetTableOptimizerResponse;
import software.amazon.awssdk.services.glue.model.GlueException;
import software.amazon.awssdk.services.glue.model.ListTableOptimizerRunsRequest;
import software.amazon.awssdk.services.glue.model.ListTableOptimizerRunsResponse;
import software.amazon.awssdk.services.glue.model.TableOptimizer;
import software.amazon.awssdk.services.glue.model.TableOptimizerConfiguration;
import software.amazon.awssdk.services.glue.model.TableOptimizerType;
import software.amazon.awssdk.services.glue.model.UpdateTableOptimizerRequest;
import software.amazon.awssdk.services.glue.model.UpdateTableOptimizerResponse;
import tarn.kernel.Part;
import tarn.pagination.Pages;
import tarn.store.Range;

/**
 * What keeps Iceberg tables in shape by itself: compaction, expiry of snapshots, removal of files that no snapshot names. An
 * optimizer that is enabled runs once at once and then in its rhythm; compaction, which AWS begins when enough has changed,
 * every hour.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/table-optimizers.html">Optimizing Iceberg tables</a>
 */
final class TableOptimizers implements GlueClient, Part {

    private final OptimizerBook book;
    private final Catalog catalog;
    private final Pages pages;

    TableOptimizers(OptimizerBook book, Catalog catalog, Pages pages) {
        this.book = book;
        this.catalog = catalog;
        this.pages = pages.of(50, 50);
    }

    /** Refuses what no optimizer here does. */
    private static TableOptimizerConfiguration checked(TableOptimizerConfiguration given, TableOptimizerType type) {
        if (given.vpcConfiguration() != null) {
            throw GlueFaults.invalid("VpcConfiguration is not supported for table optimizers.");
        }
        if (given.roleArn() == null || given.enabled() == null) {
            throw GlueFaults.invalid("roleArn and enabled are required in TableOptimizerConfiguration.");
        }
        switch (type) {
            case COMPACTION -> {
                var asked = given.compactionConfiguration();
                var iceberg = asked == null ? null : asked.icebergConfiguration();
                if (iceberg != null
                        && iceberg.strategy() != null
                        && !iceberg.strategyAsString().equals("binpack")) {
                    throw GlueFaults.invalid("Only the compaction strategy binpack is supported.");
                }
            }
            case RETENTION -> {
                var asked = given.retentionConfiguration();
                var iceberg = asked == null ? null : asked.icebergConfiguration();
                boolean keepsMore = iceberg != null
                        && iceberg.numberOfSnapshotsToRetain() != null
                        && iceberg.numberOfSnapshotsToRetain() != 1;
                if (keepsMore || (iceberg != null && Boolean.FALSE.equals(iceberg.cleanExpiredFiles()))) {
                    throw GlueFaults.invalid(
                            "numberOfSnapshotsToRetain other than 1, and cleanExpiredFiles false, are not"
                                    + " supported.");
                }
            }
            case ORPHAN_FILE_DELETION -> {
                var asked = given.orphanFileDeletionConfiguration();
                var iceberg = asked == null ? null : asked.icebergConfiguration();
                if (iceberg != null && iceberg.location() != null) {
                    throw GlueFaults.invalid("Orphan files are looked for below the table's location only.");
                }
            }
            case UNKNOWN_TO_SDK_VERSION -> throw GlueFaults.invalid("Unknown type of table optimizer.");
        }
        return given;
    }

    private void own(String catalogId, String database, String table) {
        Catalog.own(catalogId);
        catalog.table(database, table);
    }

    @Override
    public CreateTableOptimizerResponse createTableOptimizer(CreateTableOptimizerRequest request) {
        Catalog.own(request.catalogId());
        var table = catalog.table(request.databaseName(), request.tableName())
                .value()
                .table();
        if (!"ICEBERG".equalsIgnoreCase(table.parameters().getOrDefault("table_type", ""))) {
            throw GlueFaults.invalid("Table optimizers are for Apache Iceberg tables only.");
        }
        var asked = checked(request.tableOptimizerConfiguration(), request.type());
        var made = new OptimizerBook.Kept(
                lower(request.databaseName()), lower(request.tableName()), request.typeAsString(), asked);
        if (!book.insert(made)) {
            throw GlueFaults.exists("Table optimizer already exists.");
        }
        return CreateTableOptimizerResponse.builder().build();
    }

    @Override
    public UpdateTableOptimizerResponse updateTableOptimizer(UpdateTableOptimizerRequest request) {
        own(request.catalogId(), request.databaseName(), request.tableName());
        var asked = request.tableOptimizerConfiguration();
        book.change(request.databaseName(), request.tableName(), request.typeAsString(), old -> {
            var next = old.configuration().copy(changed -> {
                changed.roleArn(asked.roleArn() == null ? old.configuration().roleArn() : asked.roleArn());
                changed.enabled(asked.enabled() == null ? old.configuration().enabled() : asked.enabled());
                if (asked.compactionConfiguration() != null) {
                    changed.compactionConfiguration(asked.compactionConfiguration());
                }
                if (asked.retentionConfiguration() != null) {
                    changed.retentionConfiguration(asked.retentionConfiguration());
                }
                if (asked.orphanFileDeletionConfiguration() != null) {
                    changed.orphanFileDeletionConfiguration(asked.orphanFileDeletionConfiguration());
                }
                changed.vpcConfiguration(asked.vpcConfiguration());
            });
            return new OptimizerBook.Kept(old.database(), old.table(), old.type(), checked(next, request.type()));
        });
        return UpdateTableOptimizerResponse.builder().build();
    }

    @Override
    public GetTableOptimizerResponse getTableOptimizer(GetTableOptimizerRequest request) {
        own(request.catalogId(), request.databaseName(), request.tableName());
        return GetTableOptimizerResponse.builder()
                .catalogId(request.catalogId())
                .databaseName(lower(request.databaseName()))
                .tableName(lower(request.tableName()))
                .tableOptimizer(shown(book.find(request.databaseName(), request.tableName(), request.typeAsString())
                        .value()))
                .build();
    }

    private TableOptimizer shown(OptimizerBook.Kept kept) {
        return TableOptimizer.builder()
                .type(kept.type())
                .configuration(kept.configuration())
                .lastRun(book.runs(kept, 1).stream()
                        .findFirst()
                        .map(OptimizerBook.Run::shown)
                        .orElse(null))
                .build();
    }

    @Override
    public BatchGetTableOptimizerResponse batchGetTableOptimizer(BatchGetTableOptimizerRequest request) {
        var found = new ArrayList<BatchTableOptimizer>();
        var failures = new ArrayList<BatchGetTableOptimizerError>();
        for (var entry : request.entries()) {
            try {
                if (entry.databaseName() == null || entry.tableName() == null || entry.type() == null) {
                    throw GlueFaults.invalid("An entry needs a database, a table and a type");
                }
                own(entry.catalogId(), entry.databaseName(), entry.tableName());
                found.add(BatchTableOptimizer.builder()
                        .catalogId(entry.catalogId())
                        .databaseName(entry.databaseName())
                        .tableName(entry.tableName())
                        .tableOptimizer(shown(book.find(entry.databaseName(), entry.tableName(), entry.typeAsString())
                                .value()))
                        .build());
            } catch (GlueException e) {
                failures.add(BatchGetTableOptimizerError.builder()
                        .catalogId(entry.catalogId())
                        .databaseName(entry.databaseName())
                        .tableName(entry.tableName())
                        .type(entry.typeAsString())
                        .error(Tables.detail(e))
                        .build());
            }
        }
        return BatchGetTableOptimizerResponse.builder()
                .tableOptimizers(found)
                .failures(failures)
                .build();
    }

    @Override
    public DeleteTableOptimizerResponse deleteTableOptimizer(DeleteTableOptimizerRequest request) {
        Catalog.own(request.catalogId());
        book.delete(request.databaseName(), request.tableName(), request.typeAsString());
        return DeleteTableOptimizerResponse.builder().build();
    }

    @Override
    public ListTableOptimizerRunsResponse listTableOptimizerRuns(ListTableOptimizerRunsRequest request) {
        own(request.catalogId(), request.databaseName(), request.tableName());
        var kept = book.find(request.databaseName(), request.tableName(), request.typeAsString());
        var page = pages.records(
                "ListTableOptimizerRuns",
                request.nextToken(),
                request.maxResults(),
                book.runs(),
                Range.under(kept.key()).backwards(),
                entry -> true);
        return ListTableOptimizerRunsResponse.builder()
                .catalogId(request.catalogId())
                .databaseName(lower(request.databaseName()))
                .tableName(lower(request.tableName()))
                .tableOptimizerRuns(
                        page.items().stream().map(OptimizerBook.Run::shown).toList())
                .nextToken(page.next())
                .build();
    }
}
