package tarn.services.firehose;

import software.amazon.awssdk.services.firehose.model.ConcurrentModificationException;
import software.amazon.awssdk.services.firehose.model.InvalidArgumentException;
import software.amazon.awssdk.services.firehose.model.InvalidKmsResourceException;
import software.amazon.awssdk.services.firehose.model.LimitExceededException;
import software.amazon.awssdk.services.firehose.model.ResourceInUseException;
import software.amazon.awssdk.services.firehose.model.ResourceNotFoundException;
import software.amazon.awssdk.services.firehose.model.ServiceUnavailableException;
import software.amazon.awssdk.services.kms.model.KmsException;
import tarn.kernel.Caller;

/** What can be wrong with a delivery stream, in AWS's words. */
final class FirehoseFaults {

    private FirehoseFaults() {}

    static ResourceNotFoundException streamNotFound(String name) {
        return ResourceNotFoundException.builder()
                .message("Firehose " + name + " under account "
                        + Caller.current().account() + " not found.")
                .build();
    }

    static ResourceInUseException streamExists(String name) {
        return ResourceInUseException.builder()
                .message("Firehose " + name + " under accountId "
                        + Caller.current().account() + " already exists")
                .build();
    }

    static InvalidArgumentException invalid(String message) {
        return InvalidArgumentException.builder().message(message).build();
    }

    /** What Tarn does not carry is refused, never kept and forgotten. */
    static InvalidArgumentException notCarried(String what) {
        return invalid(what + " is not carried by Tarn.");
    }

    static LimitExceededException limitExceeded(String message) {
        return LimitExceededException.builder().message(message).build();
    }

    static ConcurrentModificationException changedMeanwhile(String asked, String present) {
        return ConcurrentModificationException.builder()
                .message("Cannot update firehose: the version id " + asked + " is not the current version id " + present
                        + ".")
                .build();
    }

    static ServiceUnavailableException slowDown() {
        return ServiceUnavailableException.builder().message("Slow down.").build();
    }

    static InvalidKmsResourceException ofKey(KmsException cause) {
        var details = cause.awsErrorDetails();
        return InvalidKmsResourceException.builder()
                .message("The key of the stream cannot be used: " + (details == null ? "" : details.errorMessage()))
                .code(details == null ? "KMSInternalException" : details.errorCode())
                .cause(cause)
                .build();
    }
}
