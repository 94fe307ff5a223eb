package tarn.wire.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLocationResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;
import tarn.wire.http.WireRequest;
import tarn.wire.http.WireResponse;
import tarn.wire.model.ServiceModel;

/** Where S3 does not follow its own protocol. */
class S3WaysTest {

    private static final ServiceModel S3 = ServiceModel.named("s3");
    private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    private static final String NAMESPACE = " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";

    private static Call call(String method, String path, String query, Map<String, String> headers) {
        WireRequest request = Requests.request(method, path, query, headers, "");
        return Protocol.of(S3, request).match(S3, request);
    }

    private static WireResponse encoded(Call call, SdkResponse response) {
        return call.protocol().encode(call, response, "id-1", null);
    }

    @Test
    void keysAreEncodedWhereTheListSaysSo() {
        var list = ListObjectsV2Response.builder()
                .name("b")
                .prefix("a b/")
                .contents(S3Object.builder().key("a b/c+d&e.txt").build())
                .commonPrefixes(CommonPrefix.builder().prefix("a b/ü/").build());
        var call = call("GET", "/b", "list-type=2", Map.of());
        assertThat(Requests.text(encoded(call, list.build())))
                .isEqualTo(DECLARATION + "<ListBucketResult" + NAMESPACE + ">"
                        + "<Contents><Key>a b/c+d&amp;e.txt</Key></Contents><Name>b</Name><Prefix>a b/</Prefix>"
                        + "<CommonPrefixes><Prefix>a b/ü/</Prefix></CommonPrefixes></ListBucketResult>");
        assertThat(Requests.text(encoded(call, list.encodingType("url").build())))
                .contains("<Key>a+b/c%2Bd%26e.txt</Key>", "<Prefix>a+b/</Prefix>", "<Prefix>a+b/%C3%BC/</Prefix>");
    }

    @Test
    void theLocationIsAnElementOfItsOwn() {
        var call = call("GET", "/b", "location", Map.of());
        var location = GetBucketLocationResponse.builder();
        assertThat(Requests.text(
                        encoded(call, location.locationConstraint("eu-west-1").build())))
                .isEqualTo(DECLARATION + "<LocationConstraint" + NAMESPACE + ">eu-west-1</LocationConstraint>");
        assertThat(Requests.text(
                        encoded(call, location.locationConstraint("us-east-1").build())))
                .isEqualTo(DECLARATION + "<LocationConstraint" + NAMESPACE + "></LocationConstraint>");
    }

    @Test
    void aFaultNamesWhatIsMissing() {
        var key = call("GET", "/b/k", "", Map.of());
        var missing = NoSuchKeyException.builder()
                .message("The specified key does not exist.")
                .build();
        var answer = key.protocol().fault(S3, key, missing, "id-1");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(Requests.text(answer))
                .isEqualTo(DECLARATION + "<Error><Code>NoSuchKey</Code><Message>The specified key does not exist."
                        + "</Message><Key>k</Key><RequestId>id-1</RequestId><HostId>dGFybi9pZC0x</HostId></Error>");
        assertThat(answer.headers().first("x-amz-request-id")).contains("id-1");
        var bucket = NoSuchBucketException.builder().message("gone").build();
        assertThat(Requests.text(key.protocol().fault(S3, key, bucket, "id-1"))).contains("<BucketName>b</BucketName>");
    }

    @Test
    void aHeadIsAnsweredWithALengthButNoBody() {
        var call = call("HEAD", "/b/k", "", Map.of());
        var answer = encoded(
                call,
                HeadObjectResponse.builder()
                        .contentLength(7L)
                        .eTag("\"e\"")
                        .metadata(Map.of("stage", "täst"))
                        .build());
        assertThat(answer.length()).isEqualTo(7);
        assertThat(Requests.text(answer)).isEmpty();
        assertThat(answer.headers().first("etag")).contains("\"e\"");
        assertThat(answer.headers().first("x-amz-meta-stage")).contains("=?UTF-8?B?dMOkc3Q=?=");
        assertThat(Requests.text(call.protocol()
                        .fault(S3, call, NoSuchKeyException.builder().build(), "id-1")))
                .isEmpty();
    }

    @Test
    void whatIsDeletedHasNoContent() {
        var call = call("DELETE", "/b/k", "", Map.of());
        assertThat(encoded(call, DeleteObjectResponse.builder().build()).status())
                .isEqualTo(204);
    }

    @Test
    void aCopyIsAPayload() {
        var call = call("PUT", "/b/k", "", Map.of("x-amz-copy-source", "b/other"));
        var copied = CopyObjectResponse.builder()
                .versionId("v")
                .copyObjectResult(result -> result.eTag("\"e\""))
                .build();
        assertThat(Requests.text(encoded(call, copied)))
                .isEqualTo(DECLARATION + "<CopyObjectResult" + NAMESPACE
                        + "><ETag>&quot;e&quot;</ETag></CopyObjectResult>");
        assertThat(encoded(call, copied).headers().first("x-amz-version-id")).contains("v");
    }
}
