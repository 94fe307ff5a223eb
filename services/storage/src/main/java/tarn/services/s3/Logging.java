package tarn.services.s3;

import static tarn.services.s3.S3Faults.malformedXml;
import static tarn.services.s3.S3Faults.notImplemented;
import static tarn.services.s3.SettingFaults.crossLocationLogging;
import static tarn.services.s3.SettingFaults.invalidLogTarget;
import static tarn.services.s3.SettingFaults.logGrantsNotTaken;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetBucketLoggingRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLoggingResponse;
import software.amazon.awssdk.services.s3.model.LoggingEnabled;
import software.amazon.awssdk.services.s3.model.PartitionDateSource;
import software.amazon.awssdk.services.s3.model.PutBucketLoggingRequest;
import software.amazon.awssdk.services.s3.model.PutBucketLoggingResponse;
import tarn.kernel.Part;
import tarn.store.Key;

/**
 * Which buckets have an access log, and where it is delivered.
 *
 * <p>Where we differ from AWS: {@code TargetGrants} are refused.
 */
final class Logging implements S3Client, Part {

    private final Holdings holdings;
    private final Exposure exposure;
    private final AccessLog log;

    Logging(Holdings holdings, Exposure exposure, AccessLog log) {
        this.holdings = holdings;
        this.exposure = exposure;
        this.log = log;
    }

    @Override
    public PutBucketLoggingResponse putBucketLogging(PutBucketLoggingRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var next = request.bucketLoggingStatus().loggingEnabled();
        if (next == null) {
            log.stop(bucket.name());
        } else {
            check(bucket, next);
            log.start(bucket.name(), next);
        }
        return PutBucketLoggingResponse.builder().build();
    }

    @Override
    public GetBucketLoggingResponse getBucketLogging(GetBucketLoggingRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        return GetBucketLoggingResponse.builder()
                .loggingEnabled(log.of(request.bucket()).orElse(null))
                .build();
    }

    private void check(OwnedBucket bucket, LoggingEnabled next) {
        if (next.targetBucket() == null || next.targetPrefix() == null) {
            throw malformedXml();
        }
        var target = holdings.buckets()
                .get(Key.of(next.targetBucket()))
                .orElseThrow(() -> invalidLogTarget("The target bucket for logging does not exist"));
        if (!target.owner().equals(bucket.owner())) {
            throw invalidLogTarget("The owner for the bucket to be logged and the target bucket must be the same.");
        }
        if (!target.region().equals(bucket.region())) {
            throw crossLocationLogging();
        }
        if (!next.targetGrants().isEmpty()) {
            throw exposure.hasAcls(target.name()) ? notImplemented("TargetGrants") : logGrantsNotTaken();
        }
        var format = next.targetObjectKeyFormat();
        if (format != null) {
            var partitioned = format.partitionedPrefix();
            if ((partitioned == null) == (format.simplePrefix() == null)
                    || (partitioned != null
                            && partitioned.partitionDateSource() == PartitionDateSource.UNKNOWN_TO_SDK_VERSION)) {
                throw malformedXml();
            }
        }
    }
}
