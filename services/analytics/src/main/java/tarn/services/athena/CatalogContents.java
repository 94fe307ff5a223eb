package tarn.services.athena;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.Column;
import software.amazon.awssdk.services.athena.model.Database;
import software.amazon.awssdk.services.athena.model.GetDatabaseRequest;
import software.amazon.awssdk.services.athena.model.GetDatabaseResponse;
import software.amazon.awssdk.services.athena.model.GetTableMetadataRequest;
import software.amazon.awssdk.services.athena.model.GetTableMetadataResponse;
import software.amazon.awssdk.services.athena.model.ListDatabasesRequest;
import software.amazon.awssdk.services.athena.model.ListDatabasesResponse;
import software.amazon.awssdk.services.athena.model.ListTableMetadataRequest;
import software.amazon.awssdk.services.athena.model.ListTableMetadataResponse;
import software.amazon.awssdk.services.athena.model.TableMetadata;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.Table;
import tarn.engines.sql.LakeFailure;
import tarn.engines.sql.LakeSource;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;

/** Databases and tables by catalog: the lake's own as Glue has them, those of other sources as the sources tell. */
final class CatalogContents implements AthenaClient, Part {

    /** Glue's own page, which is larger, would be cut in two by Athena's. */
    private static final int PAGE_MAX = 50;

    private final Platform platform;
    private final DataCatalogs catalogs;
    private final Pages pages;

    CatalogContents(Platform platform, DataCatalogs catalogs, Pages pages) {
        this.platform = platform;
        this.catalogs = catalogs;
        this.pages = pages;
    }

    /** What a name stands for; empty if that is the lake. */
    private Optional<LakeSource> source(String catalog) {
        return catalogs.source(catalog).filter(source -> !source.isLake());
    }

    private static <T> T told(Supplier<T> question) {
        try {
            return question.get();
        } catch (LakeFailure failure) {
            throw AthenaFaults.metadata(failure.getMessage());
        }
    }

    private GlueClient glue() {
        return platform.client(GlueClient.class);
    }

    @Override
    public ListDatabasesResponse listDatabases(ListDatabasesRequest request) {
        var source = source(request.catalogName());
        if (source.isPresent()) {
            var names = told(() -> source.get().schemas()).stream().sorted().toList();
            var page = pages.inOrder(
                    "ListDatabases", request.nextToken(), request.maxResults(), names.stream(), name -> name);
            return ListDatabasesResponse.builder()
                    .databaseList(page.items().stream()
                            .map(name -> Database.builder().name(name).build())
                            .toList())
                    .nextToken(page.next())
                    .build();
        }
        var page = glue().getDatabases(ask -> ask.nextToken(request.nextToken())
                .maxResults(request.maxResults() == null ? PAGE_MAX : request.maxResults()));
        return ListDatabasesResponse.builder()
                .databaseList(page.databaseList().stream()
                        .map(CatalogContents::database)
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    @Override
    public GetDatabaseResponse getDatabase(GetDatabaseRequest request) {
        var source = source(request.catalogName());
        if (source.isPresent()) {
            var name = lower(request.databaseName());
            if (!told(() -> source.get().schemas()).contains(name)) {
                throw AthenaFaults.metadata("Database " + name + " not found.");
            }
            return GetDatabaseResponse.builder()
                    .database(Database.builder().name(name).build())
                    .build();
        }
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
        var source = source(request.catalogName());
        if (source.isPresent()) {
            return GetTableMetadataResponse.builder()
                    .tableMetadata(metadata(source.get(), lower(request.databaseName()), lower(request.tableName())))
                    .build();
        }
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
        var matches = pattern(request.expression() == null ? ".*" : request.expression());
        var source = source(request.catalogName());
        if (source.isPresent()) {
            var database = lower(request.databaseName());
            var names = told(() -> source.get().tables(database)).stream()
                    .filter(name -> matches.matcher(name).matches())
                    .sorted();
            var page =
                    pages.inOrder("ListTableMetadata", request.nextToken(), request.maxResults(), names, name -> name);
            return ListTableMetadataResponse.builder()
                    .tableMetadataList(page.items().stream()
                            .map(name -> metadata(source.get(), database, name))
                            .toList())
                    .nextToken(page.next())
                    .build();
        }
        try {
            var page = glue().getTables(ask -> ask.databaseName(request.databaseName())
                    .nextToken(request.nextToken())
                    .maxResults(request.maxResults() == null ? PAGE_MAX : request.maxResults()));
            var tables = page.tableList().stream()
                    .filter(table -> matches.matcher(table.name()).matches())
                    .map(CatalogContents::metadata)
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

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static TableMetadata metadata(LakeSource source, String database, String table) {
        var columns = told(() -> source.columns(database, table))
                .orElseThrow(() -> AthenaFaults.metadata("Table " + table + " not found."));
        return TableMetadata.builder()
                .name(table)
                .tableType("EXTERNAL_TABLE")
                .columns(columns.stream()
                        .map(column -> Column.builder()
                                .name(column.name())
                                .type(column.type())
                                .build())
                        .toList())
                .build();
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
