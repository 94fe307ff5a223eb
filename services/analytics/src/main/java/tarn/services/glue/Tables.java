package tarn.services.glue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.BatchDeleteTableRequest;
import software.amazon.awssdk.services.glue.model.BatchDeleteTableResponse;
import software.amazon.awssdk.services.glue.model.CreateTableRequest;
import software.amazon.awssdk.services.glue.model.CreateTableResponse;
import software.amazon.awssdk.services.glue.model.DeleteTableRequest;
import software.amazon.awssdk.services.glue.model.DeleteTableResponse;
import software.amazon.awssdk.services.glue.model.ErrorDetail;
import software.amazon.awssdk.services.glue.model.GetTableRequest;
import software.amazon.awssdk.services.glue.model.GetTableResponse;
import software.amazon.awssdk.services.glue.model.GetTablesRequest;
import software.amazon.awssdk.services.glue.model.GetTablesResponse;
import software.amazon.awssdk.services.glue.model.GlueException;
import software.amazon.awssdk.services.glue.model.ResourceShareType;
import software.amazon.awssdk.services.glue.model.SearchTablesRequest;
import software.amazon.awssdk.services.glue.model.SearchTablesResponse;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.glue.model.TableError;
import software.amazon.awssdk.services.glue.model.TableInput;
import software.amazon.awssdk.services.glue.model.UpdateTableRequest;
import software.amazon.awssdk.services.glue.model.UpdateTableResponse;
import tarn.kernel.Part;
import tarn.pagination.Pages;
import tarn.store.Range;

/** The tables of the catalog. Their files are never touched. */
final class Tables implements GlueClient, Part {

    private static final int PAGE = 100;
    private static final int SEARCHED_PAGE = 1_000;

    private final Catalog catalog;
    private final Pages pages;

    Tables(Catalog catalog, Pages pages) {
        this.catalog = catalog;
        this.pages = pages;
    }

    /** A table as it was asked for. */
    static Table.Builder table(TableInput input) {
        return Table.builder()
                .description(input.description())
                .owner(input.owner())
                .lastAccessTime(input.lastAccessTime())
                .lastAnalyzedTime(input.lastAnalyzedTime())
                .retention(input.retention() == null ? Integer.valueOf(0) : input.retention())
                .storageDescriptor(input.storageDescriptor())
                .partitionKeys(input.hasPartitionKeys() ? input.partitionKeys() : null)
                .viewOriginalText(input.viewOriginalText())
                .viewExpandedText(input.viewExpandedText())
                .tableType(input.tableType())
                .parameters(input.hasParameters() ? input.parameters() : null)
                .targetTable(input.targetTable());
    }

    @Override
    public CreateTableResponse createTable(CreateTableRequest request) {
        Catalog.own(request.catalogId());
        if (request.tableInput() == null) {
            throw GlueFaults.invalid("TableInput is required.");
        }
        if (request.openTableFormatInput() != null) {
            throw GlueFaults.invalid("OpenTableFormatInput is not supported: create the table with its metadata.");
        }
        var input = checked(request.tableInput());
        var indexes = PartitionIndexes.asked(request.partitionIndexes(), input.partitionKeys());
        catalog.createTable(request.databaseName(), input, indexes);
        return CreateTableResponse.builder().build();
    }

    private static TableInput checked(TableInput input) {
        if (input.viewDefinition() != null) {
            throw GlueFaults.invalid("ViewDefinition is not supported: views are kept by ViewOriginalText.");
        }
        return input;
    }

    @Override
    public GetTableResponse getTable(GetTableRequest request) {
        Catalog.own(request.catalogId());
        return GetTableResponse.builder()
                .table(catalog.table(request.databaseName(), request.name())
                        .value()
                        .table())
                .build();
    }

    @Override
    public GetTablesResponse getTables(GetTablesRequest request) {
        Catalog.own(request.catalogId());
        var database = catalog.database(request.databaseName());
        var pattern = namePattern(request.expression());
        var page = pages.of(PAGE, PAGE)
                .records(
                        "GetTables",
                        request.nextToken(),
                        request.maxResults(),
                        catalog.tables(),
                        Range.under(database.key()),
                        entry -> pattern.matcher(entry.value().table().name()).matches());
        return GetTablesResponse.builder()
                .tableList(page.items().stream().map(KeptTable::table).toList())
                .nextToken(page.next())
                .build();
    }

