package tarn.services.eventbridge;

import static tarn.services.eventbridge.EventFaults.apiDestinationNotFound;
import static tarn.services.eventbridge.EventFaults.exists;
import static tarn.services.eventbridge.EventFaults.invalid;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.ApiDestination;
import software.amazon.awssdk.services.eventbridge.model.ApiDestinationHttpMethod;
import software.amazon.awssdk.services.eventbridge.model.ApiDestinationState;
import software.amazon.awssdk.services.eventbridge.model.CreateApiDestinationRequest;
import software.amazon.awssdk.services.eventbridge.model.CreateApiDestinationResponse;
import software.amazon.awssdk.services.eventbridge.model.DeleteApiDestinationRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteApiDestinationResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribeApiDestinationRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeApiDestinationResponse;
import software.amazon.awssdk.services.eventbridge.model.ListApiDestinationsRequest;
import software.amazon.awssdk.services.eventbridge.model.ListApiDestinationsResponse;
import software.amazon.awssdk.services.eventbridge.model.UpdateApiDestinationRequest;
import software.amazon.awssdk.services.eventbridge.model.UpdateApiDestinationResponse;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.kernel.Shapes;
import tarn.pagination.Pages;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** HTTP APIs that rules may call. Where AWS wants {@code https}, {@code http} is taken too. */
final class ApiDestinations implements EventBridgeClient, Part {

    static final String DESTINATIONS = "eventbridge/api-destinations";

    private static final int RATE = 300;

    private final Platform platform;
    private final Connections connections;
    private final Pages pages;
    private final Store<StoredApiDestination> store;

    ApiDestinations(Platform platform, Connections connections, Pages pages) {
        this.platform = platform;
        this.connections = connections;
        this.pages = pages;
        this.store = platform.store(DESTINATIONS, Scope.REGION, Formats.record(StoredApiDestination.class));
    }

    static boolean isOne(Arn arn) {
        return arn.service().equals("events") && arn.resource().startsWith("api-destination/");
    }

    /** The destination of an ARN, in the current account and region; empty if it is gone. */
    Optional<StoredApiDestination> of(Arn arn) {
        var path = arn.resource().split("/", -1);
        return path.length == 3
                ? store.get(Key.of(path[1])).filter(each -> each.id().equals(path[2]))
                : Optional.empty();
    }

    private StoredApiDestination named(String name) {
        return store.get(Key.of(name)).orElseThrow(() -> apiDestinationNotFound(name));
    }

    private static String checked(String endpoint) {
        try {
            var uri = URI.create(endpoint.replace("*", "x"));
            if (uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?")) {
                return endpoint;
            }
        } catch (IllegalArgumentException _) {
            // Refused below.
        }
        throw invalid("Parameter InvocationEndpoint is not valid.");
    }

    private static String method(ApiDestinationHttpMethod method) {
        if (method == ApiDestinationHttpMethod.UNKNOWN_TO_SDK_VERSION) {
            throw invalid("Parameter HttpMethod is not valid.");
        }
        return method.toString();
    }

    @Override
    public CreateApiDestinationResponse createApiDestination(CreateApiDestinationRequest request) {
        connections.of(request.connectionArn());
        var now = platform.clock().instant();
        var made = new StoredApiDestination(
                request.name(),
                platform.ids().uuid().toString(),
                request.description(),
                request.connectionArn(),
                checked(request.invocationEndpoint()),
                method(request.httpMethod()),
                rate(request.invocationRateLimitPerSecond(), RATE),
                now,
                now);
        if (!store.insert(Key.of(made.name()), made)) {
            throw exists("ApiDestination", made.name());
        }
        return Shapes.copy(shown(made), CreateApiDestinationResponse.builder()).build();
    }

    private static int rate(@Nullable Integer asked, int otherwise) {
        return asked == null ? otherwise : asked;
    }

    @Override
    public UpdateApiDestinationResponse updateApiDestination(UpdateApiDestinationRequest request) {
        if (request.connectionArn() != null) {
            connections.of(request.connectionArn());
        }
        var next = store.update(Key.of(request.name()), seen -> {
                    var old = seen.orElseThrow(() -> apiDestinationNotFound(request.name()));
                    return new StoredApiDestination(
                            old.name(),
                            old.id(),
                            request.description() == null ? old.description() : request.description(),
                            Objects.requireNonNullElse(request.connectionArn(), old.connectionArn()),
                            request.invocationEndpoint() == null
                                    ? old.endpoint()
                                    : checked(request.invocationEndpoint()),
                            request.httpMethod() == null ? old.method() : method(request.httpMethod()),
                            rate(request.invocationRateLimitPerSecond(), old.rate()),
                            old.created(),
                            platform.clock().instant());
                })
                .orElseThrow();
        return Shapes.copy(shown(next), UpdateApiDestinationResponse.builder()).build();
    }

    private static DescribeApiDestinationResponse shown(StoredApiDestination destination) {
        return DescribeApiDestinationResponse.builder()
                .apiDestinationArn(Caller.current()
                        .arn("events", "api-destination/" + destination.name() + "/" + destination.id())
                        .toString())
                .name(destination.name())
                .description(destination.description())
                .apiDestinationState(ApiDestinationState.ACTIVE)
                .connectionArn(destination.connectionArn())
                .invocationEndpoint(destination.endpoint())
                .httpMethod(destination.method())
                .invocationRateLimitPerSecond(destination.rate())
                .creationTime(destination.created())
                .lastModifiedTime(destination.changed())
                .build();
    }

    @Override
    public DescribeApiDestinationResponse describeApiDestination(DescribeApiDestinationRequest request) {
        return shown(named(request.name()));
    }

    @Override
    public DeleteApiDestinationResponse deleteApiDestination(DeleteApiDestinationRequest request) {
        if (!store.delete(Key.of(request.name()))) {
            throw apiDestinationNotFound(request.name());
        }
        return DeleteApiDestinationResponse.builder().build();
    }

    @Override
    public ListApiDestinationsResponse listApiDestinations(ListApiDestinationsRequest request) {
        var page = pages.records(
                "ListApiDestinations",
                request.nextToken(),
                request.limit(),
                store,
                Range.all().startingWith(Objects.requireNonNullElse(request.namePrefix(), "")),
                entry -> request.connectionArn() == null
                        || request.connectionArn().equals(entry.value().connectionArn()));
        return ListApiDestinationsResponse.builder()
                .apiDestinations(page.items().stream()
                        .map(each -> Shapes.copy(shown(each), ApiDestination.builder())
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }
}
