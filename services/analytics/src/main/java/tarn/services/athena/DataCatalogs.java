package tarn.services.athena;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.CreateDataCatalogRequest;
import software.amazon.awssdk.services.athena.model.CreateDataCatalogResponse;
import software.amazon.awssdk.services.athena.model.DataCatalogType;
import software.amazon.awssdk.services.athena.model.DeleteDataCatalogRequest;
import software.amazon.awssdk.services.athena.model.DeleteDataCatalogResponse;
import software.amazon.awssdk.services.athena.model.GetDataCatalogRequest;
import software.amazon.awssdk.services.athena.model.GetDataCatalogResponse;
import software.amazon.awssdk.services.athena.model.ListDataCatalogsRequest;
import software.amazon.awssdk.services.athena.model.ListDataCatalogsResponse;
import software.amazon.awssdk.services.athena.model.UpdateDataCatalogRequest;
import software.amazon.awssdk.services.athena.model.UpdateDataCatalogResponse;
import tarn.engines.sql.LakeSource;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.services.athena.sources.Sources;
import tarn.store.Entry;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * Data catalogs: {@code AwsDataCatalog}, which is Glue's and always there, and those that were made. A statement names
 * them in lower case, so two names that differ in case only are one.
 *
 * <p>AWS makes stacks of functions for a catalog of type FEDERATED; here the connectors are built in, so it is complete
 * at once, and kinds of connections that no connector knows are refused.
 */
final class DataCatalogs implements AthenaClient, Part, Tagged {

    private static final Pattern PASSWORD = Pattern.compile("\"password\"\\s*:", Pattern.CASE_INSENSITIVE);

    private static final String GLUE = "AwsDataCatalog";

    /** Names that the engine has for itself. */
    private static final Set<String> TAKEN = Set.of("awsdatacatalog", "awsdatacatalog_iceberg", "system", "jmx");

    private final Store<KeptCatalog> kept;
    private final Sources sources;
    private final Pages pages;

    DataCatalogs(Platform platform, Pages pages) {
        this.kept = platform.store("athena/datacatalogs", Scope.REGION, Formats.record(KeptCatalog.class));
        this.sources = new Sources(platform);
        this.pages = pages;
    }

    static boolean isGlue(String catalog) {
        return catalog.equalsIgnoreCase(GLUE);
    }

    private static Key key(String name) {
        return Key.of(name.toLowerCase(Locale.ROOT));
    }

    private static KeptCatalog glue() {
        return new KeptCatalog(
                GLUE,
                DataCatalogType.GLUE.toString(),
                null,
                Map.of("catalog-id", Caller.current().account()),
                null,
                Map.of());
    }

    private Optional<KeptCatalog> find(String name) {
        return isGlue(name) ? Optional.of(glue()) : kept.get(key(name));
    }

    private KeptCatalog catalog(String name) {
        return find(name).orElseThrow(() -> AthenaFaults.catalogUnknown(name));
    }

    /** What a catalog's tables are read from; empty if that is Glue itself. */
    Optional<LakeSource> source(String name) {
        var catalog = catalog(name);
        return isGlue(name) ? Optional.empty() : Optional.of(source(catalog));
    }

    /** Everything beside Glue that the caller's statements may name. */
    Map<String, LakeSource> sources() {
        var named = new LinkedHashMap<String, LakeSource>();
        for (var entry : kept.scan(Range.all())) {
            named.put(entry.value().name().toLowerCase(Locale.ROOT), source(entry.value()));
        }
        return named;
    }

    private LakeSource source(KeptCatalog catalog) {
        return switch (DataCatalogType.fromValue(catalog.type())) {
            case GLUE ->
                catalog.parameter("catalog-id")
                                .equals(Optional.of(Caller.current().account()))
                        ? Sources.lake()
                        : Sources.unread("Glue catalogs of other accounts cannot be read: "
                                + catalog.parameter("catalog-id").orElse(""));
            case FEDERATED -> sources.federated(catalog.parameters(), Caller.current());
            default ->
                Sources.unread("Data catalog " + catalog.name() + " is of type " + catalog.type()
                        + ": the protocol of connector functions is not supported yet");
        };
    }

    @Override
    public CreateDataCatalogResponse createDataCatalog(CreateDataCatalogRequest request) {
        var name = request.name();
        var made = checked(
                name, request.typeAsString(), request.description(), request.parameters(), Tags.map(request.tags()));
        if (TAKEN.contains(name.toLowerCase(Locale.ROOT)) || !kept.insert(key(name), made)) {
            throw AthenaFaults.catalogExists(name);
        }
        return CreateDataCatalogResponse.builder().dataCatalog(made.describe()).build();
    }

