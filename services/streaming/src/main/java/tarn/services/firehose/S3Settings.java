package tarn.services.firehose;

import static tarn.services.firehose.FirehoseFaults.invalid;
import static tarn.services.firehose.FirehoseFaults.notCarried;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.firehose.model.BufferingHints;
import software.amazon.awssdk.services.firehose.model.CloudWatchLoggingOptions;
import software.amazon.awssdk.services.firehose.model.CompressionFormat;
import software.amazon.awssdk.services.firehose.model.DataFormatConversionConfiguration;
import software.amazon.awssdk.services.firehose.model.EncryptionConfiguration;
import software.amazon.awssdk.services.firehose.model.ExtendedS3DestinationConfiguration;
import software.amazon.awssdk.services.firehose.model.ExtendedS3DestinationDescription;
import software.amazon.awssdk.services.firehose.model.ExtendedS3DestinationUpdate;
import software.amazon.awssdk.services.firehose.model.NoEncryptionConfig;
import software.amazon.awssdk.services.firehose.model.S3BackupMode;
import software.amazon.awssdk.services.firehose.model.S3DestinationConfiguration;
import software.amazon.awssdk.services.firehose.model.S3DestinationDescription;
import software.amazon.awssdk.services.firehose.model.S3DestinationUpdate;

/** What may be said of a place in S3: with AWS's defaults when it is made, only what changes when it is updated. */
final class S3Settings {

    private static final int PARTITIONED_MEGABYTES_MIN = 64;

    private S3Settings() {}

    private static final BufferingHints HINTS =
            BufferingHints.builder().sizeInMBs(5).intervalInSeconds(300).build();
    private static final EncryptionConfiguration PLAIN = EncryptionConfiguration.builder()
            .noEncryptionConfig(NoEncryptionConfig.NO_ENCRYPTION)
            .build();
    private static final CloudWatchLoggingOptions SILENT =
            CloudWatchLoggingOptions.builder().enabled(false).build();

    /** Hands a value on if there is one. */
    static <T> void given(@Nullable T value, Consumer<T> to) {
        if (value != null) {
            to.accept(value);
        }
    }

    static S3DestinationDescription made(S3DestinationConfiguration wish) {
        var next = S3DestinationDescription.builder()
                .bufferingHints(HINTS)
                .compressionFormat(CompressionFormat.UNCOMPRESSED)
                .encryptionConfiguration(PLAIN)
                .cloudWatchLoggingOptions(SILENT)
                .roleARN(wish.roleARN())
                .bucketARN(wish.bucketARN())
                .prefix(wish.prefix())
                .errorOutputPrefix(wish.errorOutputPrefix());
        given(wish.bufferingHints(), hints -> next.bufferingHints(hints(HINTS, hints)));
        given(wish.compressionFormat(), next::compressionFormat);
        given(wish.encryptionConfiguration(), next::encryptionConfiguration);
        given(wish.cloudWatchLoggingOptions(), next::cloudWatchLoggingOptions);
        return checked(next.build());
    }

    static S3DestinationDescription changed(@Nullable S3DestinationDescription present, S3DestinationUpdate wish) {
        if (present == null) {
            if (wish.roleARN() == null || wish.bucketARN() == null) {
                throw invalid("RoleARN and BucketARN of the backup must be specified.");
            }
            return made(S3DestinationConfiguration.builder()
                    .roleARN(wish.roleARN())
                    .bucketARN(wish.bucketARN())
                    .prefix(wish.prefix())
                    .errorOutputPrefix(wish.errorOutputPrefix())
                    .bufferingHints(wish.bufferingHints())
                    .compressionFormat(wish.compressionFormat())
                    .encryptionConfiguration(wish.encryptionConfiguration())
                    .cloudWatchLoggingOptions(wish.cloudWatchLoggingOptions())
                    .build());
        }
        var next = present.toBuilder();
        given(wish.roleARN(), next::roleARN);
        given(wish.bucketARN(), next::bucketARN);
        given(wish.prefix(), next::prefix);
        given(wish.errorOutputPrefix(), next::errorOutputPrefix);
        given(wish.bufferingHints(), hints -> next.bufferingHints(hints(present.bufferingHints(), hints)));
        given(wish.compressionFormat(), next::compressionFormat);
        given(wish.encryptionConfiguration(), next::encryptionConfiguration);
        given(wish.cloudWatchLoggingOptions(), next::cloudWatchLoggingOptions);
        return checked(next.build());
    }

