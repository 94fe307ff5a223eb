package tarn.wire.protocol;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import tarn.kernel.ServiceFault;
import tarn.wire.codec.MalformedException;
import tarn.wire.model.Dialect;
import tarn.wire.model.ServiceModel;

/** What is answered to requests that never reach a service, in AWS's own codes. */
final class Refusals {

    static AwsServiceException refusal(String code, int status, String message) {
        return ServiceFault.of(status, code, message);
    }

    static AwsServiceException unknownOperation(String operation) {
        return refusal("UnknownOperationException", 400, operation.isEmpty() ? "" : "Unknown operation " + operation);
    }

    static AwsServiceException noSuchPath(ServiceModel service, String method) {
        return isS3(service)
                ? refusal("MethodNotAllowed", 405, "The specified method is not allowed against this resource.")
                : refusal("UnknownOperationException", 404, "No operation for " + method + " at this path");
    }

    static AwsServiceException invalidAction(ServiceModel service, String action) {
        return service.dialects().contains(Dialect.EC2_QUERY)
                ? refusal("InvalidAction", 400, "The action " + action + " is not valid for this web service.")
                : refusal(
                        "InvalidAction",
                        400,
                        "Could not find operation " + action + " for version " + service.apiVersion());
    }

    static AwsServiceException missingAction() {
        return refusal("MissingAction", 400, "The request is missing an action or a required parameter.");
    }

    static AwsServiceException serialization(MalformedException problem) {
        return refusal("SerializationException", 400, problem.problem());
    }

    static AwsServiceException malformedXml(ServiceModel service) {
        return isS3(service)
                ? refusal(
                        "MalformedXML",
                        400,
                        "The XML you provided was not well-formed or did not validate against our published schema")
                : refusal("MalformedInput", 400, "The XML could not be read");
    }

    static AwsServiceException malformedInput(MalformedException problem) {
        return refusal("MalformedInput", 400, problem.problem());
    }

    static AwsServiceException invalidArgument(MalformedException problem) {
        return refusal("InvalidArgument", 400, problem.problem());
    }

    static AwsServiceException tooLarge(long bytesMax) {
        return refusal("RequestEntityTooLargeException", 413, "Request must be smaller than " + bytesMax + " bytes");
    }

    static boolean isS3(ServiceModel service) {
        return service.name().equals("s3");
    }

    private Refusals() {}
}
