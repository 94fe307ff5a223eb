package tarn.services.s3;

import static tarn.services.s3.S3Faults.fault;
import static tarn.services.s3.S3Faults.invalidArgument;
import static tarn.services.s3.S3Faults.invalidRequest;

import java.util.Map;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What is wrong with a bucket's replication. */
final class ReplicationFaults {

    static S3Exception noReplication(String bucket) {
        return fault(
                404,
                "ReplicationConfigurationNotFoundError",
                "The replication configuration was not found",
                Map.of("BucketName", bucket));
    }

    static S3Exception sourceNotVersioned() {
        return invalidRequest("Versioning must be 'Enabled' on the bucket to apply a replication configuration");
    }

    static S3Exception destinationMissing() {
        return invalidRequest("Destination bucket must exist.");
    }

    static S3Exception destinationNotVersioned() {
        return invalidRequest("Destination bucket must have versioning enabled.");
    }

    static S3Exception destinationIsSource() {
        return invalidRequest("Destination bucket cannot be the same as the source bucket.");
    }

    static S3Exception invalidRole(String role) {
        return invalidArgument("Invalid Role specified in replication configuration", "Role", role);
    }

    static S3Exception ruleIdTaken(String id) {
        return invalidArgument("Rule Id must be unique. Found same Id for more than one rule", "ID", id);
    }

    static S3Exception ruleIdTooLong(String id) {
        return invalidArgument("Rule Id must not be longer than 255 characters", "ID", id);
    }

    static S3Exception needs(String member) {
        return invalidRequest(member + " must be specified for this version of Cross Region Replication configuration"
                + " schema. Please refer to S3 Developer Guide for more information.");
    }

    static S3Exception priorityTaken(int priority) {
        return invalidRequest("Found duplicate priority " + priority + " in Replication configuration");
    }

    static S3Exception versionsMixed() {
        return invalidRequest("Prefix and Filter cannot be used in the same replication configuration");
    }

    static S3Exception prefixesOverlap(String one, String other) {
        return invalidRequest("Found overlapping prefixes '" + one + "' and '" + other + "' for same destination");
    }

    static S3Exception markersWithTags() {
        return invalidRequest("Delete marker replication is not supported if any Tag filter is specified. Please refer"
                + " to S3 Developer Guide for more information.");
    }

    static S3Exception ownerNeedsAccount() {
        return invalidRequest("Account needs to be specified in Destination to use AccessControlTranslation");
    }

    static S3Exception accountDiffers(String account) {
        return invalidArgument("The destination bucket does not belong to that account", "Account", account);
    }

    static S3Exception timeNeedsMetrics() {
        return invalidRequest("Both Metrics and ReplicationTime need to be enabled, of 15 minutes, to use Replication"
                + " Time Control");
    }

    static S3Exception keyMissing() {
        return invalidRequest("EncryptionConfiguration must be specified if SseKmsEncryptedObjects is present.");
    }

    static S3Exception kmsNotSelected() {
        return invalidRequest("SseKmsEncryptedObjects must be specified if EncryptionConfiguration is present.");
    }

    static S3Exception existingObjects() {
        return invalidRequest("ExistingObjectReplication is no longer supported. To replicate existing objects, use S3"
                + " Batch Replication.");
    }

    static S3Exception keepsVersioning() {
        return fault(
                409,
                "InvalidBucketState",
                "A replication configuration is present on this bucket, so the versioning state cannot be changed.");
    }

    private ReplicationFaults() {}
}
