package tarn.services.cloudwatch;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.DashboardInvalidInputErrorException;
import software.amazon.awssdk.services.cloudwatch.model.DashboardNotFoundErrorException;
import software.amazon.awssdk.services.cloudwatch.model.InvalidNextTokenException;
import software.amazon.awssdk.services.cloudwatch.model.InvalidParameterCombinationException;
import software.amazon.awssdk.services.cloudwatch.model.InvalidParameterValueException;
import software.amazon.awssdk.services.cloudwatch.model.LimitExceededException;
import software.amazon.awssdk.services.cloudwatch.model.MissingRequiredParameterException;
import software.amazon.awssdk.services.cloudwatch.model.ResourceNotFoundException;

/** CloudWatch's errors, in AWS's own words. */
final class MetricFaults {

    static CloudWatchException invalid(String message) {
        return with(InvalidParameterValueException.builder(), 400, "InvalidParameterValue", message);
    }

    static CloudWatchException combined(String message) {
        return with(InvalidParameterCombinationException.builder(), 400, "InvalidParameterCombination", message);
    }

    static CloudWatchException missing(String message) {
        return with(MissingRequiredParameterException.builder(), 400, "MissingParameter", message);
    }

    static CloudWatchException unvalidated(String message) {
        return with(CloudWatchException.builder(), 400, "ValidationError", message);
    }

    static CloudWatchException tokenInvalid(String token) {
        return with(
                InvalidNextTokenException.builder(), 400, "InvalidNextToken", "The next token specified is invalid.");
    }

    static CloudWatchException limitExceeded(String message) {
        return with(LimitExceededException.builder(), 400, "LimitExceededException", message);
    }

    /** The SDK has no class for it. */
    static CloudWatchException alarmNotFound(String message) {
        return with(CloudWatchException.builder(), 404, "ResourceNotFound", message);
    }

    static CloudWatchException resourceNotFound(String arn) {
        return with(ResourceNotFoundException.builder(), 404, "ResourceNotFoundException", "Unknown resource: " + arn);
    }

    static CloudWatchException dashboardNotFound(String name) {
        return with(
                DashboardNotFoundErrorException.builder(),
                404,
                "ResourceNotFound",
                "Dashboard " + name + " does not exist");
    }

    static CloudWatchException dashboardInvalid(String message) {
        return with(DashboardInvalidInputErrorException.builder(), 400, "InvalidParameterInput", message);
    }

    /** The details are what peers in this process see; on the wire the class says the same. */
    private static CloudWatchException with(
            CloudWatchException.Builder fault, int status, String code, String message) {
        return (CloudWatchException) fault.message(message)
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .serviceName("CloudWatch")
                        .build())
                .build();
    }

    private MetricFaults() {}
}
