package tarn.services.dynamodb;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingException;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingReason;

/** The errors of requests that come too fast, in AWS's own words. */
final class CapacityFaults {

    private static final int STATUS = 400;

    private CapacityFaults() {}

    static DynamoDbException provisionedExceeded(boolean ofIndex, ThrottlingReason reason) {
        var message = ofIndex
                ? "The level of configured provisioned throughput for one or more global secondary indexes of the table"
                        + " was exceeded. Consider increasing your provisioning level for the under-provisioned global"
                        + " secondary indexes with the UpdateTable API"
                : "The level of configured provisioned throughput for the table was exceeded. Consider increasing your"
                        + " provisioning level with the UpdateTable API.";
        return (DynamoDbException) ProvisionedThroughputExceededException.builder()
                .throttlingReasons(reason)
                .awsErrorDetails(details("ProvisionedThroughputExceededException", message))
                .message(message)
                .statusCode(STATUS)
                .build();
    }

    static DynamoDbException throttled(ThrottlingReason reason) {
        return throttling(
                "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your"
                        + " table or index so please try again shortly. If exceptions persist, check if you have a hot"
                        + " key: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
                        + "bp-partition-key-design.html",
                reason);
    }

    static DynamoDbException maximumExceeded(ThrottlingReason reason) {
        return throttling("Throughput exceeds the maximum OnDemandThroughput configured on table or index.", reason);
    }

    private static DynamoDbException throttling(String message, ThrottlingReason reason) {
        return (DynamoDbException) ThrottlingException.builder()
                .throttlingReasons(reason)
                .awsErrorDetails(details("ThrottlingException", message))
                .message(message)
                .statusCode(STATUS)
                .build();
    }

    private static AwsErrorDetails details(String code, String message) {
        return AwsErrorDetails.builder()
                .serviceName("DynamoDb")
                .errorCode(code)
                .errorMessage(message)
                .build();
    }
}
