package tarn.wire.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;
import tarn.wire.model.ServiceModel;

/** SQS as it is spoken to by clients from before its JSON: with names of its own for many members. */
class SqsQueryTest {

    private static final ServiceModel SQS = ServiceModel.named("sqs");

    private static Object decoded(String form) {
        return Requests.decoded("sqs", Requests.form(form));
    }

    @Test
    @SuppressWarnings("deprecation") // AttributeNames is what older clients send
    void listsAreCalledByTheirElements() {
        assertThat(decoded("Action=ReceiveMessage&QueueUrl=q&MaxNumberOfMessages=5&AttributeName.1=All"
                        + "&MessageAttributeName.1=a&MessageAttributeName.2=b&Version=2012-11-05"))
                .isEqualTo(ReceiveMessageRequest.builder()
                        .queueUrl("q")
                        .maxNumberOfMessages(5)
                        .attributeNamesWithStrings("All")
                        .messageAttributeNames("a", "b")
                        .build());
    }

    @Test
    void mapsAreNamesAndValues() {
        assertThat(decoded("Action=CreateQueue&QueueName=q&Attribute.1.Name=VisibilityTimeout&Attribute.1.Value=40"
                        + "&Tag.1.Key=stage&Tag.1.Value=test"))
                .isEqualTo(CreateQueueRequest.builder()
                        .queueName("q")
                        .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "40"))
                        .tags(Map.of("stage", "test"))
                        .build());
    }

    @Test
    void entriesOfABatchAreCalledByTheirType() {
        var entry = SendMessageBatchRequestEntry.builder()
                .id("1")
                .messageBody("hello")
                .messageAttributes(Map.of(
                        "a",
                        MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue("x")
                                .build()))
                .build();
        assertThat(decoded("Action=SendMessageBatch&QueueUrl=q&SendMessageBatchRequestEntry.1.Id=1"
                        + "&SendMessageBatchRequestEntry.1.MessageBody=hello"
                        + "&SendMessageBatchRequestEntry.1.MessageAttribute.1.Name=a"
                        + "&SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue=x"
                        + "&SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType=String"))
                .isEqualTo(SendMessageBatchRequest.builder()
                        .queueUrl("q")
                        .entries(entry)
                        .build());
    }

    @Test
    void answersUseTheSameNames() {
        var message = Message.builder()
                .messageId("m")
                .body("<hello>")
                .attributes(Map.of(MessageSystemAttributeName.SENDER_ID, "AIDA"))
                .build();
        var request = Requests.form("Action=ReceiveMessage&QueueUrl=q");
        var call = Protocol.of(SQS, request).match(SQS, request);
        var response = call.protocol()
                .encode(call, ReceiveMessageResponse.builder().messages(message).build(), "id-1", null);
        assertThat(Requests.text(response))
                .isEqualTo("<ReceiveMessageResponse xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\">"
                        + "<ReceiveMessageResult><Message><MessageId>m</MessageId><Body>&lt;hello&gt;</Body>"
                        + "<Attribute><Name>SenderId</Name><Value>AIDA</Value></Attribute></Message>"
                        + "</ReceiveMessageResult><ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata>"
                        + "</ReceiveMessageResponse>");
    }

    @Test
    void answersOfABatchAreCalledByTheirType() {
        var request = Requests.form("Action=SendMessageBatch&QueueUrl=q");
        var call = Protocol.of(SQS, request).match(SQS, request);
        var sent = SendMessageBatchResponse.builder()
                .successful(SendMessageBatchResultEntry.builder().id("1").build())
                .build();
        assertThat(Requests.text(call.protocol().encode(call, sent, "id-1", null)))
                .contains("<SendMessageBatchResult><SendMessageBatchResultEntry><Id>1</Id>"
                        + "</SendMessageBatchResultEntry></SendMessageBatchResult>");
    }

    @Test
    void faultsHaveTheOldCodes() {
        var fault =
                QueueDoesNotExistException.builder().message("No such queue").build();
        var query = AwsQuery.PLAIN.fault(SQS, null, fault, "id-1");
        assertThat(query.status()).isEqualTo(400);
        assertThat(Requests.text(query))
                .contains("<Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code>"
                        + "<Message>No such queue</Message>");
        var json = AwsJson.VERSION_1_0.fault(SQS, null, fault, "id-1");
        assertThat(json.headers().first("x-amzn-query-error"))
                .contains("AWS.SimpleQueueService.NonExistentQueue;Sender");
        assertThat(Requests.text(json))
                .isEqualTo("{\"__type\":\"com.amazonaws.sqs#QueueDoesNotExist\",\"message\":\"No such queue\"}");
    }
}
