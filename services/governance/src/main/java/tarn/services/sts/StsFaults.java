package tarn.services.sts;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sts.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.sts.model.PackedPolicyTooLargeException;
import software.amazon.awssdk.services.sts.model.StsException;

/** The errors of STS, in AWS's own words. */
final class StsFaults {

    static StsException notAuthorized(String principal, String action, String resource) {
        return accessDenied(
                "User: " + principal + " is not authorized to perform: " + action + " on resource: " + resource);
    }

    static StsException accessDenied(String why) {
        return with(StsException.builder(), "AccessDenied", 403, why);
    }

    static StsException invalid(String why) {
        return with(StsException.builder(), "ValidationError", 400, why);
    }

    static StsException malformedPolicy(String why) {
        return with(MalformedPolicyDocumentException.builder(), "MalformedPolicyDocument", 400, why);
    }

    static StsException packedPolicyTooLarge(int percent) {
        return with(
                PackedPolicyTooLargeException.builder(),
                "PackedPolicyTooLarge",
                400,
                "Packed size of session policy and tags consumes " + percent + "% of allotted space.");
    }

    private static StsException with(StsException.Builder fault, String code, int status, String message) {
        var details = AwsErrorDetails.builder()
                .serviceName("Sts")
                .errorCode(code)
                .errorMessage(message)
                .build();
        return (StsException) fault.awsErrorDetails(details)
                .message(message)
                .statusCode(status)
                .build();
    }

    private StsFaults() {}
}
