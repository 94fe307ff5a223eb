package tarn.wire.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.wire.protocol.Requests.form;
import static tarn.wire.protocol.Requests.json;
import static tarn.wire.protocol.Requests.refusal;
import static tarn.wire.protocol.Requests.request;

import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.glue.model.GetDatabaseRequest;

/** What is refused before a service sees it, and how. */
class MalformedRequestsTest {

    @Test
    void anUnknownTargetIsAnUnknownOperation() {
        assertThat(refusal("glue", json("AWSGlue.Frobnicate", "{}"))).startsWith("400 UnknownOperationException");
        assertThat(refusal("glue", json("", "{}"))).startsWith("400 UnknownOperationException");
    }

    @Test
    void anUnknownActionIsInvalid() {
        assertThat(refusal("sts", form("Action=Frobnicate&Version=2011-06-15")))
                .isEqualTo("400 InvalidAction: Could not find operation Frobnicate for version 2011-06-15");
        assertThat(refusal("ec2", form("Action=Frobnicate")))
                .isEqualTo("400 InvalidAction: The action Frobnicate is not valid for this web service.");
    }

    @Test
    void aMissingActionIsMissing() {
        assertThat(refusal("sts", form("Version=2011-06-15"))).startsWith("400 MissingAction");
    }

    @Test
    void anUnknownPathIsNoOperation() {
        assertThat(refusal("lambda", request("GET", "/2015-03-31/nonsense", "", Map.of(), "")))
                .startsWith("404 UnknownOperationException");
        assertThat(refusal("s3", request("PATCH", "/bucket/key", "", Map.of(), "")))
                .isEqualTo("405 MethodNotAllowed: The specified method is not allowed against this resource.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "\"x\"",
                "{\"Name\":}",
                "{\"Name\":\"a\"} x",
                "{\"DatabaseInput\":[]}",
                "{\"DatabaseInput\":{\"Parameters\":[]}}",
                "{\"DatabaseInput\":3}",
                "nonsense"
            })
    void jsonThatIsNotWhatItShouldBeIsASerializationException(String body) {
        assertThat(refusal("glue", json("AWSGlue.CreateDatabase", body))).startsWith("400 SerializationException");
    }

    @Test
    void aValueOfAnotherTypeIsNamedAsCoralNamesIt() {
        assertThat(refusal("glue", json("AWSGlue.GetDatabase", "{\"Name\":1}")))
                .isEqualTo("400 SerializationException: NUMBER_VALUE can not be converted to a String");
        assertThat(refusal("glue", json("AWSGlue.GetDatabases", "{\"MaxResults\":\"1\"}")))
                .isEqualTo("400 SerializationException: STRING_VALUE can not be converted to an Integer");
        assertThat(refusal("glue", json("AWSGlue.GetDatabase", "{\"Name\":{}}")))
                .isEqualTo("400 SerializationException: Start of structure or map found where not expected.");
        assertThat(refusal("glue", json("AWSGlue.GetDatabases", "{\"MaxResults\":99999999999}")))
                .startsWith("400 SerializationException: ");
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 1_000_000})
    void depthIsBounded(int depth) {
        var bomb = "{\"x\":".repeat(depth) + "1" + "}".repeat(depth);
        assertThat(refusal("glue", json("AWSGlue.GetDatabase", bomb))).startsWith("400 SerializationException");
        var attributes = "{\"L\":[".repeat(depth) + "]}".repeat(depth);
        assertThat(refusal("dynamodb", json("DynamoDB_20120810.PutItem", "{\"Item\":{\"a\":" + attributes + "}}")))
                .startsWith("400 SerializationException");
        var xml = "<a>".repeat(depth) + "</a>".repeat(depth);
        assertThat(refusal("s3", request("PUT", "/b", "tagging", Map.of(), xml)))
                .startsWith("400 MalformedXML");
        var name = "a.".repeat(depth) + "b=1";
        assertThat(refusal("sts", form("Action=GetCallerIdentity&" + name))).startsWith("400 MalformedInput");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Tagging>",
                "nonsense",
                "<Tagging><TagSet></Tagging>",
                "<!DOCTYPE a [<!ENTITY b \"c\">]><Tagging><TagSet><Tag><Key>&b;</Key></Tag></TagSet></Tagging>",
                "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><Tagging/>",
                "<Tagging><TagSet><Tag><Key>&undefined;</Key><Value>x</Value></Tag></TagSet></Tagging>",
                "<Tagging><TagSet><Tag><Key><Deep/></Key><Value>x</Value></Tag></TagSet></Tagging>"
            })
    void xmlThatIsNotWhatItShouldBeIsMalformed(String body) {
        assertThat(refusal("s3", request("PUT", "/b", "tagging", Map.of(), body)))
                .startsWith("400 MalformedXML");
    }

    @Test
    void entitiesDoNotGrow() {
        var bomb = new StringBuilder("<!DOCTYPE x [<!ENTITY e0 \"ha\">");
        for (var at = 1; at < 40; at++) {
            bomb.append("<!ENTITY e")
                    .append(at)
                    .append(" \"")
                    .append(("&e" + (at - 1) + ";").repeat(10))
                    .append("\">");
        }
        bomb.append("]><Tagging><TagSet><Tag><Key>&e39;</Key><Value/></Tag></TagSet></Tagging>");
        assertThat(refusal("s3", request("PUT", "/b", "tagging", Map.of(), bomb.toString())))
                .startsWith("400 MalformedXML");
    }

    @Test
    void aNumberThatIsNoneIsAnInvalidArgument() {
        assertThat(refusal("s3", request("GET", "/b", "list-type=2&max-keys=many", Map.of(), "")))
                .startsWith("400 InvalidArgument");
        assertThat(refusal("iam", form("Action=ListUsers&MaxItems=many"))).startsWith("400 MalformedInput");
    }

    @Test
    void whatNobodyKnowsIsPassedOver() {
        var request =
                json("AWSGlue.GetDatabase", "{\"Name\":\"a\",\"Unknown\":{\"x\":[1,{\"y\":null}]},\"CatalogId\":null}");
        assertThat(Requests.decoded("glue", request))
                .isEqualTo(GetDatabaseRequest.builder().name("a").build());
    }

    @Test
    void aBodyWithoutEndIsRefused() {
        var endless = new InputStream() {
            @Override
            public int read() {
                return ' ';
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                Arrays.fill(into, offset, offset + length, (byte) ' ');
                return length;
            }
        };
        var request = json("AWSGlue.GetDatabase", "").withBody(endless, -1);
        assertThat(refusal("glue", request)).startsWith("413 RequestEntityTooLargeException");
    }
}
