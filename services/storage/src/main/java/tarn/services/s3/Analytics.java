package tarn.services.s3;

import static tarn.services.s3.S3Faults.malformedXml;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AnalyticsConfiguration;
import software.amazon.awssdk.services.s3.model.AnalyticsS3ExportFileFormat;
import software.amazon.awssdk.services.s3.model.DeleteBucketAnalyticsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketAnalyticsConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketAnalyticsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAnalyticsConfigurationResponse;
import software.amazon.awssdk.services.s3.model.ListBucketAnalyticsConfigurationsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketAnalyticsConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.PutBucketAnalyticsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAnalyticsConfigurationResponse;
import software.amazon.awssdk.services.s3.model.StorageClassAnalysisSchemaVersion;
import tarn.kernel.PagingTokens;
import tarn.kernel.Part;
import tarn.store.Formats;

/**
 * Configurations of storage class analysis: kept and told as they were set. Nothing is analysed, so that nothing is
 * exported.
 */
final class Analytics implements S3Client, Part {

    private final Holdings holdings;
    private final NamedConfigurations<AnalyticsConfiguration> configurations;

    Analytics(Holdings holdings, PagingTokens tokens) {
        this.holdings = holdings;
        this.configurations = new NamedConfigurations<>(
                new Configurations<>(holdings, "analytics", Formats.record(AnalyticsConfiguration.class)),
                tokens,
                "ListBucketAnalyticsConfigurations",
                AnalyticsConfiguration::id);
    }

    @Override
    public PutBucketAnalyticsConfigurationResponse putBucketAnalyticsConfiguration(
            PutBucketAnalyticsConfigurationRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var configuration = request.analyticsConfiguration();
        configurations.check(request.bucket(), request.id(), configuration);
        check(configuration);
        configurations.put(request.bucket(), request.id(), configuration);
        return PutBucketAnalyticsConfigurationResponse.builder().build();
    }

    @Override
    public GetBucketAnalyticsConfigurationResponse getBucketAnalyticsConfiguration(
            GetBucketAnalyticsConfigurationRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        return GetBucketAnalyticsConfigurationResponse.builder()
                .analyticsConfiguration(configurations.get(request.bucket(), request.id()))
                .build();
    }

    @Override
    public DeleteBucketAnalyticsConfigurationResponse deleteBucketAnalyticsConfiguration(
            DeleteBucketAnalyticsConfigurationRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        configurations.delete(request.bucket(), request.id());
        return DeleteBucketAnalyticsConfigurationResponse.builder().build();
    }

    @Override
    public ListBucketAnalyticsConfigurationsResponse listBucketAnalyticsConfigurations(
            ListBucketAnalyticsConfigurationsRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var page = configurations.page(request.bucket(), request.continuationToken());
        return ListBucketAnalyticsConfigurationsResponse.builder()
                .analyticsConfigurationList(page.all())
                .isTruncated(page.next() != null)
                .continuationToken(request.continuationToken())
                .nextContinuationToken(page.next())
                .build();
    }

    private static void check(AnalyticsConfiguration configuration) {
        var filter = configuration.filter();
        if (filter != null) {
            Predicates.one(filter.prefix(), filter.tag(), filter.and());
            Predicates.tag(filter.tag());
            if (filter.and() != null) {
                Predicates.several(filter.and().tags(), filter.and().prefix());
            }
        }
        var export = configuration.storageClassAnalysis().dataExport();
        if (export != null) {
            var destination = export.destination().s3BucketDestination();
            if (export.outputSchemaVersion() != StorageClassAnalysisSchemaVersion.V_1
                    || destination.format() != AnalyticsS3ExportFileFormat.CSV) {
                throw malformedXml();
            }
            BucketNames.ofArn(destination.bucket());
        }
    }
}
