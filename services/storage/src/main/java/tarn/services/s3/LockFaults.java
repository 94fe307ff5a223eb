package tarn.services.s3;

import static tarn.services.s3.S3Faults.fault;
import static tarn.services.s3.S3Faults.invalidArgument;
import static tarn.services.s3.S3Faults.invalidRequest;

import java.util.Map;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What can be wrong about Object Lock, in S3's own words. */
final class LockFaults {

    static S3Exception noLockOfBucket() {
        return invalidRequest("Bucket is missing Object Lock Configuration");
    }

    static S3Exception noLockConfiguration(String bucket) {
        return fault(
                404,
                "ObjectLockConfigurationNotFoundError",
                "Object Lock configuration does not exist for this bucket",
                Map.of("BucketName", bucket));
    }

    static S3Exception noLockOfObject() {
        return fault(
                404, "NoSuchObjectLockConfiguration", "The specified object does not have a ObjectLock configuration");
    }

    static S3Exception lockNeedsVersioning() {
        return fault(
                409,
                "InvalidBucketState",
                "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration");
    }

    static S3Exception lockKeepsVersioning() {
        return fault(
                409,
                "InvalidBucketState",
                "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.");
    }

    static S3Exception locked() {
        return fault(403, "AccessDenied", "Access Denied because object protected by object lock.");
    }

    static S3Exception retentionHalfGiven() {
        return invalidRequest("x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied");
    }

    static S3Exception retentionPast(String until) {
        return invalidArgument(
                "The retain until date must be in the future!", "x-amz-object-lock-retain-until-date", until);
    }

    static S3Exception unknownMode(String given) {
        return invalidArgument("Unknown wormMode directive.", "x-amz-object-lock-mode", given);
    }

    static S3Exception unknownHold(String given) {
        return invalidArgument("Legal Hold must be either of 'ON' or 'OFF'", "x-amz-object-lock-legal-hold", given);
    }

    static S3Exception lockNeedsDigest() {
        return invalidRequest("Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with"
                + " Object Lock parameters");
    }

    static S3Exception retentionNotPositive() {
        return invalidArgument(
                "Default retention period must be a positive integer value.", "Default retention period", "");
    }

    static S3Exception retentionTooLong(int daysMax) {
        return invalidArgument(
                "Default retention period must be at most " + daysMax + " days.", "Default retention period", "");
    }

    private LockFaults() {}
}
