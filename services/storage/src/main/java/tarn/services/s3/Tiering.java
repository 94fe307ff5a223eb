package tarn.services.s3;

import static tarn.services.s3.ReportFaults.tieringDays;
import static tarn.services.s3.S3Faults.malformedXml;

import java.util.HashSet;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteBucketIntelligentTieringConfigurationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketIntelligentTieringConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketIntelligentTieringConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketIntelligentTieringConfigurationResponse;
import software.amazon.awssdk.services.s3.model.IntelligentTieringAccessTier;
import software.amazon.awssdk.services.s3.model.IntelligentTieringConfiguration;
import software.amazon.awssdk.services.s3.model.IntelligentTieringStatus;
import software.amazon.awssdk.services.s3.model.ListBucketIntelligentTieringConfigurationsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketIntelligentTieringConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.PutBucketIntelligentTieringConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketIntelligentTieringConfigurationResponse;
import tarn.kernel.PagingTokens;
import tarn.kernel.Part;
import tarn.store.Formats;

/**
 * Configurations of the archive tiers of INTELLIGENT_TIERING: kept and told as they were set.
 *
 * <p>Nothing is moved between tiers, since nobody counts how often an object is read.
 */
final class Tiering implements S3Client, Part {

    private static final int DAYS_MAX = 730;

    private final Holdings holdings;
    private final NamedConfigurations<IntelligentTieringConfiguration> configurations;

    Tiering(Holdings holdings, PagingTokens tokens) {
        this.holdings = holdings;
        this.configurations = new NamedConfigurations<>(
                new Configurations<>(
                        holdings, "intelligent-tiering", Formats.record(IntelligentTieringConfiguration.class)),
                tokens,
                "ListBucketIntelligentTieringConfigurations",
                IntelligentTieringConfiguration::id);
    }

    @Override
    public PutBucketIntelligentTieringConfigurationResponse putBucketIntelligentTieringConfiguration(
            PutBucketIntelligentTieringConfigurationRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var configuration = request.intelligentTieringConfiguration();
        configurations.check(request.bucket(), request.id(), configuration);
        check(configuration);
        configurations.put(request.bucket(), request.id(), configuration);
        return PutBucketIntelligentTieringConfigurationResponse.builder().build();
    }

    @Override
    public GetBucketIntelligentTieringConfigurationResponse getBucketIntelligentTieringConfiguration(
            GetBucketIntelligentTieringConfigurationRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        return GetBucketIntelligentTieringConfigurationResponse.builder()
                .intelligentTieringConfiguration(configurations.get(request.bucket(), request.id()))
                .build();
    }

    @Override
    public DeleteBucketIntelligentTieringConfigurationResponse deleteBucketIntelligentTieringConfiguration(
            DeleteBucketIntelligentTieringConfigurationRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        configurations.delete(request.bucket(), request.id());
        return DeleteBucketIntelligentTieringConfigurationResponse.builder().build();
    }

    @Override
    public ListBucketIntelligentTieringConfigurationsResponse listBucketIntelligentTieringConfigurations(
            ListBucketIntelligentTieringConfigurationsRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var page = configurations.page(request.bucket(), request.continuationToken());
        return ListBucketIntelligentTieringConfigurationsResponse.builder()
                .intelligentTieringConfigurationList(page.all())
                .isTruncated(page.next() != null)
                .continuationToken(request.continuationToken())
                .nextContinuationToken(page.next())
                .build();
    }

    private static void check(IntelligentTieringConfiguration configuration) {
        if (configuration.status() == IntelligentTieringStatus.UNKNOWN_TO_SDK_VERSION
                || configuration.tierings().isEmpty()) {
            throw malformedXml();
        }
        var filter = configuration.filter();
        if (filter != null) {
            Predicates.one(filter.prefix(), filter.tag(), filter.and());
            Predicates.tag(filter.tag());
            if (filter.and() != null) {
                Predicates.several(filter.and().tags(), filter.and().prefix());
            }
        }
        var tiers = new HashSet<IntelligentTieringAccessTier>();
        for (var tiering : configuration.tierings()) {
            if (tiering.accessTier() == IntelligentTieringAccessTier.UNKNOWN_TO_SDK_VERSION
                    || !tiers.add(tiering.accessTier())) {
                throw malformedXml();
            }
            int least = tiering.accessTier() == IntelligentTieringAccessTier.ARCHIVE_ACCESS ? 90 : 180;
            if (tiering.days() < least || tiering.days() > DAYS_MAX) {
                throw tieringDays(tiering.accessTierAsString(), least, DAYS_MAX);
            }
        }
    }
}
