package tarn.services.kinesis;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.KmsAccessDeniedException;
import software.amazon.awssdk.services.kinesis.model.KmsDisabledException;
import software.amazon.awssdk.services.kinesis.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kinesis.model.KmsNotFoundException;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ValidationException;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import tarn.kernel.Caller;

/** Kinesis' errors, in AWS's own words. */
final class KinesisFaults {

    static KinesisException streamNotFound(String name) {
        return notFound("Stream " + name + " under account " + Caller.current().account() + " not found.");
    }

    static KinesisException shardNotFound(String shard, String stream) {
        return notFound("Could not find shard " + shard + " in stream " + stream + " under account "
                + Caller.current().account() + ".");
    }

    static KinesisException notFound(String message) {
        return with(ResourceNotFoundException.builder(), "ResourceNotFoundException", message);
    }

    static KinesisException streamExists(String name) {
        return inUse("Stream " + name + " under account " + Caller.current().account() + " already exists.");
    }

    static KinesisException inUse(String message) {
        return with(ResourceInUseException.builder(), "ResourceInUseException", message);
    }

    static KinesisException invalid(String message) {
        return with(InvalidArgumentException.builder(), "InvalidArgumentException", message);
    }

    static KinesisException unvalidated(String message) {
        return with(ValidationException.builder(), "ValidationException", message);
    }

    static KinesisException limitExceeded(String message) {
        return with(LimitExceededException.builder(), "LimitExceededException", message);
    }

    static KinesisException throttled(String shard, String stream) {
        return with(
                ProvisionedThroughputExceededException.builder(),
                "ProvisionedThroughputExceededException",
                "Rate exceeded for shard " + shard + " in stream " + stream + " under account "
                        + Caller.current().account() + ".");
    }

    static KinesisException iteratorExpired(long madeMillis, long nowMillis) {
        return with(
                ExpiredIteratorException.builder(),
                "ExpiredIteratorException",
                "Iterator expired. The iterator was created at time " + java.time.Instant.ofEpochMilli(madeMillis)
                        + " while right now it is " + java.time.Instant.ofEpochMilli(nowMillis)
                        + " which is further in the future than the tolerated delay of 300000 milliseconds.");
    }

    /** What KMS refuses, as Kinesis tells it. */
    static KinesisException ofKey(KmsException fault) {
        var message = fault.awsErrorDetails() == null
                ? String.valueOf(fault.getMessage())
                : fault.awsErrorDetails().errorMessage();
        return switch (fault) {
            case NotFoundException _ -> with(KmsNotFoundException.builder(), "KMSNotFoundException", message);
            case DisabledException _ -> with(KmsDisabledException.builder(), "KMSDisabledException", message);
            case software.amazon.awssdk.services.kms.model.KmsInvalidStateException _ ->
                with(KmsInvalidStateException.builder(), "KMSInvalidStateException", message);
            default -> with(KmsAccessDeniedException.builder(), "KMSAccessDeniedException", message);
        };
    }

    /** The details are what peers in this process see; on the wire the class says the same. */
    private static KinesisException with(KinesisException.Builder fault, String code, String message) {
        return (KinesisException) fault.message(message)
                .statusCode(400)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .serviceName("Kinesis")
                        .build())
                .build();
    }

    private KinesisFaults() {}
}
