package tarn.services.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.s3.InProcess.BUCKET;
import static tarn.services.s3.InProcess.refused;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.model.AnalyticsConfiguration;
import software.amazon.awssdk.services.s3.model.IntelligentTieringConfiguration;
import software.amazon.awssdk.services.s3.model.MetricsConfiguration;
import software.amazon.awssdk.services.s3.model.Tag;

/** Configurations that are kept and told as they were set. */
class KeptConfigurationsTest {

    private static final Tag TAG = Tag.builder().key("team").value("data").build();

    @RegisterExtension
    final InProcess tarn = new InProcess();

    private static software.amazon.awssdk.services.s3.model.Tiering tier(String name, int days) {
        return software.amazon.awssdk.services.s3.model.Tiering.builder()
                .accessTier(name)
                .days(days)
                .build();
    }

    private void metrics(String id, MetricsConfiguration configuration) {
        tarn.s3()
                .putBucketMetricsConfiguration(
                        request -> request.bucket(BUCKET).id(id).metricsConfiguration(configuration));
    }

    @Test
    void metricsComeBackAsTheyWereSet() {
        var configuration = MetricsConfiguration.builder()
                .id("all")
                .filter(filter -> filter.and(and -> and.prefix("logs/").tags(TAG)))
                .build();
        metrics("all", configuration);
        assertThat(tarn.s3()
                        .getBucketMetricsConfiguration(
                                request -> request.bucket(BUCKET).id("all"))
                        .metricsConfiguration())
                .isEqualTo(configuration);
        tarn.s3()
                .deleteBucketMetricsConfiguration(
                        request -> request.bucket(BUCKET).id("all"));
        refused(
                404,
                "NoSuchConfiguration",
                () -> tarn.s3()
                        .getBucketMetricsConfiguration(
                                request -> request.bucket(BUCKET).id("all")));
        refused(
                404,
                "NoSuchConfiguration",
                () -> tarn.s3()
                        .deleteBucketMetricsConfiguration(
                                request -> request.bucket(BUCKET).id("all")));
    }

    @Test
    void aListComesInPagesOfAHundred() {
        for (int i = 0; i < 201; i++) {
            var id = "m%03d".formatted(i);
            metrics(id, MetricsConfiguration.builder().id(id).build());
        }
        var ids = new ArrayList<String>();
        String token = null;
        int pages = 0;
        do {
            var from = token;
            var page = tarn.s3()
                    .listBucketMetricsConfigurations(
                            request -> request.bucket(BUCKET).continuationToken(from));
            page.metricsConfigurationList().forEach(each -> ids.add(each.id()));
            token = page.nextContinuationToken();
            assertThat(page.isTruncated()).isEqualTo(token != null);
            pages++;
        } while (token != null);
        assertThat(ids).hasSize(201).isSorted().doesNotHaveDuplicates();
        assertThat(pages).isEqualTo(3);
        refused(
                400,
                "InvalidArgument",
                () -> tarn.s3()
                        .listBucketMetricsConfigurations(
                                request -> request.bucket(BUCKET).continuationToken("nonsense")));
    }

    @Test
    void idsAndFiltersAreChecked() {
        refused(
                400,
                "InvalidArgument",
                () -> metrics("a b", MetricsConfiguration.builder().id("a b").build()));
        refused(
                400,
                "InvalidArgument",
                () -> metrics("a", MetricsConfiguration.builder().id("b").build()));
        refused(
                400,
                "MalformedXML",
                () -> metrics(
                        "a",
                        MetricsConfiguration.builder()
                                .id("a")
                                .filter(filter -> filter.and(and -> and.prefix("x")))
                                .build()));
    }

    @Test
    void analyticsComeBackAsTheyWereSet() {
        var configuration = AnalyticsConfiguration.builder()
                .id("1")
                .filter(filter -> filter.prefix("x/"))
                .storageClassAnalysis(analysis -> analysis.dataExport(export -> export.outputSchemaVersion("V_1")
                        .destination(destination -> destination.s3BucketDestination(s3 ->
                                s3.format("CSV").bucket("arn:aws:s3:::reports").prefix("p")))))
                .build();
        tarn.s3()
                .putBucketAnalyticsConfiguration(
                        request -> request.bucket(BUCKET).id("1").analyticsConfiguration(configuration));
        assertThat(tarn.s3()
                        .listBucketAnalyticsConfigurations(request -> request.bucket(BUCKET))
                        .analyticsConfigurationList())
                .containsExactly(configuration);
        var wrong = configuration.toBuilder()
                .storageClassAnalysis(analysis -> analysis.dataExport(export -> export.outputSchemaVersion("V_1")
                        .destination(destination -> destination.s3BucketDestination(
                                s3 -> s3.format("CSV").bucket("reports")))))
                .build();
        refused(
                400,
                "InvalidArgument",
                () -> tarn.s3()
                        .putBucketAnalyticsConfiguration(
                                request -> request.bucket(BUCKET).id("1").analyticsConfiguration(wrong)));
    }

    @Test
    void tieringComesBackAsItWasSet() {
        var configuration = IntelligentTieringConfiguration.builder()
                .id("archive")
                .status("Enabled")
                .filter(filter -> filter.tag(TAG))
                .tierings(tier("ARCHIVE_ACCESS", 90), tier("DEEP_ARCHIVE_ACCESS", 730))
                .build();
        tarn.s3()
                .putBucketIntelligentTieringConfiguration(
                        request -> request.bucket(BUCKET).id("archive").intelligentTieringConfiguration(configuration));
        assertThat(tarn.s3()
                        .getBucketIntelligentTieringConfiguration(
                                request -> request.bucket(BUCKET).id("archive"))
                        .intelligentTieringConfiguration())
                .isEqualTo(configuration);
        for (var tier : List.of("ARCHIVE_ACCESS", "DEEP_ARCHIVE_ACCESS")) {
            refused(
                    400,
                    "InvalidArgument",
                    () -> tarn.s3()
                            .putBucketIntelligentTieringConfiguration(request -> request.bucket(BUCKET)
                                    .id("archive")
                                    .intelligentTieringConfiguration(configuration.toBuilder()
                                            .tierings(tier(tier, 89))
                                            .build())));
        }
    }
}
