package tarn.services.dynamodb;

import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementError;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DuplicateItemException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import tarn.kernel.Caller;

/** The errors of PartiQL, in AWS's own words: those of the other operations without what speaks of expressions. */
final class StatementFaults {

    private static final int STATUS = 400;
    private static final Pattern WRAPPING =
            Pattern.compile("^(1 validation error detected: )?(Invalid [A-Z][A-Za-z]+Expression: )?"
                    + "(ExpressionAttributeValues contains invalid value: (?<value>.*) for key :v\\d+)?");

    private StatementFaults() {}

    static DynamoDbException noIndex() {
        return DynamoFaults.invalid("The table does not have the specified index");
    }

    static DynamoDbException noKey() {
        return DynamoFaults.invalid("Where clause does not contain a mandatory equality on all key attributes");
    }

    static DynamoDbException noWholeKey(String operation) {
        return DynamoFaults.invalid(
                "Select statements within " + operation + " must specify the primary key in the where clause.");
    }

    static DynamoDbException denied(String action, String resource) {
        var message = "User: " + Caller.current().principal() + " is not authorized to perform: " + action
                + " on resource: " + resource;
        return (DynamoDbException) DynamoDbException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName("DynamoDb")
                        .errorCode("AccessDeniedException")
                        .errorMessage(message)
                        .build())
                .message(message)
                .statusCode(STATUS)
                .build();
    }

    static DynamoDbException duplicateItem() {
        var message = "Duplicate primary key exists in table";
        return (DynamoDbException) DuplicateItemException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName("DynamoDb")
                        .errorCode("DuplicateItemException")
                        .errorMessage(message)
                        .build())
                .message(message)
                .statusCode(STATUS)
                .build();
    }

    /** Does work by other operations, whose faults are told as PartiQL tells them. */
    static <T> T told(Supplier<T> work) {
        try {
            return Refusals.of(work);
        } catch (DynamoDbException e) {
            var details = e.awsErrorDetails();
            var plain = plain(details.errorMessage());
            if (!details.errorCode().equals("ValidationException") || plain.equals(details.errorMessage())) {
                throw e;
            }
            throw DynamoFaults.invalid(plain);
        }
    }

    private static String plain(String message) {
        var wrapping = WRAPPING.matcher(message);
        if (!wrapping.find()) {
            return message;
        }
        var value = wrapping.group("value");
        return value == null ? message.substring(wrapping.end()) : value;
    }

    /** What is wrong with one statement of a transaction. */
    static DynamoDbException inTransaction(int statement, DynamoDbException fault) {
        return fault.awsErrorDetails().errorCode().equals("ValidationException")
                ? DynamoFaults.invalid("Validation failed in TransactStatements[" + statement + "]: "
                        + fault.awsErrorDetails().errorMessage())
                : fault;
    }

    /** What is wrong with one statement of a batch. */
    static BatchStatementError inBatch(DynamoDbException fault) {
        var reason = TransactionFaults.reason(fault);
        return BatchStatementError.builder()
                .code(reason.code())
                .message(reason.message())
                .item(item(fault))
                .build();
    }

    private static @Nullable Map<String, AttributeValue> item(DynamoDbException fault) {
        return fault instanceof ConditionalCheckFailedException failed && failed.hasItem() ? failed.item() : null;
    }
}