    private KeptCatalog checked(
            String name,
            String type,
            @Nullable String description,
            Map<String, String> parameters,
            Map<String, String> tags) {
        var catalog = new KeptCatalog(name, type, description, parameters, null, tags);
        boolean function = catalog.parameter("function").isPresent();
        boolean metadata = catalog.parameter("metadata-function").isPresent();
        boolean records = catalog.parameter("record-function").isPresent();
        boolean complete = switch (DataCatalogType.fromValue(type)) {
            case GLUE -> catalog.parameter("catalog-id").isPresent();
            case HIVE -> metadata;
            case LAMBDA -> function ? !metadata && !records : metadata && records;
            case FEDERATED ->
                catalog.parameter("connection-arn").isPresent()
                        != catalog.parameter("connection-type").isPresent();
            case UNKNOWN_TO_SDK_VERSION -> throw AthenaFaults.catalogInvalid("Unknown data catalog type " + type);
        };
        if (!complete) {
            throw AthenaFaults.catalogInvalid("The parameters of a data catalog of type " + type + " are incomplete");
        }
        var connection = catalog.parameter("connection-type").orElse(null);
        if (connection != null && !Sources.knows(connection)) {
            throw AthenaFaults.catalogInvalid("Connection type " + connection + " is not supported");
        }
        // GetDataCatalog shows the properties to whoever may read catalogs: as at AWS, they name a secret.
        if (catalog.parameter("connection-properties")
                .filter(properties -> PASSWORD.matcher(properties).find())
                .isPresent()) {
            throw AthenaFaults.catalogInvalid(
                    "connection-properties must not hold a password: give SecretArn, a secret of Secrets Manager");
        }
        return new KeptCatalog(name, type, description, new LinkedHashMap<>(parameters), connection, tags);
    }

    @Override
    public UpdateDataCatalogResponse updateDataCatalog(UpdateDataCatalogRequest request) {
        var name = request.name();
        checkMade(name);
        kept.update(key(name), present -> {
            var old = present.orElseThrow(() -> AthenaFaults.catalogUnknown(name));
            return checked(
                    old.name(),
                    request.typeAsString(),
                    request.description() == null ? old.description() : request.description(),
                    request.hasParameters() ? request.parameters() : old.parameters(),
                    old.tags());
        });
        return UpdateDataCatalogResponse.builder().build();
    }

    /** Refuses to change what is always there. */
    private void checkMade(String name) {
        if (isGlue(name)) {
            throw AthenaFaults.catalogInvalid("Data catalog " + GLUE + " cannot be changed or deleted");
        }
    }

    @Override
    public DeleteDataCatalogResponse deleteDataCatalog(DeleteDataCatalogRequest request) {
        checkMade(request.name());
        var gone = catalog(request.name());
        kept.delete(key(request.name()));
        return DeleteDataCatalogResponse.builder().dataCatalog(gone.describe()).build();
    }

    @Override
    public GetDataCatalogResponse getDataCatalog(GetDataCatalogRequest request) {
        return GetDataCatalogResponse.builder()
                .dataCatalog(catalog(request.name()).describe())
                .build();
    }

    @Override
    public ListDataCatalogsResponse listDataCatalogs(ListDataCatalogsRequest request) {
        var all = Stream.concat(
                Stream.of(glue()),
                kept.list(Range.all(), Integer.MAX_VALUE).stream().map(Entry::value));
        var page = pages.of(50, 50)
                .inOrder("ListDataCatalogs", request.nextToken(), request.maxResults(), all, KeptCatalog::name);
        return ListDataCatalogsResponse.builder()
                .dataCatalogsSummary(
                        page.items().stream().map(KeptCatalog::summary).toList())
                .nextToken(page.next())
                .build();
    }

    @Override
    public String resource() {
        return "datacatalog/";
    }

    @Override
    public Optional<Map<String, String>> tags(String name) {
        return find(name).map(KeptCatalog::tags);
    }

    @Override
    public void retag(String name, UnaryOperator<Map<String, String>> change) {
        checkMade(name);
        kept.update(key(name), present -> {
            var old = present.orElseThrow(() -> AthenaFaults.catalogUnknown(name));
            return old.tagged(change.apply(old.tags()));
        });
    }
}
