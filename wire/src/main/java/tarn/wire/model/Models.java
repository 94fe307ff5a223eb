package tarn.wire.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsClient;
import tarn.wire.http.WireRequest;

/** The models of all services that are carried, to route by. Nothing of the SDK's models is loaded by routing. */
public final class Models {

    private final List<ServiceModel> services;
    private final Map<String, ServiceModel> byTargetPrefix = new HashMap<>();

    private Models(List<ServiceModel> services) {
        this.services = services;
        for (var service : services) {
            service.targetPrefix().ifPresent(prefix -> byTargetPrefix.putIfAbsent(prefix, service));
        }
    }

    /** The models behind SDK client interfaces. */
    public static Models of(Collection<? extends Class<? extends AwsClient>> contracts) {
        return new Models(contracts.stream().<ServiceModel>map(ServiceModel::of).toList());
    }

    /** The models of those names, such as {@code cloudwatchlogs}. */
    public static Models named(String... names) {
        return new Models(List.of(names).stream().map(ServiceModel::named).toList());
    }

    /** All of them. */
    public List<ServiceModel> services() {
        return services;
    }

    /**
     * The service that a request speaks to: by its target header, its RPC path, the name in its signature's scope, its
     * host, its query action and version, its REST path; in that order. Only the query string is searched for an
     * action; see {@link #byAction} for form bodies.
     *
     * @param signingName the service in the signature's scope; null if the request is not signed
     */
    public Optional<ServiceModel> route(WireRequest request, @Nullable String signingName) {
        return byTarget(request)
                .or(() -> byRpcPath(request.path()))
                .or(() -> signingName == null ? Optional.empty() : bySigningName(signingName, request))
                .or(() -> byHost(request))
                .or(() -> byAction(QueryString.parse(request.query())))
                .or(() -> byPath(services, request));
    }

    /** The service that has the {@code Action} of a form or query string, in the {@code Version} it states if any. */
    public Optional<ServiceModel> byAction(Map<String, List<String>> parameters) {
        var action = first(parameters, "Action");
        var version = first(parameters, "Version");
        return action.flatMap(name -> services.stream()
                .filter(service -> service.dialects().contains(Dialect.AWS_QUERY)
                        || service.dialects().contains(Dialect.EC2_QUERY))
                .filter(service -> version.isEmpty() || version.get().equals(service.apiVersion()))
                .filter(service -> service.operations().containsKey(name))
                .findFirst());
    }

    private Optional<ServiceModel> byTarget(WireRequest request) {
        return request.headers()
                .first("x-amz-target")
                .filter(target -> target.indexOf('.') > 0)
                .map(target -> byTargetPrefix.get(target.substring(0, target.lastIndexOf('.'))));
    }

    private Optional<ServiceModel> byRpcPath(String path) {
        if (!path.startsWith("/service/") || !path.contains("/operation/")) {
            return Optional.empty();
        }
        var name = path.substring("/service/".length(), path.indexOf("/operation/"));
        return only(service -> name.equals(service.targetPrefix().orElse(service.id())));
    }

    private Optional<ServiceModel> bySigningName(String name, WireRequest request) {
        var signed = services.stream()
                .filter(service -> service.signingName().equals(name))
                .toList();
        if (signed.size() < 2) {
            return signed.stream().findFirst();
        }
        return byPath(signed, request).or(() -> Optional.of(signed.getFirst()));
    }

    private Optional<ServiceModel> byHost(WireRequest request) {
        var host = request.headers().first("host").orElse("").toLowerCase(Locale.ROOT);
        var labels = List.of(host.split("[.:]", -1));
        return labels.size() < 2
                ? Optional.empty()
                : only(service -> labels.getFirst().equals(service.endpointPrefix()));
    }

    /* The most of its own words in the path wins, so that services whose paths begin with a label come last. */
    private static Optional<ServiceModel> byPath(List<ServiceModel> among, WireRequest request) {
        record Fit(ServiceModel service, int literals) {}
        return among.stream()
                .filter(ServiceModel::rest)
                .flatMap(service ->
                        service.routes().find(request).stream().map(found -> new Fit(service, found.literals())))
                .max(Comparator.comparingInt(Fit::literals))
                .map(Fit::service);
    }

    private Optional<ServiceModel> only(Predicate<ServiceModel> fits) {
        return services.stream().filter(fits).findFirst();
    }

    private static Optional<String> first(Map<String, List<String>> parameters, String name) {
        return Optional.ofNullable(parameters.get(name)).map(List::getFirst);
    }
}
