package tarn.wire.protocol;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import tarn.wire.constraint.Constraints;
import tarn.wire.http.WireRequest;
import tarn.wire.http.WireResponse;
import tarn.wire.model.ServiceModel;

/**
 * A way in which AWS's clients ask and are answered.
 *
 * <p>All methods that refuse do so with an {@link AwsServiceException} that carries AWS's code and status, to be
 * encoded by {@link #fault}. The body of a form request must support mark and reset: it is read to find the operation.
 */
public interface Protocol {

    /** The protocol in which a request speaks to a service; the service's own current one if the request does not say. */
    static Protocol of(ServiceModel service, WireRequest request) {
        return Protocols.of(service, request);
    }

    /** Which operation a request asks for. Refuses if it names none or one that does not exist. */
    Call match(ServiceModel service, WireRequest request);

    /**
     * The SDK's request, checked against the service's constraints. A body that the operation streams is left unread;
     * any other is read to its end.
     */
    default SdkRequest decode(Call call, WireRequest request) {
        return Constraints.checked(call.service(), call.operation(), read(call, request));
    }

    /** The SDK's request as it came, not checked. */
    SdkRequest read(Call call, WireRequest request);

    /** The answer to a call; {@code body} is what an operation that streams out streams, null otherwise. */
    WireResponse encode(Call call, SdkResponse response, String requestId, @Nullable Streamed body);

    /** Whether a part may write the body of its answer itself, as JSON; see {@link tarn.kernel.JsonAnswer}. */
    default boolean takesJson() {
        return false;
    }

    /** The answer to a call whose body was written as JSON. Throws where that is not taken. */
    default WireResponse encode(Call call, byte[] json, String requestId) {
        throw new IllegalStateException(call.operation() + " does not answer with JSON in this protocol");
    }

    /** How events of a call are written. Throws if the protocol has none, such as the query protocols. */
    default EventWriting events(Call call) {
        throw new IllegalStateException(call.operation() + " has no events in this protocol");
    }

    /**
     * A fault as AWS encodes it. Code and HTTP status are the exception's own details; where it has none, those that
     * the service's model gives to its class.
     *
     * @param call what was asked, if that is known
     */
    WireResponse fault(ServiceModel service, @Nullable Call call, AwsServiceException fault, String requestId);
}
