package tarn.wire.gateway;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import tarn.kernel.ServiceFault;
import tarn.wire.model.ServiceModel;

/** The faults that the gateway itself finds, whatever the service. */
final class Faults {

    static AwsServiceException serviceNotCarried(String signingName) {
        return ServiceFault.of(501, "NotImplemented", "Tarn does not carry the service '" + signingName + "'.");
    }

    static AwsServiceException unknownOperation() {
        return ServiceFault.of(
                400, "UnknownOperationException", "The requested operation is not recognized by any service.");
    }

    static AwsServiceException internal(ServiceModel service, String requestId) {
        return service.name().equals("s3")
                ? ServiceFault.of(500, "InternalError", "We encountered an internal error. Request id: " + requestId)
                : ServiceFault.of(
                        500, "InternalFailure", "The request failed because of an internal error: " + requestId);
    }

    static AwsServiceException incompleteBody() {
        return ServiceFault.of(
                400,
                "IncompleteBody",
                "You did not provide the number of bytes specified by the Content-Length HTTP header");
    }

    static AwsServiceException bodyTooLarge(long bytesMax) {
        return ServiceFault.of(
                413, "RequestEntityTooLargeException", "Request size exceeded the limit of " + bytesMax + " bytes.");
    }

    static AwsServiceException headerMisplaced(String name) {
        return ServiceFault.of(400, "InvalidArgument", name + " header is not supported for this operation.");
    }

    static AwsServiceException headersTooLarge() {
        return ServiceFault.of(
                400,
                "RequestHeaderSectionTooLarge",
                "Your request header section exceeds the maximum allowed request header section size.");
    }

    static AwsServiceException crossSite() {
        return ServiceFault.of(
                403,
                "AccessDenied",
                "This request comes from a web page of another site. Allow its origin with TARN_ORIGINS if it is yours.");
    }

    static AwsServiceException noOrigin() {
        return ServiceFault.of(400, "BadRequest", "Insufficient information. Origin request header needed.");
    }

    static AwsServiceException badPreflightMethod(String method) {
        return ServiceFault.of(400, "BadRequest", "Invalid Access-Control-Request-Method: " + method);
    }

    static AwsServiceException crossOriginOff(String method, boolean object) {
        return crossOrigin("CORSResponse: CORS is not enabled for this bucket.", method, object);
    }

    static AwsServiceException crossOriginRefused(String method, boolean object) {
        return crossOrigin(
                "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin,"
                        + " request method / Access-Control-Request-Method or Access-Control-Request-Headers are not"
                        + " whitelisted by the resource's CORS spec.",
                method,
                object);
    }

    private static AwsServiceException crossOrigin(String message, String method, boolean object) {
        var fault = ServiceFault.of(403, "AccessForbidden", message);
        var elements =
                "<Method>" + method + "</Method><ResourceType>" + (object ? "OBJECT" : "BUCKET") + "</ResourceType>";
        return fault.toBuilder()
                .awsErrorDetails(fault.awsErrorDetails().toBuilder()
                        .rawResponse(SdkBytes.fromUtf8String(elements))
                        .build())
                .build();
    }

    private Faults() {}
}
