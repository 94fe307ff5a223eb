package tarn.services.s3;

import static tarn.services.s3.S3Faults.fault;
import static tarn.services.s3.S3Faults.invalidArgument;

import java.util.Map;
import software.amazon.awssdk.services.s3.model.InvalidObjectStateException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What can be wrong about archived objects, in S3's own words. */
final class ArchiveFaults {

    private static final String STATE = "InvalidObjectState";

    static S3Exception archived(String storageClass) {
        return state("The operation is not valid for the object's storage class", storageClass);
    }

    static S3Exception archivedSource(String storageClass) {
        return state("Operation is not valid for the source object's storage class", storageClass);
    }

    static S3Exception notArchived(String storageClass) {
        return state("Restore is not allowed for the object's current storage class", storageClass);
    }

    static S3Exception restoreOngoing() {
        return fault(409, "RestoreAlreadyInProgress", "Object restore is already in progress");
    }

    static S3Exception expeditedNotForClass() {
        return invalidArgument("Retrieval option is not supported by this storage class", "Tier", "Expedited");
    }

    private static S3Exception state(String message, String storageClass) {
        return fault(InvalidObjectStateException.builder().storageClass(storageClass), 403, STATE, message, Map.of());
    }

    private ArchiveFaults() {}
}
