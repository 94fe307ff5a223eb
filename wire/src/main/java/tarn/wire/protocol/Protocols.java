package tarn.wire.protocol;

import tarn.wire.http.WireRequest;
import tarn.wire.model.Dialect;
import tarn.wire.model.ServiceModel;

/** Chooses the protocol of a request: what it says of itself, if the service speaks that. */
final class Protocols {

    static Protocol of(ServiceModel service, WireRequest request) {
        var speaks = service.dialects();
        var type = request.headers().first("content-type").orElse("");
        if (speaks.contains(Dialect.RPC_V2_CBOR)
                && (request.headers().first("smithy-protocol").isPresent()
                        || request.path().startsWith("/service/"))) {
            return RpcV2Cbor.INSTANCE;
        }
        if (speaks.contains(Dialect.AWS_CBOR) && type.startsWith("application/x-amz-cbor")) {
            return AwsJson.CBOR;
        }
        if (speaks.contains(Dialect.AWS_JSON)
                && request.headers().first("x-amz-target").isPresent()) {
            return json(service, type);
        }
        if (speaks.contains(Dialect.AWS_QUERY)
                && (type.startsWith("application/x-www-form-urlencoded")
                        || request.query().contains("Action="))) {
            return AwsQuery.PLAIN;
        }
        return usual(service, type);
    }

    private static Protocol usual(ServiceModel service, String type) {
        return switch (service.dialects().iterator().next()) {
            case AWS_JSON -> json(service, type);
            case REST_JSON -> RestJson.INSTANCE;
            case REST_XML -> RestXml.INSTANCE;
            case AWS_QUERY -> AwsQuery.PLAIN;
            case EC2_QUERY -> AwsQuery.EC2;
            case RPC_V2_CBOR -> RpcV2Cbor.INSTANCE;
            case AWS_CBOR -> AwsJson.CBOR;
        };
    }

    private static Protocol json(ServiceModel service, String type) {
        if (type.startsWith("application/x-amz-json-1.")) {
            return type.startsWith("application/x-amz-json-1.0") ? AwsJson.VERSION_1_0 : AwsJson.VERSION_1_1;
        }
        return service.jsonVersion().equals("1.0") ? AwsJson.VERSION_1_0 : AwsJson.VERSION_1_1;
    }

    private Protocols() {}
}