    /** The same place, said in the longer way. */
    static ExtendedS3DestinationConfiguration extended(S3DestinationConfiguration wish) {
        return ExtendedS3DestinationConfiguration.builder()
                .roleARN(wish.roleARN())
                .bucketARN(wish.bucketARN())
                .prefix(wish.prefix())
                .errorOutputPrefix(wish.errorOutputPrefix())
                .bufferingHints(wish.bufferingHints())
                .compressionFormat(wish.compressionFormat())
                .encryptionConfiguration(wish.encryptionConfiguration())
                .cloudWatchLoggingOptions(wish.cloudWatchLoggingOptions())
                .build();
    }

    static ExtendedS3DestinationUpdate extended(S3DestinationUpdate wish) {
        return ExtendedS3DestinationUpdate.builder()
                .roleARN(wish.roleARN())
                .bucketARN(wish.bucketARN())
                .prefix(wish.prefix())
                .errorOutputPrefix(wish.errorOutputPrefix())
                .bufferingHints(wish.bufferingHints())
                .compressionFormat(wish.compressionFormat())
                .encryptionConfiguration(wish.encryptionConfiguration())
                .cloudWatchLoggingOptions(wish.cloudWatchLoggingOptions())
                .build();
    }

    static ExtendedS3DestinationDescription made(ExtendedS3DestinationConfiguration wish) {
        var next = ExtendedS3DestinationDescription.builder()
                .bufferingHints(HINTS)
                .compressionFormat(CompressionFormat.UNCOMPRESSED)
                .encryptionConfiguration(PLAIN)
                .cloudWatchLoggingOptions(SILENT)
                .s3BackupMode(S3BackupMode.DISABLED)
                .roleARN(wish.roleARN())
                .bucketARN(wish.bucketARN())
                .prefix(wish.prefix())
                .errorOutputPrefix(wish.errorOutputPrefix())
                .processingConfiguration(wish.processingConfiguration())
                .dataFormatConversionConfiguration(wish.dataFormatConversionConfiguration())
                .dynamicPartitioningConfiguration(wish.dynamicPartitioningConfiguration())
                .fileExtension(wish.fileExtension())
                .customTimeZone(wish.customTimeZone());
        given(wish.bufferingHints(), hints -> next.bufferingHints(hints(HINTS, hints)));
        given(wish.compressionFormat(), next::compressionFormat);
        given(wish.encryptionConfiguration(), next::encryptionConfiguration);
        given(wish.cloudWatchLoggingOptions(), next::cloudWatchLoggingOptions);
        given(wish.s3BackupMode(), next::s3BackupMode);
        given(wish.s3BackupConfiguration(), backup -> next.s3BackupDescription(made(backup)));
        return checked(next.build());
    }

    static ExtendedS3DestinationDescription changed(
            ExtendedS3DestinationDescription present, ExtendedS3DestinationUpdate wish) {
        var next = present.toBuilder();
        given(wish.roleARN(), next::roleARN);
        given(wish.bucketARN(), next::bucketARN);
        given(wish.prefix(), next::prefix);
        given(wish.errorOutputPrefix(), next::errorOutputPrefix);
        given(wish.bufferingHints(), hints -> next.bufferingHints(hints(present.bufferingHints(), hints)));
        given(wish.compressionFormat(), next::compressionFormat);
        given(wish.encryptionConfiguration(), next::encryptionConfiguration);
        given(wish.cloudWatchLoggingOptions(), next::cloudWatchLoggingOptions);
        given(wish.processingConfiguration(), next::processingConfiguration);
        given(wish.dataFormatConversionConfiguration(), next::dataFormatConversionConfiguration);
        given(wish.dynamicPartitioningConfiguration(), next::dynamicPartitioningConfiguration);
        given(wish.fileExtension(), next::fileExtension);
        given(wish.customTimeZone(), next::customTimeZone);
        given(wish.s3BackupMode(), next::s3BackupMode);
        given(
                wish.s3BackupUpdate(),
                backup -> next.s3BackupDescription(changed(present.s3BackupDescription(), backup)));
        return checked(next.build());
    }

