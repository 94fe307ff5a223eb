package tarn.services.athena;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.Column;
import software.amazon.awssdk.services.athena.model.DataCatalogStatus;
import software.amazon.awssdk.services.athena.model.DataCatalogSummary;
import software.amazon.awssdk.services.athena.model.DataCatalogType;
import software.amazon.awssdk.services.athena.model.Database;
import software.amazon.awssdk.services.athena.model.GetDataCatalogRequest;
import software.amazon.awssdk.services.athena.model.GetDataCatalogResponse;
import software.amazon.awssdk.services.athena.model.GetDatabaseRequest;
import software.amazon.awssdk.services.athena.model.GetDatabaseResponse;
import software.amazon.awssdk.services.athena.model.GetTableMetadataRequest;
import software.amazon.awssdk.services.athena.model.GetTableMetadataResponse;
import software.amazon.awssdk.services.athena.model.ListDataCatalogsRequest;
import software.amazon.awssdk.services.athena.model.ListDataCatalogsResponse;
import software.amazon.awssdk.services.athena.model.ListDatabasesRequest;
import software.amazon.awssdk.services.athena.model.ListDatabasesResponse;
import software.amazon.awssdk.services.athena.model.ListTableMetadataRequest;
import software.amazon.awssdk.services.athena.model.ListTableMetadataResponse;
import software.amazon.awssdk.services.athena.model.TableMetadata;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.Table;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;

/** The Glue catalog by the name Athena gives it, {@code AwsDataCatalog}; it is the only one so far. */
final class DataCatalogs implements AthenaClient, Part {

    private static final String GLUE = "AwsDataCatalog";

    /** Glue's own page, which is larger, would be cut in two by Athena's. */
    private static final int PAGE_MAX = 50;

    private final Platform platform;

    DataCatalogs(Platform platform) {
        this.platform = platform;
    }

    static boolean isGlue(String catalog) {
        return catalog.equalsIgnoreCase(GLUE);
    }

    private static void check(String catalog) {
        if (!isGlue(catalog)) {
            throw AthenaFaults.catalogUnknown(catalog);
        }
    }

    private GlueClient glue() {
        return platform.client(GlueClient.class);
    }

    @Override
    public ListDataCatalogsResponse listDataCatalogs(ListDataCatalogsRequest request) {
        var glue = DataCatalogSummary.builder()
                .catalogName(GLUE)
                .type(DataCatalogType.GLUE)
                .status(DataCatalogStatus.CREATE_COMPLETE)
                .build();
        return ListDataCatalogsResponse.builder().dataCatalogsSummary(glue).build();
    }

    @Override
    public GetDataCatalogResponse getDataCatalog(GetDataCatalogRequest request) {
        check(request.name());
        return GetDataCatalogResponse.builder()
                .dataCatalog(catalog -> catalog.name(GLUE)
                        .type(DataCatalogType.GLUE)
                        .parameters(Map.of("catalog-id", Caller.current().account()))
                        .status(DataCatalogStatus.CREATE_COMPLETE))
                .build();
    }

    @Override
    public ListDatabasesResponse listDatabases(ListDatabasesRequest request) {
        check(request.catalogName());
        var page = glue().getDatabases(ask -> ask.nextToken(request.nextToken())
                .maxResults(request.maxResults() == null ? PAGE_MAX : request.maxResults()));
        return ListDatabasesResponse.builder()
                .databaseList(
                        page.databaseList().stream().map(DataCatalogs::database).toList())
                .nextToken(page.nextToken())
                .build();
    }

    @Override
    public GetDatabaseResponse getDatabase(GetDatabaseRequest request) {
        check(request.catalogName());
        try {
            var database =
                    glue().getDatabase(ask -> ask.name(request.databaseName())).database();
            return GetDatabaseResponse.builder().database(database(database)).build();
        } catch (EntityNotFoundException absent) {
            throw AthenaFaults.metadata(
                    "EntityNotFoundException: " + absent.awsErrorDetails().errorMessage());
        }
    }

    private static Database database(software.amazon.awssdk.services.glue.model.Database database) {
        return Database.builder()
                .name(database.name())
                .description(database.description())
                .parameters(database.hasParameters() ? database.parameters() : null)
                .build();
    }

    @Override
    public GetTableMetadataResponse getTableMetadata(GetTableMetadataRequest request) {
        check(request.catalogName());
        try {
            var table = glue().getTable(
                            ask -> ask.databaseName(request.databaseName()).name(request.tableName()))
                    .table();
            return GetTableMetadataResponse.builder()
                    .tableMetadata(metadata(table))
                    .build();
        } catch (EntityNotFoundException absent) {
            throw AthenaFaults.metadata(
                    "EntityNotFoundException: " + absent.awsErrorDetails().errorMessage());
        }
    }

    @Override
    public ListTableMetadataResponse listTableMetadata(ListTableMetadataRequest request) {
        check(request.catalogName());
        var matches = pattern(request.expression() == null ? ".*" : request.expression());
        try {
            var page = glue().getTables(ask -> ask.databaseName(request.databaseName())
                    .nextToken(request.nextToken())
                    .maxResults(request.maxResults() == null ? PAGE_MAX : request.maxResults()));
            var tables = page.tableList().stream()
                    .filter(table -> matches.matcher(table.name()).matches())
                    .map(DataCatalogs::metadata)
                    .toList();
            return ListTableMetadataResponse.builder()
                    .tableMetadataList(tables)
                    .nextToken(page.nextToken())
                    .build();
        } catch (EntityNotFoundException absent) {
            throw AthenaFaults.metadata(
                    "EntityNotFoundException: " + absent.awsErrorDetails().errorMessage());
        }
    }

    /** AWS takes regular expressions, and a lone star for any text as well. */
    private static Pattern pattern(String expression) {
        try {
            return Pattern.compile(expression.replaceAll("(?<![.\\])])\\*", ".*"), Pattern.CASE_INSENSITIVE);
        } catch (PatternSyntaxException malformed) {
            throw AthenaFaults.metadata("Invalid expression: " + expression);
        }
    }

    private static TableMetadata metadata(Table table) {
        var storage = table.storageDescriptor();
        var parameters = new TreeMap<>(table.parameters());
        if (storage != null) {
            putIfKnown(parameters, "location", storage.location());
            putIfKnown(parameters, "inputformat", storage.inputFormat());
            putIfKnown(parameters, "outputformat", storage.outputFormat());
            if (storage.serdeInfo() != null) {
                putIfKnown(
                        parameters,
                        "serde.serialization.lib",
                        storage.serdeInfo().serializationLibrary());
                storage.serdeInfo().parameters().forEach((key, value) -> parameters.put("serde.param." + key, value));
            }
        }
        return TableMetadata.builder()
                .name(table.name())
                .createTime(table.createTime())
                .lastAccessTime(table.lastAccessTime())
                .tableType(table.tableType())
                .columns(columns(storage == null ? List.of() : storage.columns()))
                .partitionKeys(columns(table.partitionKeys()))
                .parameters(parameters)
                .build();
    }

    private static void putIfKnown(Map<String, String> parameters, String key, @Nullable String value) {
        if (value != null) {
            parameters.put(key, value);
        }
    }

    private static List<Column> columns(List<software.amazon.awssdk.services.glue.model.Column> columns) {
        return columns.stream()
                .map(column -> Column.builder()
                        .name(column.name())
                        .type(column.type())
                        .comment(column.comment())
                        .build())
                .toList();
    }
}
