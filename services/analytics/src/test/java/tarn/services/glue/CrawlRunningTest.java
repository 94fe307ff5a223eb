package tarn.services.glue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Crawler;
import software.amazon.awssdk.services.glue.model.CrawlerHistoryState;
import software.amazon.awssdk.services.glue.model.CrawlerRunningException;
import software.amazon.awssdk.services.glue.model.CrawlerState;
import software.amazon.awssdk.services.glue.model.CrawlerStoppingException;
import software.amazon.awssdk.services.glue.model.LastCrawlStatus;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import tarn.kernel.LocalPlatform;
import tarn.kernel.Part;
import tarn.kernel.Service;
import tarn.kernel.testing.TestPlatform;

/** What can be done to a crawl while it runs: here it waits in its listing of S3 until the test lets it go on. */
@SuppressWarnings("unchecked") // the SDK's varargs of builders
class CrawlRunningTest {

    private final CountDownLatch listing = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    /** An S3 that lists slowly, and nothing else. */
    private final class SlowS3 implements S3Client, Part {
        @Override
        public software.amazon.awssdk.services.s3.model.HeadBucketResponse headBucket(
                software.amazon.awssdk.services.s3.model.HeadBucketRequest request) {
            return software.amazon.awssdk.services.s3.model.HeadBucketResponse.builder()
                    .build();
        }

        @Override
        public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
            listing.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return ListObjectsV2Response.builder().isTruncated(false).build();
        }
    }

    private GlueClient slow(LocalPlatform platform) {
        platform.services().add(GlueClient.class, () -> Glue.on(platform));
        platform.services().add(S3Client.class, () -> Service.of(S3Client.class, new SlowS3()));
        return GlueSetup.as(platform, GlueClient.class);
    }

    private void begin(GlueClient glue) throws InterruptedException {
        glue.createDatabase(request -> request.databaseInput(input -> input.name("db")));
        glue.createCrawler(request -> request.name("c")
                .role("r")
                .databaseName("db")
                .targets(targets -> targets.s3Targets(target -> target.path("s3://lake/"))));
        glue.startCrawler(request -> request.name("c"));
        listing.await();
    }

    @Test
    void aRunningCrawlerIsLeftInPeace() throws Exception {
        try (var platform = TestPlatform.open()) {
            var glue = slow(platform);
            begin(glue);
            assertThat(glue.getCrawler(request -> request.name("c")).crawler().state())
                    .isEqualTo(CrawlerState.RUNNING);
            assertThatThrownBy(() -> glue.startCrawler(request -> request.name("c")))
                    .isInstanceOf(CrawlerRunningException.class)
                    .hasMessageContaining("Crawler with name c has already started");
            assertThatThrownBy(() ->
                            glue.updateCrawler(request -> request.name("c").description("x")))
                    .isInstanceOf(CrawlerRunningException.class);
            assertThatThrownBy(() -> glue.deleteCrawler(request -> request.name("c")))
                    .isInstanceOf(CrawlerRunningException.class);
            goOn.countDown();
            assertThat(GlueSetup.ended(glue, "c").lastCrawl().status()).isEqualTo(LastCrawlStatus.SUCCEEDED);
        }
    }

    @Test
    void aStoppedCrawlIsCancelled() throws Exception {
        try (var platform = TestPlatform.open()) {
            var glue = slow(platform);
            begin(glue);
            glue.stopCrawler(request -> request.name("c"));
            assertThat(glue.getCrawler(request -> request.name("c")).crawler().state())
                    .isEqualTo(CrawlerState.STOPPING);
            assertThatThrownBy(() -> glue.stopCrawler(request -> request.name("c")))
                    .isInstanceOf(CrawlerStoppingException.class);
            goOn.countDown();
            assertThat(GlueSetup.ended(glue, "c").lastCrawl().status()).isEqualTo(LastCrawlStatus.CANCELLED);
            assertThat(glue.listCrawls(request -> request.crawlerName("c")).crawls())
                    .singleElement()
                    .satisfies(run -> assertThat(run.state()).isEqualTo(CrawlerHistoryState.STOPPED));
        }
    }

    @Test
    void aCrawlThatWasCutOffIsFailedAfterwardsAndANewOneCompletes(@TempDir Path data) throws Exception {
        var interrupted = LocalPlatform.open(data, TestPlatform.options(1));
        interrupted.ready();
        begin(slow(interrupted));
        interrupted.close();
        try (var platform = LocalPlatform.open(data, TestPlatform.options(2))) {
            platform.ready();
            var glue = GlueSetup.glue(platform);
            Crawler crawler = glue.getCrawler(request -> request.name("c")).crawler();
            assertThat(crawler.state()).isEqualTo(CrawlerState.READY);
            assertThat(crawler.lastCrawl().status()).isEqualTo(LastCrawlStatus.FAILED);
            assertThat(crawler.lastCrawl().errorMessage()).contains("interrupted");
            var s3 = GlueSetup.as(platform, S3Client.class);
            s3.createBucket(request -> request.bucket("lake"));
            s3.putObject(request -> request.bucket("lake").key("t/a.csv"), RequestBody.fromString("a,b\n1,2\n"));
            glue.startCrawler(request -> request.name("c"));
            assertThat(GlueSetup.ended(glue, "c").lastCrawl().status()).isEqualTo(LastCrawlStatus.SUCCEEDED);
            assertThat(GlueSetup.table(glue, "t").name()).isEqualTo("t");
        } finally {
            goOn.countDown();
        }
    }
}
