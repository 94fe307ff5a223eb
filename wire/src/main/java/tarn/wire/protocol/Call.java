package tarn.wire.protocol;

import java.util.Map;
import tarn.wire.model.OperationModel;
import tarn.wire.model.ServiceModel;

/**
 * A request of which it is known what it asks for: an operation of a service, in a protocol.
 *
 * @param service the service asked
 * @param operation what it is asked for
 * @param protocol how it was asked, and so will be answered
 * @param labels what the path says, decoded: names and values such as {@code Bucket}; empty where paths say nothing
 * @param parameters the form and query parameters of the query protocols, decoded; empty in the others
 */
public record Call(
        ServiceModel service,
        OperationModel operation,
        Protocol protocol,
        Map<String, String> labels,
        Map<String, String> parameters) {}
