package tarn.services.s3;

import static tarn.services.s3.S3Faults.fault;
import static tarn.services.s3.S3Faults.invalidArgument;
import static tarn.services.s3.S3Faults.invalidRequest;

import java.util.Map;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What can be wrong about the rules of a life cycle, in S3's own words. */
final class LifecycleFaults {

    static S3Exception noLifecycle(String bucket) {
        return fault(
                404,
                "NoSuchLifecycleConfiguration",
                "The lifecycle configuration does not exist",
                Map.of("BucketName", bucket));
    }

    static S3Exception idTooLong() {
        return argument("ID length should not exceed allowed limit of 255", "ID");
    }

    static S3Exception idTwice() {
        return argument("Rule ID must be unique. Found same ID for more than one rule", "ID");
    }

    static S3Exception noAction() {
        return invalidRequest("At least one action needs to be specified in a rule");
    }

    static S3Exception prefixTooLong() {
        return invalidRequest("The maximum size of a prefix is 1024.");
    }

    static S3Exception tagTwice() {
        return invalidRequest("Duplicate Tag Keys are not allowed.");
    }

    static S3Exception sizesCross() {
        return invalidRequest("'ObjectSizeLessThan' should be greater than 'ObjectSizeGreaterThan'");
    }

    static S3Exception notPositive(String member, String action) {
        return argument("'" + member + "' for " + action + " action must be a positive integer", member);
    }

    static S3Exception negative(String member, String action) {
        return argument("'" + member + "' in " + action + " action must be nonnegative", member);
    }

    static S3Exception tooMany(String member, String action, int max) {
        return argument("'" + member + "' for " + action + " action must be less than or equal to " + max, member);
    }

    static S3Exception notMidnight() {
        return argument("'Date' must be at midnight GMT", "Date");
    }

    static S3Exception tooSoon(String member, String action, int min, String storageClass) {
        return argument(
                "'" + member + "' in " + action + " action must be greater than or equal to " + min
                        + " for storageClass '" + storageClass + "'",
                member);
    }

    static S3Exception mixed(String where) {
        return invalidRequest("Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule"
                + " for " + where);
    }

    static S3Exception classTwice(String action, String where) {
        return invalidRequest(
                "'StorageClass' must be different for '" + action + "' actions in same 'Rule' with " + where);
    }

    static S3Exception classesTooClose(String member, String warm, String cold, String where, int days) {
        return argument(
                "'" + member + "' in the 'Transition' action for StorageClass '" + cold + "' for " + where + " must be "
                        + days + " days more than '" + member + "' in the 'Transition' action for StorageClass '" + warm
                        + "'",
                member);
    }

    static S3Exception classesOutOfOrder(String member, String warm, String cold, String where) {
        return argument(
                "'" + member + "' in the 'Transition' action for StorageClass '" + cold + "' for " + where
                        + " must be greater than '" + member + "' in the 'Transition' action for StorageClass '" + warm
                        + "'",
                member);
    }

    static S3Exception expiresBeforeTransition(String member, String expiration, String transition, String where) {
        return argument(
                "'" + member + "' in the " + expiration + " action for " + where + " must be greater than '" + member
                        + "' in the " + transition + " action",
                member);
    }

    static S3Exception notWithTags(String action) {
        return invalidRequest(action + " cannot be specified with Tags.");
    }

    static S3Exception notWithSizes(String action) {
        return invalidRequest(action + " cannot be specified with ObjectSize.");
    }

    static S3Exception samePrefix(String prefix, String action) {
        return invalidRequest(
                "Found two rules with same prefix '" + prefix + "' for same action type '" + action + "'");
    }

    static S3Exception overlapping(String one, String other, String action) {
        return invalidRequest(
                "Found overlapping prefixes '" + one + "' and '" + other + "' for same action type '" + action + "'");
    }

    static S3Exception unknownMinimum(String given) {
        return invalidArgument(
                "Invalid value for x-amz-transition-default-minimum-object-size",
                "x-amz-transition-default-minimum-object-size",
                given);
    }

    private static S3Exception argument(String message, String member) {
        return invalidArgument(message, member, "");
    }

    static S3Exception lifecycleForbidsMfa() {
        return fault(
                409,
                "InvalidBucketState",
                "Mfa Authentication is not supported on a bucket with lifecycle configuration. Delete lifecycle"
                        + " configuration before enabling Mfa Authentication.");
    }

    static S3Exception mfaForbidsLifecycle() {
        return fault(
                409,
                "InvalidBucketState",
                "Lifecycle configuration is not supported on a bucket with Mfa Authentication.");
    }

    private LifecycleFaults() {}
}