    /** A regular expression; Hive's pattern, in which a star alone stands for any text, is understood too. */
    static Pattern namePattern(@Nullable String expression) {
        if (expression == null || expression.isEmpty()) {
            return Pattern.compile(".*");
        }
        var pattern = expression.toLowerCase(Locale.ROOT).replaceAll("(?<![.\\])\\w])\\*|(?<=\\w)\\*", ".*");
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw GlueFaults.invalid("Expression is not a pattern: " + expression);
        }
    }

    @Override
    public UpdateTableResponse updateTable(UpdateTableRequest request) {
        Catalog.own(request.catalogId());
        if (request.tableInput() == null) {
            throw GlueFaults.invalid("TableInput is required.");
        }
        boolean archive = !Boolean.TRUE.equals(request.skipArchive());
        catalog.updateTable(request.databaseName(), checked(request.tableInput()), archive, request.versionId());
        return UpdateTableResponse.builder().build();
    }

    @Override
    public DeleteTableResponse deleteTable(DeleteTableRequest request) {
        Catalog.own(request.catalogId());
        catalog.deleteTable(request.databaseName(), request.name());
        return DeleteTableResponse.builder().build();
    }

    @Override
    public BatchDeleteTableResponse batchDeleteTable(BatchDeleteTableRequest request) {
        Catalog.own(request.catalogId());
        catalog.database(request.databaseName());
        var errors = new ArrayList<TableError>();
        var gone = new ArrayList<String>();
        for (var name : request.tablesToDelete()) {
            try {
                catalog.removeTable(request.databaseName(), name);
                gone.add(Catalog.lower(name));
            } catch (GlueException e) {
                errors.add(TableError.builder()
                        .tableName(name)
                        .errorDetail(detail(e))
                        .build());
            }
        }
        catalog.news().tables(Catalog.lower(request.databaseName()), gone, "BatchDeleteTable");
        return BatchDeleteTableResponse.builder().errors(errors).build();
    }

    /** An error as the batch operations tell it of a single entry. */
    static ErrorDetail detail(GlueException e) {
        return ErrorDetail.builder()
                .errorCode(e.awsErrorDetails().errorCode())
                .errorMessage(e.awsErrorDetails().errorMessage())
                .build();
    }

    /** By text and properties, in the order of names or of one field; no account shares tables with another here. */
    @Override
    public SearchTablesResponse searchTables(SearchTablesRequest request) {
        Catalog.own(request.catalogId());
        if (request.resourceShareType() == ResourceShareType.FOREIGN) {
            return SearchTablesResponse.builder().tableList(List.of()).build();
        }
        var search = new TableSearch(request.searchText(), request.filters());
        if (request.hasSortCriteria() && !request.sortCriteria().isEmpty()) {
            return sorted(request, search);
        }
        var page = pages.of(SEARCHED_PAGE, SEARCHED_PAGE)
                .records(
                        "SearchTables",
                        request.nextToken(),
                        request.maxResults(),
                        catalog.tables(),
                        Range.all(),
                        entry -> search.finds(entry.value().table()));
        return SearchTablesResponse.builder()
                .tableList(page.items().stream().map(KeptTable::table).toList())
                .nextToken(page.next())
                .build();
    }

    private SearchTablesResponse sorted(SearchTablesRequest request, TableSearch search) {
        var found = new ArrayList<Table>();
        for (var entry : catalog.tables().scan(Range.all())) {
            if (search.finds(entry.value().table())) {
                found.add(entry.value().table());
            }
        }
        found.sort(TableSearch.order(request.sortCriteria()));
        var page = pages.of(SEARCHED_PAGE, SEARCHED_PAGE)
                .inOrder(
                        "SearchTables",
                        request.nextToken(),
                        request.maxResults(),
                        found.stream(),
                        table -> table.databaseName() + "/" + table.name());
        return SearchTablesResponse.builder()
                .tableList(page.items())
                .nextToken(page.next())
                .build();
    }
}
