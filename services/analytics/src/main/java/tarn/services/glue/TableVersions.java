package tarn.services.glue;

import static tarn.services.glue.GlueFaults.versionNotFound;

import java.util.ArrayList;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.BatchDeleteTableVersionRequest;
import software.amazon.awssdk.services.glue.model.BatchDeleteTableVersionResponse;
import software.amazon.awssdk.services.glue.model.DeleteTableVersionRequest;
import software.amazon.awssdk.services.glue.model.DeleteTableVersionResponse;
import software.amazon.awssdk.services.glue.model.GetTableVersionRequest;
import software.amazon.awssdk.services.glue.model.GetTableVersionResponse;
import software.amazon.awssdk.services.glue.model.GetTableVersionsRequest;
import software.amazon.awssdk.services.glue.model.GetTableVersionsResponse;
import software.amazon.awssdk.services.glue.model.GlueException;
import software.amazon.awssdk.services.glue.model.TableVersion;
import software.amazon.awssdk.services.glue.model.TableVersionError;
import tarn.kernel.Part;
import tarn.pagination.Pages;
import tarn.store.Key;
import tarn.store.Range;

/** What tables are and were. The newest version comes first. */
final class TableVersions implements GlueClient, Part {

    private static final int PAGE = 100;

    private final Catalog catalog;
    private final Pages pages;

    TableVersions(Catalog catalog, Pages pages) {
        this.catalog = catalog;
        this.pages = pages;
    }

    private static TableVersion shown(KeptTable kept) {
        return TableVersion.builder()
                .table(kept.table())
                .versionId(String.valueOf(kept.version()))
                .build();
    }

    @Override
    public GetTableVersionResponse getTableVersion(GetTableVersionRequest request) {
        Catalog.own(request.catalogId());
        var table = catalog.table(request.databaseName(), request.tableName()).value();
        long version = request.versionId() == null ? table.version() : number(request.versionId());
        var kept = version == table.version()
                ? table
                : catalog.versions().get(Key.of(table.id()).with(version)).orElseThrow(GlueFaults::versionNotFound);
        return GetTableVersionResponse.builder().tableVersion(shown(kept)).build();
    }

    @Override
    public GetTableVersionsResponse getTableVersions(GetTableVersionsRequest request) {
        Catalog.own(request.catalogId());
        var table = catalog.table(request.databaseName(), request.tableName()).value();
        var newest = Key.of(table.id()).with(table.version());
        var older = Range.under(Key.of(table.id())).backwards();
        boolean first = request.nextToken() == null;
        int size = request.maxResults() == null ? PAGE : Math.clamp(request.maxResults(), 1, PAGE);
        var found = new ArrayList<TableVersion>();
        if (first) {
            found.add(shown(table));
        }
        if (first && size == 1) {
            boolean more = !catalog.versions().list(older, 1).isEmpty();
            return GetTableVersionsResponse.builder()
                    .tableVersions(found)
                    .nextToken(more ? pages.token("GetTableVersions", newest.bytes()) : null)
                    .build();
        }
        var page = pages.of(PAGE, PAGE)
                .records(
                        "GetTableVersions",
                        request.nextToken(),
                        size - found.size(),
                        catalog.versions(),
                        older,
                        entry -> true);
        page.items().forEach(kept -> found.add(shown(kept)));
        return GetTableVersionsResponse.builder()
                .tableVersions(found)
                .nextToken(page.next())
                .build();
    }

    @Override
    public DeleteTableVersionResponse deleteTableVersion(DeleteTableVersionRequest request) {
        Catalog.own(request.catalogId());
        delete(request.databaseName(), request.tableName(), request.versionId());
        return DeleteTableVersionResponse.builder().build();
    }

    @Override
    public BatchDeleteTableVersionResponse batchDeleteTableVersion(BatchDeleteTableVersionRequest request) {
        Catalog.own(request.catalogId());
        catalog.table(request.databaseName(), request.tableName());
        var errors = new ArrayList<TableVersionError>();
        for (var version : request.versionIds()) {
            try {
                delete(request.databaseName(), request.tableName(), version);
            } catch (GlueException e) {
                errors.add(TableVersionError.builder()
                        .tableName(request.tableName())
                        .versionId(version)
                        .errorDetail(Tables.detail(e))
                        .build());
            }
        }
        return BatchDeleteTableVersionResponse.builder().errors(errors).build();
    }

    private void delete(String database, String name, String version) {
        var table = catalog.table(database, name).value();
        if (number(version) == table.version()) {
            throw GlueFaults.invalid("The current version of a table cannot be deleted.");
        }
        if (!catalog.versions().delete(Key.of(table.id()).with(number(version)))) {
            throw versionNotFound();
        }
    }

    private static long number(String version) {
        try {
            return Long.parseLong(version);
        } catch (NumberFormatException e) {
            throw GlueFaults.invalid("Version id is not an integer: " + version);
        }
    }
}
