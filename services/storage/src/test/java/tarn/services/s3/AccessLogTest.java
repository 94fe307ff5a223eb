package tarn.services.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.s3.InProcess.BUCKET;
import static tarn.services.s3.InProcess.refused;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketLoggingStatus;
import software.amazon.awssdk.services.s3.model.S3Object;
import tarn.kernel.Caller;
import tarn.kernel.testing.TestPlatform;

/** Requests to a bucket, told by the access log that is delivered into another. */
@OverHttp
final class AccessLogTest {

    @RegisterExtension
    final InProcess tarn = new InProcess();

    @BeforeEach
    void logs() {
        tarn.s3().createBucket(request -> request.bucket("logs"));
    }

    private void log(BucketLoggingStatus status) {
        tarn.s3().putBucketLogging(request -> request.bucket(BUCKET).bucketLoggingStatus(status));
    }

    private static BucketLoggingStatus to(String target) {
        return BucketLoggingStatus.builder()
                .loggingEnabled(enabled -> enabled.targetBucket(target).targetPrefix("log/"))
                .build();
    }

    private List<String> delivered() {
        return tarn.s3().listObjectsV2(request -> request.bucket("logs")).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    private String content(String key) {
        return tarn.s3()
                .getObjectAsBytes(request -> request.bucket("logs").key(key))
                .asUtf8String();
    }

    @Test
    void requestsAreToldAsAwsTellsThem() {
        log(to("logs"));
        tarn.put("a b", "content");
        Wire.ask(tarn.port(), "GET", "/bucket/none?x=1", "User-Agent: evil\" agent", "Referer: http://example.com/");
        tarn.s3().listObjectsV2(request -> request.bucket(BUCKET));
        assertThat(delivered()).isEmpty();
        tarn.platform().clock().advance(AccessLog.INTERVAL);
        assertThat(delivered()).singleElement().satisfies(key -> {
            assertThat(key).matches("log/2026-01-01-00-05-00-[0-9A-F]{16}");
            var owner = Owners.id(TestPlatform.ACCOUNT);
            var lines = content(key).lines().toList();
            assertThat(lines)
                    .hasSize(3)
                    .allMatch(line -> line.startsWith(owner + " bucket [01/Jan/2026:00:00:00 +0000]"));
            assertThat(lines)
                    .anyMatch(line -> line.contains(owner + " ")
                            && line.contains(" REST.PUT.OBJECT a+b \"PUT /bucket/a%20b HTTP/1.1\" 200 - - 7 "));
            assertThat(lines)
                    .anyMatch(line -> line.contains("\"GET /bucket/none?x=1 HTTP/1.1\" 404 NoSuchKey ")
                            && line.contains("\"http://example.com/\" \"evil%22 agent\" - "));
            assertThat(lines).anyMatch(line -> line.contains(" REST.GET.BUCKET - "));
        });
    }

    @Test
    void anObjectThatIsReadIsToldOnceItWasSent() {
        log(to("logs"));
        tarn.get(aKeyPutByAPeer());
        // The line is kept when the client has its answer already
        for (int i = 0; i < 1_000 && delivered().isEmpty(); i++) {
            tarn.platform().clock().advance(AccessLog.INTERVAL);
        }
        assertThat(content(delivered().getFirst())).contains(" REST.GET.OBJECT key ", " 200 - 7 7 ");
    }

    private String aKeyPutByAPeer() {
        TestPlatform.CALLER.run(() -> tarn.platform()
                .client(S3Client.class)
                .putObject(request -> request.bucket(BUCKET).key("key"), RequestBody.fromString("content")));
        return "key";
    }

    @Test
    void deliveryLogsNothingItself() {
        tarn.s3().putBucketLogging(request -> request.bucket("logs").bucketLoggingStatus(to("logs")));
        Wire.ask(tarn.port(), "GET", "/logs/none");
        for (int i = 0; i < 4; i++) {
            tarn.platform().clock().advance(AccessLog.INTERVAL);
        }
        assertThat(tarn.platform().clock().instant()).isAfter(TestPlatform.START);
        TestPlatform.CALLER.run(() -> assertThat(delivered()).hasSize(1));
    }

    @Test
    void aPartitionedKeyNamesWhereTheRequestsWere() {
        log(BucketLoggingStatus.builder()
                .loggingEnabled(enabled -> enabled.targetBucket("logs")
                        .targetPrefix("")
                        .targetObjectKeyFormat(
                                format -> format.partitionedPrefix(by -> by.partitionDateSource("EventTime"))))
                .build());
        tarn.put("key", "content");
        tarn.platform().clock().advance(AccessLog.INTERVAL);
        assertThat(delivered().getFirst())
                .matches("123456789012/us-east-1/bucket/2026/01/01/2026-01-01-00-00-00-[0-9A-F]{16}");
    }

    @Test
    void aResetForgetsWhatWasToBeDelivered() {
        log(to("logs"));
        tarn.put("key", "content");
        tarn.platform().reset(null, null);
        tarn.s3().createBucket(request -> request.bucket(BUCKET));
        tarn.s3().createBucket(request -> request.bucket("logs"));
        log(to("logs"));
        tarn.put("key", "content");
        tarn.platform().clock().advance(AccessLog.INTERVAL);
        assertThat(content(delivered().getFirst()).lines()).hasSize(2);
    }

    @Test
    void aTargetMustBeOnesOwnAndThere() {
        refused(400, "InvalidTargetBucketForLogging", () -> log(to("no-such-bucket")));
        Caller.root("210987654321", "us-east-1", "test")
                .run(() -> tarn.platform().client(S3Client.class).createBucket(request -> request.bucket("theirs")));
        refused(400, "InvalidTargetBucketForLogging", () -> log(to("theirs")));
        log(to("logs"));
        assertThat(tarn.s3()
                        .getBucketLogging(request -> request.bucket(BUCKET))
                        .loggingEnabled()
                        .targetBucket())
                .isEqualTo("logs");
        log(BucketLoggingStatus.builder().build());
        assertThat(tarn.s3().getBucketLogging(request -> request.bucket(BUCKET)).loggingEnabled())
                .isNull();
    }
}
