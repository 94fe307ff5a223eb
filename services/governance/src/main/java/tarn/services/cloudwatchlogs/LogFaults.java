package tarn.services.cloudwatchlogs;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.cloudwatchlogs.model.CloudWatchLogsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.InvalidOperationException;
import software.amazon.awssdk.services.cloudwatchlogs.model.InvalidParameterException;
import software.amazon.awssdk.services.cloudwatchlogs.model.LimitExceededException;
import software.amazon.awssdk.services.cloudwatchlogs.model.MalformedQueryException;
import software.amazon.awssdk.services.cloudwatchlogs.model.OperationAbortedException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cloudwatchlogs.model.TooManyTagsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ValidationException;

/** CloudWatch Logs' errors, in AWS's own words. */
final class LogFaults {

    static CloudWatchLogsException groupNotFound() {
        return notFound("The specified log group does not exist.");
    }

    static CloudWatchLogsException streamNotFound() {
        return notFound("The specified log stream does not exist.");
    }

    static CloudWatchLogsException notFound(String message) {
        return with(ResourceNotFoundException.builder(), "ResourceNotFoundException", message);
    }

    static CloudWatchLogsException resourceNotFound() {
        return notFound("The specified resource does not exist.");
    }

    static CloudWatchLogsException groupExists() {
        return with(
                ResourceAlreadyExistsException.builder(),
                "ResourceAlreadyExistsException",
                "The specified log group already exists");
    }

    static CloudWatchLogsException streamExists() {
        return with(
                ResourceAlreadyExistsException.builder(),
                "ResourceAlreadyExistsException",
                "The specified log stream already exists");
    }

    static CloudWatchLogsException invalid(String message) {
        return with(InvalidParameterException.builder(), "InvalidParameterException", message);
    }

    static CloudWatchLogsException unvalidated(String message) {
        return with(ValidationException.builder(), "ValidationException", message);
    }

    static CloudWatchLogsException tokenInvalid() {
        return invalid("The specified nextToken is invalid.");
    }

    static CloudWatchLogsException notOrdered() {
        return invalid("Log events in a single PutLogEvents request must be in chronological order.");
    }

    static CloudWatchLogsException spanTooLong() {
        return invalid("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
    }

    static CloudWatchLogsException tooLarge(long bytes, long max) {
        return invalid("Upload too large: " + bytes + " bytes exceeds limit of " + max);
    }

    static CloudWatchLogsException patternInvalid() {
        return invalid("Invalid filter pattern");
    }

    static CloudWatchLogsException limitExceeded(String message) {
        return with(LimitExceededException.builder(), "LimitExceededException", message);
    }

    static CloudWatchLogsException resourceLimitExceeded() {
        return limitExceeded("Resource limit exceeded.");
    }

    static CloudWatchLogsException tooManyTags() {
        return with(
                TooManyTagsException.builder(),
                "TooManyTagsException",
                "The resource has too many tags: 50 are allowed.");
    }

    static CloudWatchLogsException protectedGroup() {
        return with(
                ValidationException.builder(),
                "ValidationException",
                "Log group is protected from deletion. Disable deletion protection first.");
    }

    static CloudWatchLogsException aborted() {
        return with(
                OperationAbortedException.builder(),
                "OperationAbortedException",
                "A conflicting operation is currently in progress against this resource. Please try again.");
    }

    static CloudWatchLogsException malformedQuery(String message, int position) {
        return with(
                MalformedQueryException.builder()
                        .queryCompileError(error -> error.message(message)
                                .location(at -> at.startCharOffset(position).endCharOffset(position))),
                "MalformedQueryException",
                message);
    }

    static CloudWatchLogsException notPossible(String message) {
        return with(InvalidOperationException.builder(), "InvalidOperationException", message);
    }

    /** The details are what peers in this process see; on the wire the class says the same. */
    private static CloudWatchLogsException with(CloudWatchLogsException.Builder fault, String code, String message) {
        return (CloudWatchLogsException) fault.message(message)
                .statusCode(400)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .serviceName("CloudWatchLogs")
                        .build())
                .build();
    }

    private LogFaults() {}
}
