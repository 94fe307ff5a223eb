package tarn.services.sqs;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sqs.model.BatchEntryIdsNotDistinctException;
import software.amazon.awssdk.services.sqs.model.BatchRequestTooLongException;
import software.amazon.awssdk.services.sqs.model.EmptyBatchRequestException;
import software.amazon.awssdk.services.sqs.model.InvalidAddressException;
import software.amazon.awssdk.services.sqs.model.InvalidAttributeNameException;
import software.amazon.awssdk.services.sqs.model.InvalidAttributeValueException;
import software.amazon.awssdk.services.sqs.model.InvalidBatchEntryIdException;
import software.amazon.awssdk.services.sqs.model.InvalidMessageContentsException;
import software.amazon.awssdk.services.sqs.model.MessageNotInflightException;
import software.amazon.awssdk.services.sqs.model.OverLimitException;
import software.amazon.awssdk.services.sqs.model.PurgeQueueInProgressException;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.QueueNameExistsException;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sqs.model.SqsException;
import software.amazon.awssdk.services.sqs.model.TooManyEntriesInBatchRequestException;
import software.amazon.awssdk.services.sqs.model.UnsupportedOperationException;

/** SQS's errors, in AWS's own words. */
final class SqsFaults {

    static SqsException queueNotFound() {
        return with(
                QueueDoesNotExistException.builder(),
                "AWS.SimpleQueueService.NonExistentQueue",
                "The specified queue does not exist.");
    }

    static SqsException queueExists(String attribute) {
        return with(
                QueueNameExistsException.builder(),
                "QueueAlreadyExists",
                "A queue already exists with the same name and a different value for attribute " + attribute);
    }

    static SqsException addressInvalid(String url) {
        return with(
                InvalidAddressException.builder(),
                "InvalidAddress",
                "The address " + url + " is not valid for this endpoint.");
    }

    static SqsException accessDenied() {
        return with(SqsException.builder(), 403, "AccessDenied", "Access to the resource is denied.");
    }

    static SqsException unknownAttribute(String name) {
        return with(InvalidAttributeNameException.builder(), "InvalidAttributeName", "Unknown Attribute " + name + ".");
    }

    static SqsException invalidAttribute(String why) {
        return with(InvalidAttributeValueException.builder(), "InvalidAttributeValue", why);
    }

    static SqsException invalid(String parameter, Object value, String why) {
        return invalidParameter("Value " + value + " for parameter " + parameter + " is invalid. Reason: " + why);
    }

    static SqsException invalidParameter(String why) {
        return with(SqsException.builder(), "InvalidParameterValue", why);
    }

    static SqsException missingParameter(String name) {
        return with(SqsException.builder(), "MissingParameter", "The request must contain the parameter " + name + ".");
    }

    static SqsException contentsInvalid() {
        return with(
                InvalidMessageContentsException.builder(),
                "InvalidMessageContents",
                "Invalid characters were found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to"
                        + " #xFFFD | #x10000 to #x10FFFF.");
    }

    static SqsException handleInvalid(String handle) {
        return with(
                ReceiptHandleIsInvalidException.builder(),
                "ReceiptHandleIsInvalid",
                "The input receipt handle \"" + handle + "\" is not a valid receipt handle.");
    }

    static SqsException handleExpired(String handle) {
        return invalid("ReceiptHandle", handle, "The receipt handle has expired.");
    }

    static SqsException notInFlight(String handle) {
        return with(
                MessageNotInflightException.builder(),
                "AWS.SimpleQueueService.MessageNotInflight",
                "Value " + handle + " for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not"
                        + " available for visibility timeout change.");
    }

    static SqsException tooManyInFlight() {
        return with(
                OverLimitException.builder(), 403, "OverLimit", "The maximum number of in flight messages is reached.");
    }

    static SqsException purgeInProgress(String name) {
        return with(
                PurgeQueueInProgressException.builder(),
                403,
                "AWS.SimpleQueueService.PurgeQueueInProgress",
                "Only one PurgeQueue operation on " + name + " is allowed every 60 seconds.");
    }

    static SqsException batchEmpty(String entry) {
        return with(
                EmptyBatchRequestException.builder(),
                "AWS.SimpleQueueService.EmptyBatchRequest",
                "There should be at least one " + entry + " in the request.");
    }

    static SqsException batchTooMany(int entries) {
        return with(
                TooManyEntriesInBatchRequestException.builder(),
                "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
                "Maximum number of entries per request are 10. You have sent " + entries + ".");
    }

    static SqsException batchIdsNotDistinct(String id) {
        return with(
                BatchEntryIdsNotDistinctException.builder(),
                "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
                "Id " + id + " repeated.");
    }

    static SqsException batchIdInvalid() {
        return with(
                InvalidBatchEntryIdException.builder(),
                "AWS.SimpleQueueService.InvalidBatchEntryId",
                "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80"
                        + " letters long.");
    }

    static SqsException batchTooLong(long bytes) {
        return with(
                BatchRequestTooLongException.builder(),
                "AWS.SimpleQueueService.BatchRequestTooLong",
                "Batch requests cannot be longer than " + Settings.MESSAGE_BYTES_MAX + " bytes. You have sent " + bytes
                        + " bytes.");
    }

    static SqsException resourceNotFound(String why) {
        return with(ResourceNotFoundException.builder(), 404, "ResourceNotFoundException", why);
    }

    static SqsException unsupported(String why) {
        return with(UnsupportedOperationException.builder(), "AWS.SimpleQueueService.UnsupportedOperation", why);
    }

    private static SqsException with(SqsException.Builder fault, String code, String message) {
        return with(fault, 400, code, message);
    }

    static SqsException with(SqsException.Builder fault, int status, String code, String message) {
        var details = AwsErrorDetails.builder()
                .serviceName("Sqs")
                .errorCode(code)
                .errorMessage(message)
                .build();
        return (SqsException) fault.awsErrorDetails(details)
                .message(message)
                .statusCode(status)
                .build();
    }

    private SqsFaults() {}
}
