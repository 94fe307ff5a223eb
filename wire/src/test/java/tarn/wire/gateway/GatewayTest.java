package tarn.wire.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.GlueException;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The way of requests to parts and back, without enforcement, over a real port. */
class GatewayTest {

    private EchoServer echo;

    @BeforeEach
    void open() throws IOException {
        echo = new EchoServer(false);
    }

    @AfterEach
    void close() {
        echo.close();
    }

    private static byte[] random(int size) {
        var bytes = new byte[size];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8191, 8192, 100_000, 20_000_000})
    void objectsComeBackAsTheyWerePut(int size) {
        var bytes = random(size);
        try (var s3 = echo.s3(EchoServer.ANY)) {
            s3.putObject(put -> put.bucket("bucket").key("a/../ü b%2F//"), RequestBody.fromBytes(bytes));
            assertThat(s3.getObjectAsBytes(get -> get.bucket("bucket").key("a/../ü b%2F//"))
                            .asByteArray())
                    .isEqualTo(bytes);
            assertThat(s3.headObject(head -> head.bucket("bucket").key("a/../ü b%2F//"))
                            .contentLength())
                    .isEqualTo(size);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ChecksumAlgorithm.class,
            names = {"CRC32", "CRC32_C", "SHA1", "SHA256"})
    void bodiesOfTheSdkPassWithEveryChecksum(ChecksumAlgorithm algorithm) {
        try (var s3 = echo.s3(EchoServer.ANY)) {
            s3.putObject(
                    put -> put.bucket("bucket").key("key").checksumAlgorithm(algorithm),
                    RequestBody.fromBytes(random(50_000)));
        }
        assertThat(echo.objects.objects().get("bucket/key")).isEqualTo(random(50_000));
    }

    @Test
    void aPartReadsTheTrailersOfABody() {
        try (var s3 = echo.s3(EchoServer.ANY)) {
            s3.putObject(put -> put.bucket("bucket").key("key"), RequestBody.fromString("hello"));
        }
        assertThat(echo.objects.notes()).containsEntry("bucket/key", "NhCmhg==");
    }

    @ParameterizedTest
    @CsvSource({
        "bucket.s3.localhost, bucket",
        "bucket.s3.us-east-1.localhost.localstack.cloud, bucket",
        "bucket.s3.localhost.localstack.cloud, bucket",
        "my.dotted.bucket.s3.localhost, my.dotted.bucket",
        "bucket.s3.eu-west-1.amazonaws.com, bucket",
        "bucket.s3.dualstack.eu-west-1.amazonaws.com, bucket",
        "bucket.s3-eu-west-1.amazonaws.com, bucket",
        "bucket.s3.amazonaws.com, bucket",
    })
    void bucketsAreFoundInHosts(String host, String bucket) throws Exception {
        var body =
                "PUT /some/key HTTP/1.1\r\nHost: " + host + ":4566\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi";
        assertThat(raw(body)).startsWith("HTTP/1.1 200 ");
        assertThat(echo.objects.objects()).containsKey(bucket + "/some/key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "s3.localhost", "s3.eu-west-1.amazonaws.com", "tarn"})
    void bucketsAreFoundInPaths(String host) throws Exception {
        var body =
                "PUT /bucket//key HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi";
        assertThat(raw(body)).startsWith("HTTP/1.1 200 ");
        assertThat(echo.objects.objects()).containsKey("bucket//key");
    }

    private String raw(String request) throws IOException {
        try (var socket = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), echo.server.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void anyKeyBelongsToTheDefaultAccount() {
        try (var sts = echo.sts(EchoServer.ANY)) {
            assertThat(sts.getCallerIdentity().arn()).isEqualTo("arn:aws:iam::123456789012:root");
        }
    }

    @Test
    void aKeyOfTwelveDigitsNamesItsAccount() {
        try (var sts = echo.sts(AwsBasicCredentials.create("000000000000", "x"))) {
            assertThat(sts.getCallerIdentity().arn()).isEqualTo("arn:aws:iam::000000000000:root");
        }
    }

    @Test
    void aKeyThatIamMadeMeansItsUser() {
        try (var sts = echo.sts(echo.know("AKIAUSER", null, null, true))) {
            var identity = sts.getCallerIdentity();
            assertThat(identity.account()).isEqualTo("111122223333");
            assertThat(identity.arn()).isEqualTo("arn:aws:iam::111122223333:user/AKIAUSER");
        }
    }

    @Test
    void aSessionThatEndedIsRefusedWithoutEnforcementToo() {
        var ended = echo.know("ASIAENDED", "token", java.time.Instant.EPOCH, true);
        try (var sts = echo.sts(ended)) {
            var fault = catchThrowableOfType(
                    software.amazon.awssdk.services.sts.model.StsException.class, sts::getCallerIdentity);
            assertThat(fault.awsErrorDetails().errorCode()).isEqualTo("ExpiredToken");
        }
    }

    @Test
    void nobodyIsTheDefaultAccountToo() throws Exception {
        var answer = echo.send(
                "POST",
                "/",
                "Action=GetCallerIdentity&Version=2011-06-15",
                "Content-Type",
                "application/x-www-form-urlencoded");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("<Account>123456789012</Account>");
    }

    @Test
    void queryActionsMayStandInTheUrl() throws Exception {
        assertThat(echo.send("GET", "/?Action=GetCallerIdentity&Version=2011-06-15", "")
                        .body())
                .contains("<Account>123456789012</Account>");
    }

    @Test
    void theRegionIsThatOfTheSignature() {
        try (var sts = software.amazon.awssdk.services.sts.StsClient.builder()
                .endpointOverride(echo.url())
                .region(software.amazon.awssdk.regions.Region.EU_CENTRAL_1)
                .credentialsProvider(
                        software.amazon.awssdk.auth.credentials.StaticCredentialsProvider.create(EchoServer.ANY))
                .build()) {
            assertThat(sts.getCallerIdentity().userId()).isEqualTo("eu-central-1");
        }
    }

    @Test
    void faultsOfPartsArriveAsTheSdksExceptions() {
        try (var glue = echo.client(GlueClient.builder(), EchoServer.ANY);
                var s3 = echo.s3(EchoServer.ANY)) {
            assertThatThrownBy(() -> glue.getDatabase(get -> get.name("absent")))
                    .isInstanceOf(EntityNotFoundException.class)
                    .hasMessageContaining("Database absent not found.");
            assertThatThrownBy(() -> s3.getObject(get -> get.bucket("bucket").key("absent")))
                    .isInstanceOf(NoSuchKeyException.class);
        }
    }

    @Test
    void whatNoPartImplementsNamesItself() {
        try (var glue = echo.client(GlueClient.builder(), EchoServer.ANY);
                var s3 = echo.s3(EchoServer.ANY)) {
            var fault = catchThrowableOfType(GlueException.class, () -> glue.listJobs(list -> {}));
            assertThat(fault.statusCode()).isEqualTo(501);
            assertThat(fault.awsErrorDetails().errorCode()).isEqualTo("NotImplemented");
            assertThat(fault.getMessage()).contains("Glue ListJobs");
            var other = catchThrowableOfType(S3Exception.class, s3::listBuckets);
            assertThat(other.statusCode()).isEqualTo(501);
            assertThat(other.getMessage()).contains("S3 ListBuckets");
        }
    }

    @Test
    void aBugOfOursIsAnInternalFailureWithTheRequestsId() throws Exception {
        var answer = echo.send(
                "POST",
                "/",
                "{\"DatabaseName\":\"d\"}",
                "Content-Type",
                "application/x-amz-json-1.1",
                "X-Amz-Target",
                "AWSGlue.GetTables");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body())
                .contains("InternalFailure")
                .contains(answer.headers().firstValue("x-amzn-requestid").orElseThrow())
                .doesNotContain("meant by the test");
    }

    @Test
    void aServiceThatIsNotCarriedIsNamedAndNoOtherAnswersForIt() throws Exception {
        var answer = echo.send(
                "POST",
                "/",
                "{}",
                "Content-Type",
                "application/x-amz-json-1.0",
                "X-Amz-Target",
                "AmazonSQS.ListQueues",
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=b",
                "X-Amz-Date",
                "20260101T000000Z");
        assertThat(answer.statusCode()).isEqualTo(501);
        assertThat(answer.body()).contains("NotImplemented").contains("'sqs'");
    }

    @Test
    void anUnknownOperationIsRefusedAsAwsDoes() throws Exception {
        var known = echo.send("POST", "/", "{}", "X-Amz-Target", "AWSGlue.Fly");
        assertThat(known.statusCode()).isEqualTo(400);
        assertThat(known.body()).contains("UnknownOperationException");
        var unknown = echo.send("POST", "/", "{}", "X-Amz-Target", "Nobody.Fly");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).contains("UnknownOperationException");
    }

    @Test
    void gzipBodiesAreUnpackedForServicesAndKeptForObjects() throws Exception {
        try (var metrics = echo.client(CloudWatchClient.builder(), EchoServer.ANY)) {
            metrics.putMetricData(put -> put.namespace("n")
                    .metricData(IntStream.range(0, 900)
                            .mapToObj(i -> MetricDatum.builder()
                                    .metricName("metric-with-a-long-name-" + i)
                                    .value((double) i)
                                    .build())
                            .toList()));
        }
        assertThat(echo.metrics.counts()).containsEntry("n", 900);
        echo.send("PUT", "/bucket/zipped", "not really zipped", "Content-Encoding", "gzip");
        assertThat(echo.objects.objects().get("bucket/zipped")).asString().isEqualTo("not really zipped");
    }

    @Test
    void aGzipBombIsRefused() throws Exception {
        var bomb = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bomb)) {
            var zeros = new byte[1 << 20];
            for (int i = 0; i < 200; i++) {
                gzip.write(zeros);
            }
        }
        try (var socket = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), echo.server.port())) {
            socket.getOutputStream()
                    .write(("POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Encoding: gzip\r\n"
                                    + "X-Amz-Target: AWSGlue.GetTables\r\nContent-Length: " + bomb.size() + "\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(bomb.toByteArray());
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 413 ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n', 200, ''",
        "'5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhQ==\r\n\r\n', 400, BadDigest",
        "'5\r\nhello\r\n0\r\nx-amz-checksum-crc32:short\r\n\r\n', 400, InvalidRequest",
        "'5\r\nhello\r\n0\r\n\r\n', 400, MalformedTrailerError",
        "'4\r\nhell\r\n0\r\n\r\n', 400, IncompleteBody",
        "'6\r\nhello!\r\n0\r\n\r\n', 400, IncompleteBody",
        "'5\r\nhello\r\n', 400, IncompleteBody",
        "'5\r\nhel', 400, IncompleteBody",
        "'zz\r\nhello\r\n', 400, IncompleteBody",
    })
    void framedBodiesAreTakenOnlyIfTheyAreWholeAndRight(String framed, int status, String code) throws IOException {
        var answer =
                raw("PUT /bucket/framed HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Encoding: aws-chunked\r\n"
                        + "x-amz-decoded-content-length: 5\r\nx-amz-trailer: x-amz-checksum-crc32\r\n"
                        + "x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\r\nContent-Length: "
                        + framed.length()
                        + "\r\n\r\n" + framed);
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains(code);
        assertThat(echo.objects.objects().containsKey("bucket/framed")).isEqualTo(status == 200);
    }

    @Test
    void anObjectWhoseConnectionIsCutIsNotKept() throws Exception {
        try (var socket = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), echo.server.port())) {
            socket.getOutputStream()
                    .write("PUT /bucket/cut HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nshort"
                            .getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("IncompleteBody");
        }
        assertThat(echo.objects.objects()).doesNotContainKey("bucket/cut");
        assertThat(echo.objects.notes().get("bucket/cut")).contains("5 of 10 bytes");
    }

    @Test
    void headersThatAreTooLongForS3AreRefusedAsS3Does() throws Exception {
        var answer = echo.send("PUT", "/bucket/key", "", "x-amz-meta-long", "x".repeat(9_000));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("<Code>RequestHeaderSectionTooLarge</Code>");
    }

    @Test
    void aPresignedUrlEndsAlsoWithoutEnforcement() throws Exception {
        var expired = "/bucket/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a%2F20200101%2Fus-east-1%2Fs3%2F"
                + "aws4_request&X-Amz-Date=20200101T000000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=b";
        var answer = echo.send("GET", expired, "");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("AccessDenied").contains("Request has expired");
        var old = echo.send("GET", "/bucket/key?AWSAccessKeyId=a&Signature=b&Expires=1600000000", "");
        assertThat(old.statusCode()).isEqualTo(403);
    }

    @Test
    void everyAnswerCarriesThePlatformsDate() throws Exception {
        echo.platform.clock().advance(java.time.Duration.ofDays(1000));
        var date =
                echo.send("GET", "/bucket/key", "").headers().firstValue("date").orElseThrow();
        var year = echo.platform
                .clock()
                .instant()
                .atOffset(java.time.ZoneOffset.UTC)
                .getYear();
        assertThat(date).contains(" " + year + " ").endsWith(" GMT");
    }
}
