package tarn.services.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tarn.kernel.testing.TestPlatform.CALLER;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.InsufficientSnsTopicPolicyException;
import software.amazon.awssdk.services.cloudtrail.model.InvalidSnsTopicNameException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import tarn.kernel.Caller;
import tarn.kernel.LocalPlatform;
import tarn.kernel.Part;
import tarn.kernel.Service;
import tarn.kernel.testing.TestPlatform;
import tarn.policy.Cause;

/** Whom trails tell beside their buckets: topics of their files, the default event bus of their events. */
class TrailsTellTest {

    private static final String TOPIC = "arn:aws:sns:us-east-1:123456789012:files";

    private final LocalPlatform platform = TestPlatform.open();
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<PutEventsRequestEntry> events = new LinkedBlockingQueue<>();
    private boolean busIsThere = true;

    private static final class Bucket implements S3Client, Part {
        @Override
        public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
            return PutObjectResponse.builder().build();
        }
    }

    private final class Topic implements SnsClient, Part {
        @Override
        public PublishResponse publish(PublishRequest request) {
            if (!request.topicArn().equals(TOPIC)) {
                throw NotFoundException.builder().message("no").build();
            }
            assertThat(Caller.current().principal()).isEqualTo("cloudtrail.amazonaws.com");
            assertThat(Cause.ifBound().orElseThrow().arn()).endsWith(":trail/audit");
            messages.add(request.message());
            return PublishResponse.builder().build();
        }
    }

    private final class Bus implements EventBridgeClient, Part {
        @Override
        public PutEventsResponse putEvents(PutEventsRequest request) {
            if (!busIsThere) {
                throw new IllegalStateException("no bus today");
            }
            assertThat(Caller.current().principal()).isEqualTo("cloudtrail.amazonaws.com");
            events.addAll(request.entries());
            return PutEventsResponse.builder().build();
        }
    }

    @BeforeEach
    void open() {
        platform.services()
                .add(S3Client.class, () -> Service.of(S3Client.class, new Bucket()))
                .add(SnsClient.class, () -> Service.of(SnsClient.class, new Topic()))
                .add(EventBridgeClient.class, () -> Service.of(EventBridgeClient.class, new Bus()))
                .add(CloudTrailClient.class, () -> CloudTrail.on(platform, Duration.ofMinutes(5)))
                .through(platform.audit());
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private CloudTrailClient trails() {
        return platform.client(CloudTrailClient.class);
    }

    private @Nullable Instant notified() {
        return CALLER.call(() -> trails().getTrailStatus(b -> b.name("audit")).latestNotificationTime());
    }

    private String message() throws InterruptedException {
        var message = messages.poll(10, TimeUnit.SECONDS);
        return message == null ? "none came" : message;
    }

    @Test
    void aTopicIsToldOfEachFile() throws InterruptedException {
        CALLER.run(() -> {
            var made = trails().createTrail(
                            b -> b.name("audit").s3BucketName("logs").snsTopicName("files"));
            assertThat(made.snsTopicARN()).isEqualTo(TOPIC);
            trails().startLogging(b -> b.name("audit"));
        });
        assertThat(message()).isEqualTo("CloudTrail validation message.");

        platform.clock().advance(Duration.ofMinutes(5));

        assertThat(message())
                .matches("\\{\"s3Bucket\":\"logs\",\"s3ObjectKey\":\\["
                        + "\"AWSLogs/123456789012/CloudTrail/us-east-1/2026/01/01/[^\"]+\\.json\\.gz\"]}");
        // The topic hears of a file a moment before the trail's status does
        for (int i = 0; i < 500 && notified() == null; i++) {
            messages.poll(20, TimeUnit.MILLISECONDS);
        }
        assertThat(notified()).isEqualTo(platform.clock().instant());
        CALLER.run(() -> {
            assertThat(trails().getTrailStatus(b -> b.name("audit")).latestNotificationError())
                    .isEmpty();
            trails().updateTrail(b -> b.name("audit").snsTopicName(""));
            assertThat(trails().getTrail(b -> b.name("audit")).trail().snsTopicARN())
                    .isNull();
        });
    }

    @Test
    void aTopicThatIsNotThereIsRefused() {
        CALLER.run(() -> {
            assertThatThrownBy(() -> trails().createTrail(
                                    b -> b.name("audit").s3BucketName("logs").snsTopicName("nowhere")))
                    .isInstanceOf(InsufficientSnsTopicPolicyException.class);
            assertThatThrownBy(() -> trails().createTrail(
                                    b -> b.name("audit").s3BucketName("logs").snsTopicName("no topic")))
                    .isInstanceOf(InvalidSnsTopicNameException.class);
            assertThat(trails().listTrails(b -> {}).trails()).isEmpty();
        });
    }

    private List<String> told() {
        platform.clock().advance(Duration.ofSeconds(1));
        return events.stream()
                .peek(event -> assertThat(event.detailType()).isEqualTo("AWS API Call via CloudTrail"))
                .map(event -> event.source() + " " + event.detail().replaceFirst(".*\"eventName\":\"(\\w+)\".*", "$1"))
                .toList();
    }

    @Test
    void theEventBusIsToldOfWhatChangesSomethingWhileATrailLogs() {
        CALLER.run(() -> trails().createTrail(b -> b.name("audit").s3BucketName("logs")));
        assertThat(told()).isEmpty();

        CALLER.run(() -> {
            trails().startLogging(b -> b.name("audit"));
            trails().listTrails(b -> {});
            trails().updateTrail(b -> b.name("audit").enableLogFileValidation(true));
        });
        assertThat(told()).containsExactly("aws.cloudtrail StartLogging", "aws.cloudtrail UpdateTrail");
        CALLER.in("eu-west-1").run(() -> trails().createEventDataStore(b -> b.name("elsewhere")));
        assertThat(told()).hasSize(2);

        CALLER.run(() -> {
            trails().stopLogging(b -> b.name("audit"));
            trails().updateTrail(b -> b.name("audit").enableLogFileValidation(false));
        });
        assertThat(told()).hasSize(2);
    }

    @Test
    void whatTheEventBusMissedItIsToldLater() {
        CALLER.run(() -> trails().createTrail(b -> b.name("audit").s3BucketName("logs")));
        platform.clock().advance(Duration.ofSeconds(1));
        busIsThere = false;
        CALLER.run(() -> trails().startLogging(b -> b.name("audit")));
        assertThat(told()).isEmpty();

        busIsThere = true;
        platform.clock().advance(Duration.ofMinutes(1));

        assertThat(told()).containsExactly("aws.cloudtrail StartLogging");
    }
}
