package tarn.wire.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import tarn.kernel.Service;
import tarn.web.Annex;
import tarn.wire.gateway.Authentication.Asked;
import tarn.wire.gateway.Routing.Route;
import tarn.wire.http.Headers;
import tarn.wire.http.WireRequest;
import tarn.wire.http.WireResponse;
import tarn.wire.model.ServiceModel;

/** The APIs of another make that services speak at paths of their own. */
final class Annexes {

    private final Function<ServiceModel, Optional<Service>> services;

    Annexes(Function<ServiceModel, Optional<Service>> services) {
        this.services = services;
    }

    /** The one that a request speaks to; empty if it speaks AWS's own protocol. */
    Optional<Annex> of(Route route) {
        var request = route.request();
        if (Doors.isS3(route.service())
                || Routing.isRpc(request)
                || request.path().equals("/")) {
            return Optional.empty();
        }
        return services.apply(route.service())
                .flatMap(service -> service.offer(Annex.class))
                .filter(annex -> annex.owns(request.path()));
    }

    /** Answers a request as its caller. */
    static WireResponse answer(Annex annex, Asked asked) throws IOException {
        var content = Bodies.unzipped(Bodies.buffered(asked.request()));
        var answered = asked.caller().call(() -> annex.answer(told(content)));
        var headers = new Headers();
        answered.headers().forEach(headers::add);
        return WireResponse.of(answered.status(), headers, answered.body().getBytes(StandardCharsets.UTF_8));
    }

    private static Annex.Asked told(WireRequest request) throws IOException {
        var headers = new TreeMap<String, String>();
        request.headers()
                .names()
                .forEach(name -> request.headers().first(name).ifPresent(value -> headers.put(name, value)));
        return new Annex.Asked(
                request.method(),
                request.path(),
                request.query(),
                headers,
                new String(request.body().readAllBytes(), StandardCharsets.UTF_8));
    }
}