    private static BufferingHints hints(BufferingHints present, BufferingHints wish) {
        var next = present.toBuilder();
        given(wish.sizeInMBs(), next::sizeInMBs);
        given(wish.intervalInSeconds(), next::intervalInSeconds);
        return next.build();
    }

    private static S3DestinationDescription checked(S3DestinationDescription place) {
        if (place.compressionFormat() == CompressionFormat.UNKNOWN_TO_SDK_VERSION) {
            throw invalid("CompressionFormat " + place.compressionFormatAsString() + " is unknown.");
        }
        checkPrefixes(place.prefix(), place.errorOutputPrefix());
        return place;
    }

    private static ExtendedS3DestinationDescription checked(ExtendedS3DestinationDescription place) {
        if (place.compressionFormat() == CompressionFormat.UNKNOWN_TO_SDK_VERSION) {
            throw invalid("CompressionFormat " + place.compressionFormatAsString() + " is unknown.");
        }
        checkPrefixes(place.prefix(), place.errorOutputPrefix());
        if (place.s3BackupMode() == S3BackupMode.ENABLED && place.s3BackupDescription() == null) {
            throw invalid("S3BackupConfiguration must be specified when S3BackupMode is Enabled.");
        }
        var zone = place.customTimeZone();
        if (zone != null && !zone.isEmpty()) {
            try {
                var _ = ZoneId.of(zone);
            } catch (DateTimeException e) {
                throw invalid("CustomTimeZone " + zone + " is not a time zone.");
            }
        }
        Processing.check(place);
        if (converts(place.dataFormatConversionConfiguration())) {
            throw notCarried("Record format conversion to Parquet and ORC");
        }
        if (partitions(place) && place.bufferingHints().sizeInMBs() < PARTITIONED_MEGABYTES_MIN) {
            throw invalid("BufferingHints.SizeInMBs must be at least 64 when Dynamic Partitioning is enabled.");
        }
        return place;
    }

    private static boolean converts(@Nullable DataFormatConversionConfiguration conversion) {
        // What does not say whether it is enabled is.
        return conversion != null && !Boolean.FALSE.equals(conversion.enabled());
    }

    static boolean partitions(ExtendedS3DestinationDescription place) {
        var partitioning = place.dynamicPartitioningConfiguration();
        return partitioning != null && Boolean.TRUE.equals(partitioning.enabled());
    }

    private static void checkPrefixes(@Nullable String prefix, @Nullable String errors) {
        var normal = Prefix.of(prefix);
        var failed = Prefix.of(errors);
        if (normal.tellsErrors()) {
            throw invalid("Prefix cannot contain !{firehose:error-output-type}.");
        }
        if (!failed.values(Prefix.Namespace.QUERY).isEmpty()
                || !failed.values(Prefix.Namespace.LAMBDA).isEmpty()) {
            throw invalid("ErrorOutputPrefix cannot contain partition keys.");
        }
        if (!normal.plain() && (errors == null || errors.isEmpty())) {
            throw invalid("ErrorOutputPrefix cannot be null or empty when Prefix contains expressions.");
        }
        if (!failed.plain() && !failed.tellsErrors()) {
            throw invalid("ErrorOutputPrefix must contain !{firehose:error-output-type} if it contains expressions.");
        }
    }
}
