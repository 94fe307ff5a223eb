package tarn.wire.model;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsClient;
import tarn.wire.http.WireRequest;

/** The models of all services that are carried, to route by. Nothing of the SDK's models is loaded by routing. */
public final class Models {

    private final List<ServiceModel> services;

    private Models(List<ServiceModel> services) {
        this.services = services;
    }

    /** The models behind SDK client interfaces. */
    public static Models of(Collection<? extends Class<? extends AwsClient>> contracts) {
        return new Models(contracts.stream().<ServiceModel>map(ServiceModel::of).toList());
    }

    /** All of them. */
    public List<ServiceModel> services() {
        return services;
    }

    /**
     * The service that a request speaks to: by its target header, its RPC path, the name in its signature's scope, its
     * host, its query action and version, its REST path; in that order.
     *
     * @param signingName the service in the signature's scope; null if the request is not signed
     */
    public Optional<ServiceModel> route(WireRequest request, @Nullable String signingName) {
        return services.stream()
                .filter(service -> service.signingName().equals(signingName))
                .findFirst();
    }
}
