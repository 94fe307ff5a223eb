package tarn.services.dynamodb;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.IdempotentParameterMismatchException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;
import tarn.services.dynamodb.value.Item;

/** The errors of transactions, in AWS's own words. */
final class TransactionFaults {

    private static final int STATUS = 400;

    /** Nothing was wrong with this action. */
    static final CancellationReason NONE =
            CancellationReason.builder().code("None").build();

    static final CancellationReason CONFLICT = CancellationReason.builder()
            .code("TransactionConflict")
            .message("Transaction is ongoing for the item")
            .build();

    private TransactionFaults() {}

    static CancellationReason conditionFailed(@Nullable Item old) {
        return CancellationReason.builder()
                .code("ConditionalCheckFailed")
                .message("The conditional request failed")
                .item(old == null ? null : old.toSdk())
                .build();
    }

    static CancellationReason duplicateItem() {
        return CancellationReason.builder()
                .code("DuplicateItem")
                .message("Duplicate primary key exists in table")
                .build();
    }

    /** What another operation would have answered of its own, as a reason. */
    static CancellationReason reason(DynamoDbException fault) {
        var details = fault.awsErrorDetails();
        var code = details.errorCode();
        return CancellationReason.builder()
                .code(
                        switch (code) {
                            case "ValidationException" -> "ValidationError";
                            case "ThrottlingException" -> "ThrottlingError";
                            default ->
                                code.endsWith("Exception")
                                        ? code.substring(0, code.length() - "Exception".length())
                                        : code;
                        })
                .message(details.errorMessage())
                .build();
    }

    static DynamoDbException canceled(List<CancellationReason> reasons) {
        var codes = reasons.stream().map(CancellationReason::code).collect(Collectors.joining(", ", "[", "]"));
        var message = "Transaction cancelled, please refer cancellation reasons for specific reasons " + codes;
        return (DynamoDbException) TransactionCanceledException.builder()
                .cancellationReasons(reasons)
                .awsErrorDetails(details("TransactionCanceledException", message))
                .message(message)
                .statusCode(STATUS)
                .build();
    }

    /** What a write of a single item is told. */
    static DynamoDbException conflict() {
        var message = "Transaction is ongoing for the item";
        return (DynamoDbException) TransactionConflictException.builder()
                .awsErrorDetails(details("TransactionConflictException", message))
                .message(message)
                .statusCode(STATUS)
                .build();
    }

    static DynamoDbException inProgress() {
        var message = "The transaction with the given request token is already in progress.";
        return (DynamoDbException) TransactionInProgressException.builder()
                .awsErrorDetails(details("TransactionInProgressException", message))
                .message(message)
                .statusCode(STATUS)
                .build();
    }

    static DynamoDbException tokenUsed() {
        var message = "DynamoDB rejected the request because you retried a request with a different payload but with an"
                + " idempotent token that was already used.";
        return (DynamoDbException) IdempotentParameterMismatchException.builder()
                .awsErrorDetails(details("IdempotentParameterMismatchException", message))
                .message(message)
                .statusCode(STATUS)
                .build();
    }

    static DynamoDbException severalOnOneItem() {
        return DynamoFaults.invalid("Transaction request cannot include multiple operations on one item");
    }

    private static AwsErrorDetails details(String code, String message) {
        return AwsErrorDetails.builder()
                .serviceName("DynamoDb")
                .errorCode(code)
                .errorMessage(message)
                .build();
    }
}
