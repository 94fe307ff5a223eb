package tarn.services.sts;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sts.model.ExpiredTokenException;
import software.amazon.awssdk.services.sts.model.IdpCommunicationErrorException;
import software.amazon.awssdk.services.sts.model.IdpRejectedClaimException;
import software.amazon.awssdk.services.sts.model.InvalidAuthorizationMessageException;
import software.amazon.awssdk.services.sts.model.InvalidIdentityTokenException;
import software.amazon.awssdk.services.sts.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.sts.model.PackedPolicyTooLargeException;
import software.amazon.awssdk.services.sts.model.StsException;
import tarn.federation.Rejected;

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

    static StsException invalidToken(String why) {
        return with(InvalidIdentityTokenException.builder(), "InvalidIdentityToken", 400, why);
    }

    static StsException rejectedClaim(String why) {
        return with(IdpRejectedClaimException.builder(), "IDPRejectedClaim", 403, why);
    }

    /** What a provider handed out is not believed. */
    static StsException rejected(Rejected rejected) {
        var why = rejected.why();
        var fault = switch (rejected.reason()) {
            case INVALID -> invalidToken(why);
            case EXPIRED -> with(ExpiredTokenException.builder(), "ExpiredTokenException", 400, why);
            case CLAIM -> rejectedClaim(why);
            case UNREACHABLE -> with(IdpCommunicationErrorException.builder(), "IDPCommunicationError", 400, why);
        };
        fault.addSuppressed(rejected);
        return fault;
    }

    static StsException invalidMessage() {
        return with(
                InvalidAuthorizationMessageException.builder(),
                "InvalidAuthorizationMessageException",
                400,
                "Message is not valid");
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
