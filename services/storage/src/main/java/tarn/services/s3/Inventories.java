package tarn.services.s3;

import static java.lang.System.Logger.Level.WARNING;
import static tarn.services.s3.ReportFaults.fieldNotWritten;
import static tarn.services.s3.S3Faults.malformedXml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteBucketInventoryConfigurationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketInventoryConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketInventoryConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketInventoryConfigurationResponse;
import software.amazon.awssdk.services.s3.model.InventoryConfiguration;
import software.amazon.awssdk.services.s3.model.InventoryFormat;
import software.amazon.awssdk.services.s3.model.InventoryFrequency;
import software.amazon.awssdk.services.s3.model.InventoryIncludedObjectVersions;
import software.amazon.awssdk.services.s3.model.InventoryOptionalField;
import software.amazon.awssdk.services.s3.model.ListBucketInventoryConfigurationsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketInventoryConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.PutBucketInventoryConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketInventoryConfigurationResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Formats;
import tarn.store.Key;

/**
 * Inventories: what they are to hold, and when they are written. A daily one is written at midnight UTC, a weekly one at
 * the midnight that begins a Sunday; the first at the next such midnight, where AWS takes up to two days.
 *
 * <p>Of the fields, those of event holds are refused, since objects have none here.
 */
final class Inventories implements S3Client, Part {

    private static final System.Logger LOG = System.getLogger(Inventories.class.getName());
    private static final String TIMER = "s3/inventory";

    private final Platform platform;
    private final Holdings holdings;
    private final ObjectGrants grants;
    private final NamedConfigurations<InventoryConfiguration> configurations;

    Inventories(Platform platform, Holdings holdings, ObjectGrants grants) {
        this.platform = platform;
        this.holdings = holdings;
        this.grants = grants;
        this.configurations = new NamedConfigurations<>(
                new Configurations<>(holdings, "inventory", Formats.record(InventoryConfiguration.class)),
                platform.tokens(),
                "ListBucketInventoryConfigurations",
                InventoryConfiguration::id);
        platform.timers().beside(TIMER, this::fire);
    }

    @Override
    public PutBucketInventoryConfigurationResponse putBucketInventoryConfiguration(
            PutBucketInventoryConfigurationRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var configuration = request.inventoryConfiguration();
        configurations.check(request.bucket(), request.id(), configuration);
        check(configuration);
        var batch = configurations.put(holdings.batch(), request.bucket(), request.id(), configuration);
        var timer = request.bucket() + "/" + request.id();
        if (configuration.isEnabled()) {
            platform.timers()
                    .set(
                            batch,
                            TIMER,
                            timer,
                            next(configuration, platform.clock().instant()));
        } else {
            platform.timers().cancel(batch, TIMER, timer);
        }
        holdings.commit(request.bucket(), batch);
        return PutBucketInventoryConfigurationResponse.builder().build();
    }

    private static void check(InventoryConfiguration configuration) {
        var destination = configuration.destination().s3BucketDestination();
        BucketNames.ofArn(destination.bucket());
        if (destination.format() == InventoryFormat.UNKNOWN_TO_SDK_VERSION
                || configuration.schedule().frequency() == InventoryFrequency.UNKNOWN_TO_SDK_VERSION
                || configuration.includedObjectVersions() == InventoryIncludedObjectVersions.UNKNOWN_TO_SDK_VERSION
                || configuration.optionalFields().contains(InventoryOptionalField.UNKNOWN_TO_SDK_VERSION)) {
            throw malformedXml();
        }
        for (var field : configuration.optionalFields()) {
            if (InventoryField.of(field).isEmpty()) {
                throw fieldNotWritten(field.toString());
            }
        }
    }

    private static Instant next(InventoryConfiguration configuration, Instant after) {
        var day = after.atOffset(ZoneOffset.UTC).toLocalDate().plusDays(1);
        var due = configuration.schedule().frequency() == InventoryFrequency.WEEKLY
                ? day.with(TemporalAdjusters.nextOrSame(DayOfWeek.SUNDAY))
                : day;
        return due.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /* Whoever is killed while a report is written writes it again: the timer goes when this returns. */
    private void fire(String name, Instant due) {
        var bucket = name.substring(0, name.indexOf('/'));
        var id = name.substring(name.indexOf('/') + 1);
        var owned = holdings.buckets().get(Key.of(bucket));
        var configuration = configurations.find(bucket, id).filter(InventoryConfiguration::isEnabled);
        if (owned.isEmpty() || configuration.isEmpty()) {
            return;
        }
        try {
            new InventoryReport(platform, holdings, grants, owned.get(), configuration.get(), due).write();
        } catch (S3Exception refused) {
            // As on AWS, a report that may not be delivered is not delivered later either
            LOG.log(WARNING, "The inventory " + id + " of " + bucket + " was refused at its destination", refused);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var batch = platform.batch();
        platform.timers().set(batch, TIMER, name, next(configuration.get(), due));
        batch.commit();
    }

    @Override
    public GetBucketInventoryConfigurationResponse getBucketInventoryConfiguration(
            GetBucketInventoryConfigurationRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        return GetBucketInventoryConfigurationResponse.builder()
                .inventoryConfiguration(configurations.get(request.bucket(), request.id()))
                .build();
    }

    @Override
    public DeleteBucketInventoryConfigurationResponse deleteBucketInventoryConfiguration(
            DeleteBucketInventoryConfigurationRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        configurations.delete(request.bucket(), request.id());
        return DeleteBucketInventoryConfigurationResponse.builder().build();
    }

    @Override
    public ListBucketInventoryConfigurationsResponse listBucketInventoryConfigurations(
            ListBucketInventoryConfigurationsRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var page = configurations.page(request.bucket(), request.continuationToken());
        return ListBucketInventoryConfigurationsResponse.builder()
                .inventoryConfigurationList(page.all())
                .isTruncated(page.next() != null)
                .continuationToken(request.continuationToken())
                .nextContinuationToken(page.next())
                .build();
    }
}
