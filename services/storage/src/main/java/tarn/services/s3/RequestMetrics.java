package tarn.services.s3;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteBucketMetricsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketMetricsConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketMetricsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketMetricsConfigurationResponse;
import software.amazon.awssdk.services.s3.model.ListBucketMetricsConfigurationsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketMetricsConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.MetricsConfiguration;
import software.amazon.awssdk.services.s3.model.PutBucketMetricsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketMetricsConfigurationResponse;
import tarn.kernel.PagingTokens;
import tarn.kernel.Part;

/**
 * Configurations of request metrics: each has {@link RequestFigures} told to CloudWatch.
 */
final class RequestMetrics implements S3Client, Part {

    private final Holdings holdings;
    private final RequestFigures figures;
    private final NamedConfigurations<MetricsConfiguration> configurations;

    RequestMetrics(
            Holdings holdings, Configurations<MetricsConfiguration> kept, RequestFigures figures, PagingTokens tokens) {
        this.holdings = holdings;
        this.figures = figures;
        this.configurations =
                new NamedConfigurations<>(kept, tokens, "ListBucketMetricsConfigurations", MetricsConfiguration::id);
    }

    @Override
    public PutBucketMetricsConfigurationResponse putBucketMetricsConfiguration(
            PutBucketMetricsConfigurationRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var configuration = request.metricsConfiguration();
        configurations.check(request.bucket(), request.id(), configuration);
        check(configuration);
        configurations.put(request.bucket(), request.id(), configuration);
        figures.count(request.bucket());
        return PutBucketMetricsConfigurationResponse.builder().build();
    }

    @Override
    public GetBucketMetricsConfigurationResponse getBucketMetricsConfiguration(
            GetBucketMetricsConfigurationRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        return GetBucketMetricsConfigurationResponse.builder()
                .metricsConfiguration(configurations.get(request.bucket(), request.id()))
                .build();
    }

    @Override
    public DeleteBucketMetricsConfigurationResponse deleteBucketMetricsConfiguration(
            DeleteBucketMetricsConfigurationRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        configurations.delete(request.bucket(), request.id());
        return DeleteBucketMetricsConfigurationResponse.builder().build();
    }

    @Override
    public ListBucketMetricsConfigurationsResponse listBucketMetricsConfigurations(
            ListBucketMetricsConfigurationsRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var page = configurations.page(request.bucket(), request.continuationToken());
        return ListBucketMetricsConfigurationsResponse.builder()
                .metricsConfigurationList(page.all())
                .isTruncated(page.next() != null)
                .continuationToken(request.continuationToken())
                .nextContinuationToken(page.next())
                .build();
    }

    private static void check(MetricsConfiguration configuration) {
        var filter = configuration.filter();
        if (filter != null) {
            Predicates.one(filter.prefix(), filter.tag(), filter.accessPointArn(), filter.and());
            Predicates.tag(filter.tag());
            if (filter.and() != null) {
                Predicates.several(
                        filter.and().tags(), filter.and().prefix(), filter.and().accessPointArn());
            }
        }
    }
}
