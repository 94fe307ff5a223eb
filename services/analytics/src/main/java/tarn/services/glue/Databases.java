package tarn.services.glue;

import static tarn.services.glue.Catalog.lower;

import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.CatalogImportStatus;
import software.amazon.awssdk.services.glue.model.CreateDatabaseRequest;
import software.amazon.awssdk.services.glue.model.CreateDatabaseResponse;
import software.amazon.awssdk.services.glue.model.Database;
import software.amazon.awssdk.services.glue.model.DatabaseInput;
import software.amazon.awssdk.services.glue.model.DeleteDatabaseRequest;
import software.amazon.awssdk.services.glue.model.DeleteDatabaseResponse;
import software.amazon.awssdk.services.glue.model.GetCatalogImportStatusRequest;
import software.amazon.awssdk.services.glue.model.GetCatalogImportStatusResponse;
import software.amazon.awssdk.services.glue.model.GetDatabaseRequest;
import software.amazon.awssdk.services.glue.model.GetDatabaseResponse;
import software.amazon.awssdk.services.glue.model.GetDatabasesRequest;
import software.amazon.awssdk.services.glue.model.GetDatabasesResponse;
import software.amazon.awssdk.services.glue.model.UpdateDatabaseRequest;
import software.amazon.awssdk.services.glue.model.UpdateDatabaseResponse;
import tarn.kernel.Part;
import tarn.pagination.Pages;
import tarn.store.Range;

/** The databases of the catalog. */
final class Databases implements GlueClient, Part {

    private static final int PAGE = 100;

    private final Catalog catalog;
    private final Pages pages;
    private final Tags tags;

    Databases(Catalog catalog, Pages pages, Tags tags) {
        this.catalog = catalog;
        this.pages = pages;
        this.tags = tags;
    }

    /** A database as it was asked for. */
    static Database.Builder database(DatabaseInput input) {
        return Database.builder()
                .name(lower(input.name()))
                .description(input.description())
                .locationUri(input.locationUri())
                .parameters(input.hasParameters() ? input.parameters() : null)
                .createTableDefaultPermissions(
                        input.hasCreateTableDefaultPermissions() ? input.createTableDefaultPermissions() : null)
                .targetDatabase(input.targetDatabase())
                .federatedDatabase(input.federatedDatabase());
    }

    @Override
    public CreateDatabaseResponse createDatabase(CreateDatabaseRequest request) {
        Catalog.own(request.catalogId());
        catalog.createDatabase(request.databaseInput());
        if (request.hasTags()) {
            tags.put(Tags.arn("database/" + lower(request.databaseInput().name())), request.tags());
        }
        return CreateDatabaseResponse.builder().build();
    }

    @Override
    public GetDatabaseResponse getDatabase(GetDatabaseRequest request) {
        Catalog.own(request.catalogId());
        return GetDatabaseResponse.builder()
                .database(catalog.database(request.name()).value().database())
                .build();
    }

    @Override
    public GetDatabasesResponse getDatabases(GetDatabasesRequest request) {
        Catalog.own(request.catalogId());
        var page = pages.of(PAGE, PAGE)
                .records(
                        "GetDatabases",
                        request.nextToken(),
                        request.maxResults(),
                        catalog.databases(),
                        Range.all(),
                        entry -> true);
        return GetDatabasesResponse.builder()
                .databaseList(page.items().stream().map(KeptDatabase::database).toList())
                .nextToken(page.next())
                .build();
    }

    @Override
    public UpdateDatabaseResponse updateDatabase(UpdateDatabaseRequest request) {
        Catalog.own(request.catalogId());
        if (!lower(request.databaseInput().name()).equals(lower(request.name()))) {
            throw GlueFaults.invalid("A database cannot be renamed.");
        }
        catalog.updateDatabase(
                request.name(),
                old -> database(request.databaseInput())
                        .createTime(old.createTime())
                        .catalogId(old.catalogId())
                        .build());
        return UpdateDatabaseResponse.builder().build();
    }

    @Override
    public DeleteDatabaseResponse deleteDatabase(DeleteDatabaseRequest request) {
        Catalog.own(request.catalogId());
        catalog.deleteDatabase(request.name());
        tags.forget(Tags.arn("database/" + lower(request.name())));
        return DeleteDatabaseResponse.builder().build();
    }

    /** Nothing was ever imported: there never was an older catalog here. AWS's new accounts say so too. */
    @Override
    public GetCatalogImportStatusResponse getCatalogImportStatus(GetCatalogImportStatusRequest request) {
        Catalog.own(request.catalogId());
        return GetCatalogImportStatusResponse.builder()
                .importStatus(
                        CatalogImportStatus.builder().importCompleted(true).build())
                .build();
    }
}
