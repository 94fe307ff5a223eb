package tarn.services.glue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.CrawlerState;
import software.amazon.awssdk.services.glue.model.LastCrawlStatus;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import tarn.kernel.LocalPlatform;
import tarn.kernel.Part;
import tarn.kernel.Service;
import tarn.kernel.testing.TestPlatform;

/** A crawl that was cut off with its process is told of at the next start, before anybody asks Glue. */
class InterruptedCrawlTest {

    @TempDir
    Path directory;

    private final CountDownLatch listing = new CountDownLatch(1);
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    /** An S3 whose listing never ends. */
    private final class EndlessS3 implements S3Client, Part {
        @Override
        public HeadBucketResponse headBucket(HeadBucketRequest request) {
            return HeadBucketResponse.builder().build();
        }

        @Override
        public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
            listing.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Error("the process dies");
            }
            return ListObjectsV2Response.builder().build();
        }
    }

    /** A bus that keeps what it is told of crawlers. */
    private final class Bus implements EventBridgeClient, Part {
        @Override
        public PutEventsResponse putEvents(PutEventsRequest request) {
            request.entries().stream()
                    .filter(entry -> entry.detailType().equals("Glue Crawler State Change"))
                    .forEach(entry -> events.add(entry.detail()));
            return PutEventsResponse.builder().failedEntryCount(0).build();
        }
    }

    private LocalPlatform open() throws Exception {
        var platform = LocalPlatform.open(directory, TestPlatform.options(1));
        platform.services().add(GlueClient.class, () -> Glue.on(platform));
        platform.services().add(S3Client.class, () -> Service.of(S3Client.class, new EndlessS3()));
        platform.services().add(EventBridgeClient.class, () -> Service.of(EventBridgeClient.class, new Bus()));
        platform.ready();
        return platform;
    }

    private String event() throws InterruptedException {
        return String.valueOf(events.poll(30, TimeUnit.SECONDS));
    }

    @Test
    @SuppressWarnings("unchecked") // the SDK's varargs of builders
    void itIsRecordedAsFailedAtTheNextStart() throws Exception {
        try (var platform = open()) {
            var glue = GlueSetup.as(platform, GlueClient.class);
            glue.createDatabase(request -> request.databaseInput(input -> input.name("db")));
            glue.createCrawler(request -> request.name("c")
                    .role("r")
                    .databaseName("db")
                    .targets(targets -> targets.s3Targets(target -> target.path("s3://lake/"))));
            glue.startCrawler(request -> request.name("c"));
            listing.await();
            assertThat(event()).contains("\"state\":\"Started\"", "\"crawlerName\":\"c\"");
        }
        events.clear();
        try (var platform = open()) {
            assertThat(event()).contains("\"state\":\"Failed\"", "interrupted");
            var crawler = GlueSetup.as(platform, GlueClient.class)
                    .getCrawler(request -> request.name("c"))
                    .crawler();
            assertThat(crawler.state()).isEqualTo(CrawlerState.READY);
            assertThat(crawler.lastCrawl().status()).isEqualTo(LastCrawlStatus.FAILED);
        }
    }
}
