package tarn.services.glue;

import java.util.List;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Catalog;
import software.amazon.awssdk.services.glue.model.GetCatalogRequest;
import software.amazon.awssdk.services.glue.model.GetCatalogResponse;
import software.amazon.awssdk.services.glue.model.GetCatalogsRequest;
import software.amazon.awssdk.services.glue.model.GetCatalogsResponse;
import tarn.kernel.Caller;
import tarn.kernel.Part;

/** The catalogs of an account: the one that it always has. Others cannot be made here, and that is said. */
final class Catalogs implements GlueClient, Part {

    private static Catalog root() {
        var caller = Caller.current();
        return Catalog.builder()
                .catalogId(caller.account())
                .name(caller.account())
                .resourceArn(caller.arn("glue", "catalog").toString())
                .parameters(java.util.Map.of())
                .createTableDefaultPermissions(List.of())
                .createDatabaseDefaultPermissions(List.of())
                .build();
    }

    @Override
    public GetCatalogResponse getCatalog(GetCatalogRequest request) {
        tarn.services.glue.Catalog.own(request.catalogId());
        return GetCatalogResponse.builder().catalog(root()).build();
    }

    /** All catalogs below one: none. The account's own is listed where it is asked for. */
    @Override
    public GetCatalogsResponse getCatalogs(GetCatalogsRequest request) {
        tarn.services.glue.Catalog.own(request.parentCatalogId());
        boolean root = Boolean.TRUE.equals(request.includeRoot()) && request.parentCatalogId() == null;
        return GetCatalogsResponse.builder()
                .catalogList(root ? List.of(root()) : List.of())
                .build();
    }
}
