package tarn.services.lambda;

import static tarn.services.lambda.LambdaFaults.invalid;
import static tarn.services.lambda.LambdaFaults.notFound;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.DestinationConfig;
import software.amazon.awssdk.services.lambda.model.FunctionEventInvokeConfig;
import software.amazon.awssdk.services.lambda.model.GetFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionEventInvokeConfigsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionEventInvokeConfigsResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionEventInvokeConfigResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.kernel.Shapes;
import tarn.store.Batch;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** How functions treat events that nobody waits for. */
final class EventConfigs implements LambdaClient, Part {

    static final String CONFIGS = "lambda/eventconfigs";

    private final Platform platform;
    private final Functions functions;
    private final Store<StoredEventConfig> store;

    EventConfigs(Platform platform, Functions functions) {
        this.platform = platform;
        this.functions = functions;
        this.store = platform.store(CONFIGS, Scope.REGION, Formats.record(StoredEventConfig.class));
    }

    private static String qualifier(Reference reference) {
        return reference.qualifier() == null ? Reference.LATEST : reference.qualifier();
    }

    private static Key key(Reference reference) {
        return Key.of(reference.name(), qualifier(reference));
    }

    /** What is said of a function as it was named, or the defaults. */
    StoredEventConfig of(Reference reference) {
        return store.get(key(reference)).orElse(StoredEventConfig.NONE);
    }

    void forget(Batch batch, String function) {
        store.scan(Range.under(Key.of(function))).forEach(entry -> batch.delete(store, entry));
    }

    private Reference known(String name, @Nullable String qualifier) {
        var reference = Reference.of(name, qualifier);
        functions.target(reference);
        return reference;
    }

    private StoredEventConfig made(
            StoredEventConfig before,
            @Nullable Integer retries,
            @Nullable Integer ageSeconds,
            @Nullable DestinationConfig destinations) {
        return new StoredEventConfig(
                platform.clock().instant(),
                retries == null ? before.retriesMax() : retries,
                ageSeconds == null ? before.ageSecondsMax() : ageSeconds,
                destinations == null
                        ? before.onSuccess()
                        : destination(
                                destinations.onSuccess() == null
                                        ? null
                                        : destinations.onSuccess().destination()),
                destinations == null
                        ? before.onFailure()
                        : destination(
                                destinations.onFailure() == null
                                        ? null
                                        : destinations.onFailure().destination()));
    }

    private static @Nullable String destination(@Nullable String arn) {
        if (arn == null || arn.isEmpty()) {
            return null;
        }
        if (!arn.matches("arn:aws[a-z-]*:(sqs|sns|lambda|events|s3):.*")) {
            throw invalid("The destination ARN " + arn + " is invalid.");
        }
        return arn;
    }

    private static FunctionEventInvokeConfig shown(Reference reference, StoredEventConfig config) {
        return FunctionEventInvokeConfig.builder()
                .functionArn(reference.arn() + ":" + qualifier(reference))
                .lastModified(config.modified())
                .maximumRetryAttempts(config.retriesMax())
                .maximumEventAgeInSeconds(config.ageSecondsMax())
                .destinationConfig(destinations -> destinations
                        .onSuccess(success -> success.destination(config.onSuccess()))
                        .onFailure(failure -> failure.destination(config.onFailure())))
                .build();
    }

    @Override
    public PutFunctionEventInvokeConfigResponse putFunctionEventInvokeConfig(
            PutFunctionEventInvokeConfigRequest request) {
        var reference = known(request.functionName(), request.qualifier());
        var config = made(
                StoredEventConfig.NONE,
                request.maximumRetryAttempts(),
                request.maximumEventAgeInSeconds(),
                request.destinationConfig());
        store.put(key(reference), config);
        return Shapes.copy(shown(reference, config), PutFunctionEventInvokeConfigResponse.builder())
                .build();
    }

    @Override
    public UpdateFunctionEventInvokeConfigResponse updateFunctionEventInvokeConfig(
            UpdateFunctionEventInvokeConfigRequest request) {
        var reference = known(request.functionName(), request.qualifier());
        var config = store.update(
                        key(reference),
                        present -> made(
                                present.orElseThrow(() -> absent(reference)),
                                request.maximumRetryAttempts(),
                                request.maximumEventAgeInSeconds(),
                                request.destinationConfig()))
                .orElseThrow();
        return Shapes.copy(shown(reference, config), UpdateFunctionEventInvokeConfigResponse.builder())
                .build();
    }

    private static RuntimeException absent(Reference reference) {
        return notFound(
                "The function " + reference.arn() + ":" + qualifier(reference) + " doesn't have an EventInvokeConfig");
    }

    @Override
    public GetFunctionEventInvokeConfigResponse getFunctionEventInvokeConfig(
            GetFunctionEventInvokeConfigRequest request) {
        var reference = known(request.functionName(), request.qualifier());
        var config = store.get(key(reference)).orElseThrow(() -> absent(reference));
        return Shapes.copy(shown(reference, config), GetFunctionEventInvokeConfigResponse.builder())
                .build();
    }

    @Override
    public DeleteFunctionEventInvokeConfigResponse deleteFunctionEventInvokeConfig(
            DeleteFunctionEventInvokeConfigRequest request) {
        var reference = known(request.functionName(), request.qualifier());
        if (!store.delete(key(reference))) {
            throw absent(reference);
        }
        return DeleteFunctionEventInvokeConfigResponse.builder().build();
    }

    /** All of a function at once: they are few, so that there is never a second page. */
    @Override
    public ListFunctionEventInvokeConfigsResponse listFunctionEventInvokeConfigs(
            ListFunctionEventInvokeConfigsRequest request) {
        var reference = known(request.functionName(), null);
        var all = new java.util.ArrayList<FunctionEventInvokeConfig>();
        for (var entry : store.scan(Range.under(Key.of(reference.name())))) {
            var reader = entry.key().reader();
            reader.text();
            all.add(shown(Reference.of(reference.name(), reader.text()), entry.value()));
        }
        return ListFunctionEventInvokeConfigsResponse.builder()
                .functionEventInvokeConfigs(all)
                .build();
    }
}
