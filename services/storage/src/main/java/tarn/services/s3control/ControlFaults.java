package tarn.services.s3control;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3control.model.NoSuchPublicAccessBlockConfigurationException;
import software.amazon.awssdk.services.s3control.model.S3ControlException;

/** What can be wrong, in AWS's words. */
final class ControlFaults {

    static AwsServiceException accessDenied() {
        return fault(403, "AccessDenied", "Access Denied");
    }

    static AwsServiceException noPublicAccessBlock() {
        return NoSuchPublicAccessBlockConfigurationException.builder()
                .message("The public access block configuration was not found")
                .build();
    }

    static AwsServiceException noSuchAccessPoint() {
        return fault(404, "NoSuchAccessPoint", "The specified accesspoint does not exist");
    }

    static AwsServiceException noSuchAccessPointPolicy() {
        return fault(404, "NoSuchAccessPointPolicy", "The specified accesspoint policy does not exist");
    }

    static AwsServiceException accessPointTaken() {
        return fault(
                409,
                "AccessPointAlreadyOwnedByYou",
                "Your previous request to create the named accesspoint succeeded and you already own it.");
    }

    static AwsServiceException tooManyAccessPoints() {
        return fault(
                400,
                "TooManyAccessPoints",
                "You have attempted to create more accesspoints than are allowed for an account in a Region.");
    }

    static AwsServiceException noSuchBucket() {
        return fault(404, "NoSuchBucket", "The specified bucket does not exist");
    }

    static AwsServiceException noSuchResource() {
        return fault(404, "NoSuchResource", "The specified resource doesn't exist.");
    }

    static AwsServiceException invalidRequest(String message) {
        return fault(400, "InvalidRequest", message);
    }

    static AwsServiceException malformedPolicy(String message) {
        return fault(400, "MalformedPolicy", message);
    }

    static AwsServiceException invalidToken() {
        return fault(400, "InvalidNextTokenException", "The next token is invalid.");
    }

    static AwsServiceException noSuchJob() {
        return fault(404, "NoSuchJob", "The specified job does not exist");
    }

    static AwsServiceException jobStatus(String change) {
        return fault(400, "JobStatusException", "A job of this status cannot be changed: " + change);
    }

    static AwsServiceException notReplicated() {
        return fault(
                400,
                "SrcObjectNotEligible",
                "The object was not replicated: no rule takes it, or its replication was refused.");
    }

    static AwsServiceException notDone(String what) {
        return fault(501, "NotImplemented", "Tarn does not implement " + what + ".");
    }

    static AwsServiceException fault(int status, String code, String message) {
        return S3ControlException.builder()
                .message(message)
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .serviceName("S3Control")
                        .build())
                .build();
    }

    private ControlFaults() {}
}
