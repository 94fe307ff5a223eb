package tarn.services.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tarn.kernel.testing.TestPlatform.CALLER;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudtrail.model.InsightSelector;
import software.amazon.awssdk.services.cloudtrail.model.InvalidCloudWatchLogsLogGroupArnException;
import software.amazon.awssdk.services.cloudtrail.model.InvalidCloudWatchLogsRoleArnException;
import software.amazon.awssdk.services.cloudtrail.model.InvalidHomeRegionException;
import software.amazon.awssdk.services.cloudtrail.model.InvalidMaxResultsException;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttribute;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttributeKey;
import software.amazon.awssdk.services.cloudtrail.model.S3BucketDoesNotExistException;
import software.amazon.awssdk.services.cloudtrail.model.TrailAlreadyExistsException;
import software.amazon.awssdk.services.cloudtrail.model.TrailNotFoundException;
import software.amazon.awssdk.services.cloudtrail.model.UnsupportedOperationException;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import tarn.kernel.Caller;
import tarn.kernel.LocalPlatform;
import tarn.kernel.Part;
import tarn.kernel.Service;
import tarn.kernel.testing.TestPlatform;
import tarn.services.cloudwatchlogs.CloudWatchLogs;

class TrailsTest {

    private final LocalPlatform platform = TestPlatform.open();
    private final Objects objects = new Objects();

    /** A bucket named logs. */
    static final class Objects implements S3Client, Part {
        private boolean refusing;
        final Map<String, byte[]> files = new TreeMap<>();
        final Map<String, Map<String, String>> metadata = new TreeMap<>();

        @Override
        public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
            if (refusing || !request.bucket().equals("logs")) {
                throw NoSuchBucketException.builder().message("no").build();
            }
            assertThat(Caller.current().principal()).isEqualTo("cloudtrail.amazonaws.com");
            try (var in = body.contentStreamProvider().newStream()) {
                files.put(request.key(), in.readAllBytes());
                metadata.put(request.key(), request.metadata());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return PutObjectResponse.builder().build();
        }

        List<String> keys(String part) {
            return files.keySet().stream()
                    .filter(key -> key.contains(part) && !key.endsWith("/"))
                    .toList();
        }

        String signature(String key) {
            return metadata.getOrDefault(key, Map.of()).getOrDefault("signature", "");
        }

