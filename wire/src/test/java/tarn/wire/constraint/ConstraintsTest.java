package tarn.wire.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.athena.model.StartQueryExecutionRequest;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.GetDatabaseRequest;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import software.amazon.awssdk.services.glue.model.TableInput;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import tarn.wire.model.ServiceModel;

/** What inputs are refused, and in which words. */
class ConstraintsTest {

    private static String refusal(String service, String operation, SdkRequest request) {
        var model = ServiceModel.named(service);
        var asked = Objects.requireNonNull(model.operations().get(operation));
        var thrown = catchThrowableOfType(AwsServiceException.class, () -> Constraints.checked(model, asked, request));
        if (thrown == null) {
            return "not refused";
        }
        var details = Objects.requireNonNull(thrown.awsErrorDetails());
        return details.errorCode() + ": " + details.errorMessage();
    }

    @Test
    void whatIsRequiredMustNotBeNull() {
        assertThat(refusal("glue", "GetDatabase", GetDatabaseRequest.builder().build()))
                .isEqualTo("ValidationException: 1 validation error detected: Value null at 'name' failed to satisfy"
                        + " constraint: Member must not be null");
    }

    @Test
    void whatIsTooShortIsSaidToBe() {
        assertThat(refusal(
                        "glue",
                        "GetDatabase",
                        GetDatabaseRequest.builder().name("").build()))
                .isEqualTo("ValidationException: 1 validation error detected: Value '' at 'name' failed to satisfy"
                        + " constraint: Member must have length greater than or equal to 1");
        assertThat(refusal(
                        "glue",
                        "GetDatabase",
                        GetDatabaseRequest.builder().name("a").build()))
                .isEqualTo("not refused");
    }

    @Test
    void everyServiceRefusesWithItsOwnCode() {
        assertThat(refusal(
                        "athena",
                        "StartQueryExecution",
                        StartQueryExecutionRequest.builder().queryString("").build()))
                .startsWith("InvalidRequestException: 1 validation error detected: Value '' at 'queryString'");
        assertThat(refusal(
                        "iam",
                        "CreateUser",
                        CreateUserRequest.builder().userName("a b").build()))
                .startsWith("ValidationError: 1 validation error detected: Value 'a b' at 'userName'")
                .contains("Member must satisfy regular expression pattern: ");
        assertThat(refusal("sqs", "CreateQueue", CreateQueueRequest.builder().build()))
                .isEqualTo("MissingParameter: The request must contain the parameter QueueName.");
    }

    @Test
    void placesWithinListsAreCounted() {
        var entry = PutRecordsRequestEntry.builder()
                .data(SdkBytes.fromUtf8String("x"))
                .partitionKey("")
                .build();
        var request = PutRecordsRequest.builder().streamName("s").records(entry).build();
        assertThat(refusal("kinesis", "PutRecords", request))
                .isEqualTo("ValidationException: 1 validation error detected: Value '' at"
                        + " 'records.1.member.partitionKey' failed to satisfy constraint: Member must have length"
                        + " greater than or equal to 1");
    }

    @Test
    void severalViolationsAreSaidTogether() {
        var request = CreateTableRequest.builder()
                .tableName("")
                .billingMode("SOMETIMES")
                .build();
        assertThat(refusal("dynamodb", "CreateTable", request))
                .startsWith("ValidationException: 2 validation errors detected: ")
                .contains("Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]")
                .contains("; Value ");
    }

    @Test
    void structuresAreCheckedToTheirLeaves() {
        var columns = List.of(
                Column.builder().name("a").build(),
                Column.builder().name("b").comment("two\nlines").build());
        var table = TableInput.builder()
                .name("t")
                .storageDescriptor(StorageDescriptor.builder().columns(columns).build())
                .build();
        var request = software.amazon.awssdk.services.glue.model.CreateTableRequest.builder()
                .databaseName("d")
                .tableInput(table)
                .build();
        assertThat(refusal("glue", "CreateTable", request))
                .contains("at 'tableInput.storageDescriptor.columns.2.member.comment'");
    }

    @Test
    void keysAndValuesOfMapsAreChecked() {
        var request = PutItemRequest.builder()
                .tableName("table")
                .item(Map.of("k".repeat(70_000), AttributeValue.fromS("v")))
                .build();
        assertThat(refusal("dynamodb", "PutItem", request))
                .contains(
                        "failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less"
                                + " than or equal to 65535]");
    }

    @Test
    void s3ChecksItsNamesItself() {
        assertThat(refusal(
                        "s3",
                        "CreateBucket",
                        CreateBucketRequest.builder().bucket("X").build()))
                .isEqualTo("not refused");
    }

    @Test
    void aPatternDoesNotTakeLong() {
        var since = Instant.now();
        var name = "a".repeat(200_000) + "!";
        assertThat(refusal(
                        "glue",
                        "GetDatabase",
                        GetDatabaseRequest.builder().name(name).build()))
                .startsWith("ValidationException");
        assertThat(Duration.between(since, Instant.now())).isLessThan(Duration.ofSeconds(5));
    }
}
