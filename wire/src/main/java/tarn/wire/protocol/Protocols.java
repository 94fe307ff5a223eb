package tarn.wire.protocol;

import tarn.wire.http.WireRequest;
import tarn.wire.model.ServiceModel;

/** Chooses the protocol of a request. */
@SuppressWarnings("DoNotCallSuggester") // the protocols follow
final class Protocols {

    static Protocol of(ServiceModel service, WireRequest request) {
        throw new UnsupportedOperationException("Not here yet: " + service.name() + request.path());
    }

    private Protocols() {}
}
