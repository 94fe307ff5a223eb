package tarn.services.dynamodb;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;

/** The errors of DynamoDB Streams, in AWS's own words. */
final class StreamFaults {

    static DynamoDbException streamNotFound(String arn) {
        return with(
                ResourceNotFoundException.builder(),
                "ResourceNotFoundException",
                "Requested resource not found: Stream: " + arn + " not found");
    }

    static DynamoDbException shardNotFound(String id) {
        return with(
                ResourceNotFoundException.builder(),
                "ResourceNotFoundException",
                "Requested resource not found: Shard: " + id + " not found");
    }

    static DynamoDbException trimmed() {
        return with(
                TrimmedDataAccessException.builder(),
                "TrimmedDataAccessException",
                "The data you are trying to access has been trimmed");
    }

    static DynamoDbException expired() {
        return with(
                ExpiredIteratorException.builder(),
                "ExpiredIteratorException",
                "Iterator expired. Iterators are valid for 15 minutes after they were made");
    }

    static DynamoDbException iteratorInvalid() {
        return invalid("Invalid ShardIterator");
    }

    static DynamoDbException invalid(String message) {
        return with(DynamoDbException.builder(), "ValidationException", message);
    }

    private static DynamoDbException with(DynamoDbException.Builder fault, String code, String message) {
        var details = AwsErrorDetails.builder()
                .serviceName("DynamoDbStreams")
                .errorCode(code)
                .errorMessage(message)
                .build();
        return (DynamoDbException)
                fault.awsErrorDetails(details).message(message).statusCode(400).build();
    }

    private StreamFaults() {}
}
