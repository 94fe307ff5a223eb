package tarn.services.lambda;

import static tarn.services.lambda.LambdaFaults.conflict;
import static tarn.services.lambda.LambdaFaults.functionNotFound;
import static tarn.services.lambda.LambdaFaults.invalid;
import static tarn.services.lambda.LambdaFaults.notFound;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.Cors;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.FunctionUrlAuthType;
import software.amazon.awssdk.services.lambda.model.FunctionUrlConfig;
import software.amazon.awssdk.services.lambda.model.GetFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.InvokeMode;
import software.amazon.awssdk.services.lambda.model.ListFunctionUrlConfigsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionUrlConfigsResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionUrlConfigResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.kernel.Shapes;
import tarn.pagination.Pages;
import tarn.store.Batch;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * The URLs of functions. What is shown is an address below this Tarn's own, which needs no name to be resolved; the same id as
 * {@code <id>.lambda-url.<region>} at the head of any host reaches it too.
 */
final class FunctionUrls implements LambdaClient, Part {

    static final String URLS = "lambda/urls";

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int ID_LENGTH = 32;
    private static final int MAX_AGE_MAX = 86_400;

    private final Platform platform;
    private final Functions functions;
    private final Supplier<String> endpoint;
    private final Pages pages;
    private final Store<StoredUrl> store;
    private final Store<StoredUrl> byId;

    FunctionUrls(Platform platform, Functions functions, Supplier<String> endpoint, Pages pages) {
        this.platform = platform;
        this.functions = functions;
        this.endpoint = endpoint;
        this.pages = pages;
        this.store = platform.store(URLS, Scope.REGION, Formats.record(StoredUrl.class));
        this.byId = platform.store(URLS + "-by-id", Scope.GLOBAL, Formats.record(StoredUrl.class));
    }

    Optional<StoredUrl> find(String id) {
        return byId.get(Key.of(id));
    }

    void forget(Batch batch, String function) {
        store.scan(Range.under(Key.of(function))).forEach(entry -> {
            batch.delete(store, entry);
            batch.delete(byId, Key.of(entry.value().id()));
        });
    }

    private static Key key(Reference reference) {
        return Key.of(reference.name(), reference.qualifier() == null ? "" : reference.qualifier());
    }

    private Reference named(String function, @Nullable String qualifier) {
        var reference = Reference.of(function, qualifier);
        functions.entry(reference);
        var alias = reference.qualifier();
        if (alias != null && (alias.equals(Reference.LATEST) || Functions.isNumber(alias))) {
            throw invalid("Function URLs are supported on functions and aliases only, not on versions.");
        }
        if (alias != null
                && functions.aliases().get(Key.of(reference.name(), alias)).isEmpty()) {
            throw functionNotFound(reference.qualifiedArn());
        }
        return reference;
    }

    private StoredUrl url(Reference reference) {
        return store.get(key(reference)).orElseThrow(() -> notFound("The resource you requested does not exist."));
    }

    private FunctionUrlConfig shown(StoredUrl url) {
        return FunctionUrlConfig.builder()
                .functionUrl(endpoint.get() + "/_tarn/function-url/" + url.id() + "/")
                .functionArn(url.reference().qualifiedArn())
                .authType(url.auth())
                .invokeMode(url.mode())
                .cors(url.cors())
                .creationTime(Configurations.text(url.created()))
                .lastModifiedTime(Configurations.text(url.changed()))
                .build();
    }

    private static @Nullable Cors checked(@Nullable Cors cors) {
        if (cors == null) {
            return null;
        }
        if (cors.maxAge() != null && (cors.maxAge() < 0 || cors.maxAge() > MAX_AGE_MAX)) {
            throw invalid("MaxAge of Cors must be from 0 to " + MAX_AGE_MAX + ".");
        }
        if (Boolean.TRUE.equals(cors.allowCredentials()) && cors.allowOrigins().contains("*")) {
            throw invalid("AllowCredentials of Cors cannot go with the origin *.");
        }
        return cors;
    }