        JsonNode json(String key) {
            try {
                return new ObjectMapper().readTree(plain(key));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        byte[] plain(String key) {
            try (var in = new GZIPInputStream(new ByteArrayInputStream(files.get(key)))) {
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @BeforeEach
    void open() {
        platform.services()
                .add(S3Client.class, () -> Service.of(S3Client.class, objects))
                .add(CloudWatchLogsClient.class, () -> CloudWatchLogs.on(platform))
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

    private void create(String name, boolean validated) {
        CALLER.run(() ->
                trails().createTrail(b -> b.name(name).s3BucketName("logs").enableLogFileValidation(validated)));
        platform.clock().advance(Duration.ofSeconds(1));
        CALLER.run(() -> trails().startLogging(b -> b.name(name)));
    }

    @Test
    void aTrailIsFoundByNameAndArnAndOnlyOnce() {
        create("audit", false);
        CALLER.run(() -> {
            assertThatThrownBy(() -> trails().createTrail(b -> b.name("audit").s3BucketName("logs")))
                    .isInstanceOf(TrailAlreadyExistsException.class);
            assertThatThrownBy(() -> trails().createTrail(b -> b.name("other").s3BucketName("nowhere")))
                    .isInstanceOf(S3BucketDoesNotExistException.class);
            assertThatThrownBy(() -> trails().getTrail(b -> b.name("absent")))
                    .isInstanceOf(TrailNotFoundException.class);
            var trail = trails().getTrail(b -> b.name("audit")).trail();
            assertThat(trail.trailARN()).isEqualTo("arn:aws:cloudtrail:us-east-1:123456789012:trail/audit");
            assertThat(trails().getTrail(b -> b.name(trail.trailARN())).trail()).isEqualTo(trail);
            CALLER.in("eu-west-1")
                    .run(() -> assertThatThrownBy(() -> trails().deleteTrail(b -> b.name(trail.trailARN())))
                            .isInstanceOf(InvalidHomeRegionException.class));
            assertThatThrownBy(() -> trails().putInsightSelectors(b -> b.trailName("audit")
                            .insightSelectors(InsightSelector.builder()
                                    .insightType("ApiCallRateInsight")
                                    .build())))
                    .isInstanceOf(UnsupportedOperationException.class);
        });
    }

    @Test
    void eventsAreDeliveredEveryFiveMinutes() {
        create("audit", false);
        CALLER.run(() -> trails().listTrails(b -> {}));
        platform.clock().advance(Duration.ofMinutes(5));
        assertThat(objects.keys("_CloudTrail_")).singleElement().satisfies(key -> {
            assertThat(key)
                    .matches("AWSLogs/123456789012/CloudTrail/us-east-1/2026/01/01/123456789012_CloudTrail_us-east-1_"
                            + "20260101T0005Z_[A-Za-z0-9]{16}\\.json\\.gz");
            assertThat(objects.json(key).path("Records"))
                    .extracting(event -> event.path("eventName").asText())
                    .contains("StartLogging", "ListTrails")
                    .doesNotContain("CreateTrail");
        });
        CALLER.run(
                () -> assertThat(trails().getTrailStatus(b -> b.name("audit")).latestDeliveryTime())
                        .isEqualTo(Instant.parse("2026-01-01T00:05:01Z")));
        CALLER.run(() -> trails().stopLogging(b -> b.name("audit")));
        int delivered = objects.keys("_CloudTrail_").size();
        CALLER.run(() -> trails().listTrails(b -> {}));
        platform.clock().advance(Duration.ofMinutes(10));
        assertThat(objects.keys("_CloudTrail_")).hasSize(delivered);
        CALLER.run(
                () -> assertThat(trails().getTrailStatus(b -> b.name("audit")).isLogging())
                        .isFalse());
    }

    @Test
    void eventsGoIntoALogGroupToo() {
        var group = "arn:aws:logs:us-east-1:123456789012:log-group:audit:*";
        var role = "arn:aws:iam::123456789012:role/logging";
        create("audit", false);
        CALLER.run(() -> trails().listPublicKeys(b -> {}));
        platform.clock().advance(Duration.ofMinutes(1));
        CALLER.run(() -> {
            assertThatThrownBy(() -> trails().updateTrail(b ->
                            b.name("audit").cloudWatchLogsLogGroupArn(group).cloudWatchLogsRoleArn(role)))
                    .isInstanceOf(InvalidCloudWatchLogsLogGroupArnException.class);
            assertThatThrownBy(() -> trails().updateTrail(b -> b.name("audit").cloudWatchLogsLogGroupArn(group)))
                    .isInstanceOf(InvalidCloudWatchLogsRoleArnException.class);
            logs().createLogGroup(create -> create.logGroupName("audit"));
            trails().updateTrail(b ->
                    b.name("audit").cloudWatchLogsLogGroupArn(group).cloudWatchLogsRoleArn(role));
            assertThat(trails().getTrail(b -> b.name("audit")).trail().cloudWatchLogsLogGroupArn())
                    .isEqualTo(group);
            trails().listTrails(b -> {});
        });
        platform.clock().advance(Duration.ofMinutes(5));
        CALLER.run(() -> {
            assertThat(lines())
                    .anyMatch(line -> line.contains("\"eventName\":\"ListTrails\""))
                    .noneMatch(line -> line.contains("\"eventName\":\"ListPublicKeys\""));
            assertThat(trails().getTrailStatus(b -> b.name("audit")).latestCloudWatchLogsDeliveryTime())
                    .isEqualTo(Instant.parse("2026-01-01T00:06:01Z"));
            logs().deleteLogGroup(delete -> delete.logGroupName("audit"));
            trails().describeTrails(b -> {});
        });
        platform.clock().advance(Duration.ofMinutes(5));
        CALLER.run(() -> {
            assertThat(trails().getTrailStatus(b -> b.name("audit")).latestCloudWatchLogsDeliveryError())
                    .isEqualTo("ResourceNotFoundException");
            logs().createLogGroup(create -> create.logGroupName("audit"));
        });
        platform.clock().advance(Duration.ofMinutes(5));
        CALLER.run(() -> {
            assertThat(lines().stream().filter(line -> line.contains("\"eventName\":\"DescribeTrails\"")))
                    .hasSize(1);
            trails().updateTrail(
                            b -> b.name("audit").cloudWatchLogsLogGroupArn("").cloudWatchLogsRoleArn(""));
            assertThat(trails().getTrail(b -> b.name("audit")).trail().cloudWatchLogsLogGroupArn())
                    .isNull();
        });
    }

    private CloudWatchLogsClient logs() {
        return platform.client(CloudWatchLogsClient.class);
    }

    private List<String> lines() {
        return logs()
                .getLogEvents(get -> get.logGroupName("audit")
                        .logStreamName("123456789012_CloudTrail_us-east-1")
                        .startFromHead(true))
                .events()
                .stream()
                .map(line -> line.message())
                .toList();
    }

    @Test
    void digestsAreChainedAndSigned() throws Exception {
        create("audit", true);
        CALLER.run(() -> trails().listTrails(b -> {}));
        platform.clock().advance(Duration.ofHours(2));
        var keys = objects.keys("CloudTrail-Digest");
        assertThat(keys).hasSize(2);
        var first = objects.json(keys.get(0));
        var second = objects.json(keys.get(1));
        assertThat(first.path("previousDigestSignature").isNull()).isTrue();
        assertThat(second.path("previousDigestSignature").asText()).isEqualTo(objects.signature(keys.get(0)));
        assertThat(second.path("digestStartTime")).isEqualTo(first.path("digestEndTime"));
        var file = first.path("logFiles").get(0);
        assertThat(Delivery.sha256(objects.plain(file.path("s3Object").asText())))
                .isEqualTo(file.path("hashValue").asText());
        var signed = second.path("digestEndTime").asText() + "\nlogs/" + keys.get(1) + "\n"
                + Delivery.sha256(objects.plain(keys.get(1))) + "\n"
                + second.path("previousDigestSignature").asText();
        var key = CALLER.call(
                () -> trails().listPublicKeys(b -> {}).publicKeyList().getFirst());
        assertThat(key.fingerprint())
                .isEqualTo(second.path("digestPublicKeyFingerprint").asText());
        var pkcs1 = key.value().asByteArray();
        var modulus = new BigInteger(Arrays.copyOfRange(pkcs1, 8, 8 + 257));
        var verifying = Signature.getInstance("SHA256withRSA");
        verifying.initVerify(KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(modulus, BigInteger.valueOf(65_537))));
        verifying.update(signed.getBytes(StandardCharsets.UTF_8));
        assertThat(verifying.verify(HexFormat.of().parseHex(objects.signature(keys.get(1)))))
                .isTrue();
    }

    @Test
    void whatABucketRefusesIsToldAndDeliveredLater() {
        create("audit", false);
        objects.refusing = true;
        platform.clock().advance(Duration.ofMinutes(5));
        CALLER.run(
                () -> assertThat(trails().getTrailStatus(b -> b.name("audit")).latestDeliveryError())
                        .isEqualTo("NoSuchBucket"));
        objects.refusing = false;
        platform.clock().advance(Duration.ofMinutes(5));
        assertThat(objects.keys("_CloudTrail_")).hasSize(1);
        CALLER.run(
                () -> assertThat(trails().getTrailStatus(b -> b.name("audit")).latestDeliveryError())
                        .isEmpty());
    }

    @Test
    void historyIsSearchedAndPaged() {
        CALLER.run(() -> {
            for (int i = 0; i < 5; i++) {
                trails().listTrails(b -> {});
            }
            trails().describeTrails(b -> {});
            var found = trails()
                    .lookupEventsPaginator(b -> b.maxResults(2)
                            .lookupAttributes(LookupAttribute.builder()
                                    .attributeKey(LookupAttributeKey.EVENT_NAME)
                                    .attributeValue("ListTrails")
                                    .build()))
                    .events()
                    .stream()
                    .map(Event::eventName)
                    .toList();
            assertThat(found).hasSize(5).containsOnly("ListTrails");
            assertThatThrownBy(() -> trails().lookupEvents(b -> b.maxResults(51)))
                    .isInstanceOf(InvalidMaxResultsException.class);
        });
        platform.clock().advance(Duration.ofDays(92));
        CALLER.run(() -> assertThat(trails().lookupEvents(b -> {}).events()).isEmpty());
        CALLER.run(() ->
                assertThat(platform.audit().log().after("Management", 0, 10)).hasSize(1));
    }
}
