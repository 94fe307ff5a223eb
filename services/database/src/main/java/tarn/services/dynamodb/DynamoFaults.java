package tarn.services.dynamodb;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionSizeLimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.LimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.PolicyNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableNotFoundException;

/** DynamoDB's errors, in AWS's own words. */
final class DynamoFaults {

    /** A value or combination of parameters that DynamoDB does not take. */
    static DynamoDbException invalid(String message) {
        return with(DynamoDbException.builder(), "ValidationException", message);
    }

    /** Parameters that do not fit each other. */
    static DynamoDbException parametersInvalid(String why) {
        return invalid("One or more parameter values were invalid: " + why);
    }

    static DynamoDbException tableNotFound() {
        return notFound("Requested resource not found");
    }

    static DynamoDbException tableNotFound(String name) {
        return notFound("Requested resource not found: Table: " + name + " not found");
    }

    static DynamoDbException resourceNotFound(String arn) {
        return notFound("Requested resource not found: ResourcArn: " + arn + " not found");
    }

    static DynamoDbException indexNotFound(String name) {
        return notFound("Requested resource not found: Index: " + name + " not found");
    }

    static DynamoDbException noIndex(String index) {
        return invalid("The table does not have the specified index: " + index);
    }

    static DynamoDbException notFound(String message) {
        return with(ResourceNotFoundException.builder(), "ResourceNotFoundException", message);
    }

    static DynamoDbException tableExists(String name) {
        return inUse("Table already exists: " + name);
    }

    static DynamoDbException inUse(String message) {
        return with(ResourceInUseException.builder(), "ResourceInUseException", message);
    }

    static DynamoDbException limitExceeded(String message) {
        return with(LimitExceededException.builder(), "LimitExceededException", message);
    }

    static DynamoDbException collectionTooLarge() {
        return with(
                ItemCollectionSizeLimitExceededException.builder(),
                "ItemCollectionSizeLimitExceededException",
                "Collection size exceeded.");
    }

    static DynamoDbException keyMismatch() {
        return invalid("The provided key element does not match the schema");
    }

    static DynamoDbException keyMissing(String name) {
        return parametersInvalid("Missing the key " + name + " in the item");
    }

    static DynamoDbException keyTypeMismatch(String name, String expected, String actual) {
        return parametersInvalid("Type mismatch for key " + name + " expected: " + expected + " actual: " + actual);
    }

    static DynamoDbException indexKeyTypeMismatch(String name, String expected, String actual, String index) {
        return parametersInvalid("Type mismatch for Index Key " + name + " Expected: " + expected + " Actual: " + actual
                + " IndexName: " + index);
    }

    static DynamoDbException keyEmpty(String name, String kind) {
        return invalid("One or more parameter values are not valid. The AttributeValue for a key attribute cannot "
                + "contain an empty " + kind + " value. Key: " + name);
    }

    static DynamoDbException indexKeyEmpty(String name, String kind, String index) {
        return invalid("One or more parameter values are not valid. A value specified for a secondary index key is "
                + "not supported. The AttributeValue for a key attribute cannot contain an empty " + kind
                + " value. IndexName: " + index + ", IndexKey: " + name);
    }

    static DynamoDbException partitionKeyTooLong() {
        return parametersInvalid("Size of hashkey has exceeded the maximum size limit of2048 bytes");
    }

    static DynamoDbException sortKeyTooLong() {
        return parametersInvalid("Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
    }

    static DynamoDbException itemTooLarge() {
        return invalid("Item size has exceeded the maximum allowed size");
    }

    static DynamoDbException updatedItemTooLarge() {
        return invalid("Item size to update has exceeded the maximum allowed size");
    }

    static DynamoDbException conditionFailed(@Nullable Map<String, AttributeValue> item) {
        return with(
                ConditionalCheckFailedException.builder().item(item),
                "ConditionalCheckFailedException",
                "The conditional request failed");
    }

    static DynamoDbException backedTableNotFound(String name) {
        return with(TableNotFoundException.builder(), "TableNotFoundException", "Table not found: " + name);
    }

    static DynamoDbException policyNotFound(String arn) {
        return with(
                PolicyNotFoundException.builder(),
                "PolicyNotFoundException",
                "Resource-based policy not found for the provided ResourceArn: " + arn);
    }

    static DynamoDbException duplicateKeys() {
        return invalid("Provided list of item keys contains duplicates");
    }

    static DynamoDbException startKeyInvalid() {
        return invalid("The provided starting key is invalid");
    }

    static DynamoDbException startKeyOutside() {
        return invalid("The provided starting key is outside query boundaries based on provided conditions");
    }

    static DynamoDbException with(DynamoDbException.Builder fault, String code, String message) {
        var details = AwsErrorDetails.builder()
                .serviceName("DynamoDb")
                .errorCode(code)
                .errorMessage(message)
                .build();
        return (DynamoDbException)
                fault.awsErrorDetails(details).message(message).statusCode(400).build();
    }

    private DynamoFaults() {}
}
