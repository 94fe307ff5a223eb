package tarn.services.sns;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sns.model.AuthorizationErrorException;
import software.amazon.awssdk.services.sns.model.BatchEntryIdsNotDistinctException;
import software.amazon.awssdk.services.sns.model.BatchRequestTooLongException;
import software.amazon.awssdk.services.sns.model.EmptyBatchRequestException;
import software.amazon.awssdk.services.sns.model.FilterPolicyLimitExceededException;
import software.amazon.awssdk.services.sns.model.InvalidBatchEntryIdException;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.InvalidParameterValueException;
import software.amazon.awssdk.services.sns.model.KmsAccessDeniedException;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sns.model.SnsException;
import software.amazon.awssdk.services.sns.model.TooManyEntriesInBatchRequestException;

/** SNS's errors, in AWS's own words. */
final class SnsFaults {

    static SnsException topicNotFound() {
        return with(NotFoundException.builder(), 404, "NotFound", "Topic does not exist");
    }

    static SnsException subscriptionNotFound() {
        return with(NotFoundException.builder(), 404, "NotFound", "Subscription does not exist");
    }

    static SnsException notFound(String what) {
        return with(NotFoundException.builder(), 404, "NotFound", what);
    }

    static SnsException resourceNotFound() {
        return with(ResourceNotFoundException.builder(), 404, "ResourceNotFound", "Resource does not exist");
    }

    static SnsException invalid(String why) {
        return with(InvalidParameterException.builder(), 400, "InvalidParameter", "Invalid parameter: " + why);
    }

    static SnsException invalidValue(String why) {
        return with(InvalidParameterValueException.builder(), 400, "ParameterValueInvalid", why);
    }

    static SnsException accessDenied(String why) {
        return with(AuthorizationErrorException.builder(), 403, "AuthorizationError", why);
    }

    static SnsException kmsDenied(String code, String why) {
        return with(KmsAccessDeniedException.builder(), 400, code, why);
    }

    static SnsException tooManyFilters() {
        return with(
                FilterPolicyLimitExceededException.builder(),
                403,
                "FilterPolicyLimitExceeded",
                "Indicates that the number of filter polices in your account exceeds the limit.");
    }

    static SnsException batchEmpty() {
        return with(
                EmptyBatchRequestException.builder(),
                400,
                "EmptyBatchRequest",
                "The batch request doesn't contain any entries.");
    }

    static SnsException batchTooMany() {
        return with(
                TooManyEntriesInBatchRequestException.builder(),
                400,
                "TooManyEntriesInBatchRequest",
                "The batch request contains more entries than permissible.");
    }

    static SnsException batchIdsNotDistinct() {
        return with(
                BatchEntryIdsNotDistinctException.builder(),
                400,
                "BatchEntryIdsNotDistinct",
                "Two or more batch entries in the request have the same Id.");
    }

    static SnsException batchIdInvalid() {
        return with(
                InvalidBatchEntryIdException.builder(),
                400,
                "InvalidBatchEntryId",
                "The Id of a batch entry in a batch request doesn't abide by the specification.");
    }

    static SnsException batchTooLong() {
        return with(
                BatchRequestTooLongException.builder(),
                400,
                "BatchRequestTooLong",
                "The length of all the batch messages put together is more than the limit.");
    }

    private static SnsException with(SnsException.Builder fault, int status, String code, String message) {
        var details = AwsErrorDetails.builder()
                .serviceName("Sns")
                .errorCode(code)
                .errorMessage(message)
                .build();
        return (SnsException) fault.awsErrorDetails(details)
                .message(message)
                .statusCode(status)
                .build();
    }

    private SnsFaults() {}
}
