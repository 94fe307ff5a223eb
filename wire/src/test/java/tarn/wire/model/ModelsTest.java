package tarn.wire.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tarn.wire.http.Headers;
import tarn.wire.http.WireRequest;

/** Which service a request speaks to. */
class ModelsTest {

    private static final Models MODELS = Models.named(
            "s3", "sts", "iam", "glue", "athena", "dynamodb", "ec2", "cloudwatch", "lambda", "sqs", "kinesis");

    private static WireRequest request(String method, String path, String query, Map<String, String> headers) {
        var fields = new Headers().set("host", "localhost:4566");
        headers.forEach(fields::set);
        return new WireRequest(method, path, query, fields, InputStream.nullInputStream(), 0, "127.0.0.1");
    }

    private static Optional<String> route(WireRequest request, @Nullable String signingName) {
        return MODELS.route(request, signingName).map(ServiceModel::name);
    }

    @Test
    void aTargetHeaderTellsTheService() {
        var request = request("POST", "/", "", Map.of("x-amz-target", "AWSGlue.GetTable"));
        assertThat(route(request, "something")).contains("glue");
    }

    @Test
    void anRpcPathTellsTheService() {
        var path = "/service/GraniteServiceVersion20100801/operation/PutMetricData";
        assertThat(route(request("POST", path, "", Map.of()), null)).contains("cloudwatch");
    }

    @Test
    void theScopeOfASignatureTellsTheService() {
        assertThat(route(request("POST", "/", "", Map.of()), "monitoring")).contains("cloudwatch");
        assertThat(route(request("GET", "/bucket/key", "", Map.of()), "s3")).contains("s3");
    }

    @Test
    void aHostTellsTheService() {
        var request = request("POST", "/", "", Map.of("host", "iam.localhost:4566"));
        assertThat(route(request, null)).contains("iam");
    }

    @Test
    void anActionAndItsVersionTellTheService() {
        var parameters = Map.of("Action", List.of("GetCallerIdentity"), "Version", List.of("2011-06-15"));
        assertThat(MODELS.byAction(parameters).map(ServiceModel::name)).contains("sts");
        assertThat(MODELS.byAction(Map.of("Action", List.of("NoSuchAction")))).isEmpty();
    }

    @Test
    void wordsInAPathComeBeforeBuckets() {
        assertThat(route(request("GET", "/2015-03-31/functions/", "", Map.of()), null))
                .contains("lambda");
        assertThat(route(request("GET", "/bucket/2015-03-31/functions/", "", Map.of()), null))
                .contains("s3");
    }

    @Test
    void theMostSpecificOperationOfAPathIsMeant() {
        assertThat(s3("GET", "/b", "")).isEqualTo("ListObjects {Bucket=b}");
        assertThat(s3("GET", "/b/", "list-type=2&prefix=x")).isEqualTo("ListObjectsV2 {Bucket=b}");
        assertThat(s3("GET", "/", "")).isEqualTo("ListBuckets {}");
        assertThat(s3("GET", "/b/k", "x-id=GetObject")).isEqualTo("GetObject {Bucket=b, Key=k}");
        assertThat(s3("GET", "/b/k", "uploadId=1")).isEqualTo("ListParts {Bucket=b, Key=k}");
        assertThat(s3("PUT", "/b/k", "partNumber=1&uploadId=1")).isEqualTo("UploadPart {Bucket=b, Key=k}");
        assertThat(s3("DELETE", "/b/k", "uploadId=1")).isEqualTo("AbortMultipartUpload {Bucket=b, Key=k}");
        assertThat(s3("POST", "/b/k", "uploads")).isEqualTo("CreateMultipartUpload {Bucket=b, Key=k}");
        assertThat(s3("POST", "/b", "delete")).isEqualTo("DeleteObjects {Bucket=b}");
        assertThat(s3("GET", "/b", "analytics")).isEqualTo("ListBucketAnalyticsConfigurations {Bucket=b}");
        assertThat(s3("GET", "/b", "analytics&id=1")).isEqualTo("GetBucketAnalyticsConfiguration {Bucket=b}");
    }

    @Test
    void keysAreTakenAsTheyAre() {
        assertThat(s3("GET", "/b/a%2Fb//c/", "")).isEqualTo("GetObject {Bucket=b, Key=a/b//c/}");
        assertThat(s3("GET", "/b//", "")).isEqualTo("GetObject {Bucket=b, Key=/}");
        assertThat(s3("GET", "/b/..", "")).isEqualTo("GetObject {Bucket=b, Key=..}");
        assertThat(s3("GET", "/b/a+b%20c%C3%A4%zz", "")).isEqualTo("GetObject {Bucket=b, Key=a+b cä%zz}");
    }

    @Test
    void aCopyIsToldByItsHeader() {
        var copy = Map.of("x-amz-copy-source", "b/k");
        assertThat(s3(request("PUT", "/b/k", "", copy))).isEqualTo("CopyObject {Bucket=b, Key=k}");
        assertThat(s3(request("PUT", "/b/k", "partNumber=1&uploadId=1", copy)))
                .isEqualTo("UploadPartCopy {Bucket=b, Key=k}");
        assertThat(s3(request("PUT", "/b/k", "", Map.of()))).isEqualTo("PutObject {Bucket=b, Key=k}");
    }

    private static String s3(String method, String path, String query) {
        return s3(request(method, path, query, Map.of()));
    }

    private static String s3(WireRequest request) {
        var found = ServiceModel.named("s3").routes().find(request).orElseThrow();
        return found.operation() + " " + new TreeMap<>(found.labels());
    }
}