    private static String auth(FunctionUrlAuthType auth) {
        if (auth == FunctionUrlAuthType.UNKNOWN_TO_SDK_VERSION) {
            throw invalid("AuthType must be NONE or AWS_IAM.");
        }
        return auth.toString();
    }

    private static String mode(@Nullable InvokeMode mode) {
        if (mode == InvokeMode.UNKNOWN_TO_SDK_VERSION) {
            throw invalid("InvokeMode must be BUFFERED or RESPONSE_STREAM.");
        }
        return mode == null ? InvokeMode.BUFFERED.toString() : mode.toString();
    }

    @Override
    public CreateFunctionUrlConfigResponse createFunctionUrlConfig(CreateFunctionUrlConfigRequest request) {
        var reference = named(request.functionName(), request.qualifier());
        var now = platform.clock().instant();
        var made = new StoredUrl(
                platform.ids().random(ALPHABET, ID_LENGTH),
                reference.account(),
                reference.region(),
                reference.name(),
                reference.qualifier(),
                auth(request.authType()),
                mode(request.invokeMode()),
                checked(request.cors()),
                now,
                now);
        boolean isNew = platform.batch()
                .insert(store, key(reference), made)
                .insert(byId, Key.of(made.id()), made)
                .commit();
        if (!isNew) {
            throw conflict("FunctionUrlConfig exists for this Lambda function");
        }
        return Shapes.copy(shown(made), CreateFunctionUrlConfigResponse.builder())
                .build();
    }

    @Override
    public UpdateFunctionUrlConfigResponse updateFunctionUrlConfig(UpdateFunctionUrlConfigRequest request) {
        var reference = named(request.functionName(), request.qualifier());
        while (true) {
            var seen = store.entry(key(reference))
                    .orElseThrow(() -> notFound("The resource you requested does not exist."));
            var old = seen.value();
            var next = new StoredUrl(
                    old.id(),
                    old.account(),
                    old.region(),
                    old.function(),
                    old.alias(),
                    request.authType() == null ? old.auth() : auth(request.authType()),
                    request.invokeMode() == null ? old.mode() : mode(request.invokeMode()),
                    request.cors() == null ? old.cors() : checked(request.cors()),
                    old.created(),
                    platform.clock().instant());
            if (platform.batch()
                    .replace(store, seen, next)
                    .put(byId, Key.of(next.id()), next)
                    .commit()) {
                return Shapes.copy(shown(next), UpdateFunctionUrlConfigResponse.builder())
                        .build();
            }
        }
    }

    @Override
    public GetFunctionUrlConfigResponse getFunctionUrlConfig(GetFunctionUrlConfigRequest request) {
        return Shapes.copy(
                        shown(url(named(request.functionName(), request.qualifier()))),
                        GetFunctionUrlConfigResponse.builder())
                .build();
    }

    @Override
    public DeleteFunctionUrlConfigResponse deleteFunctionUrlConfig(DeleteFunctionUrlConfigRequest request) {
        var reference = named(request.functionName(), request.qualifier());
        var url = url(reference);
        platform.batch()
                .delete(store, key(reference))
                .delete(byId, Key.of(url.id()))
                .commit();
        return DeleteFunctionUrlConfigResponse.builder().build();
    }

    @Override
    public ListFunctionUrlConfigsResponse listFunctionUrlConfigs(ListFunctionUrlConfigsRequest request) {
        var reference = Reference.of(request.functionName()).unqualified();
        functions.entry(reference);
        var page = pages.records(
                "ListFunctionUrlConfigs",
                request.marker(),
                request.maxItems(),
                store,
                Range.under(Key.of(reference.name())),
                _ -> true);
        List<FunctionUrlConfig> shown = page.items().stream().map(this::shown).toList();
        return ListFunctionUrlConfigsResponse.builder()
                .functionUrlConfigs(shown)
                .nextMarker(page.next())
                .build();
    }
}
