package tarn.services.scheduler;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.scheduler.model.ConflictException;
import software.amazon.awssdk.services.scheduler.model.ResourceNotFoundException;
import software.amazon.awssdk.services.scheduler.model.SchedulerException;
import software.amazon.awssdk.services.scheduler.model.ServiceQuotaExceededException;
import software.amazon.awssdk.services.scheduler.model.ValidationException;

/** Scheduler's errors, in AWS's own words. */
final class SchedulerFaults {

    static SchedulerException scheduleNotFound(String name) {
        return with(
                ResourceNotFoundException.builder(),
                "ResourceNotFoundException",
                404,
                "Schedule " + name + " does not exist.");
    }

    static SchedulerException groupNotFound(String name) {
        return with(
                ResourceNotFoundException.builder(),
                "ResourceNotFoundException",
                404,
                "Schedule group " + name + " does not exist.");
    }

    static SchedulerException scheduleExists(String name) {
        return with(ConflictException.builder(), "ConflictException", 409, "Schedule " + name + " already exists.");
    }

    static SchedulerException groupExists(String name) {
        return with(
                ConflictException.builder(), "ConflictException", 409, "Schedule group " + name + " already exists.");
    }

    static SchedulerException tooMany(String what) {
        return with(
                ServiceQuotaExceededException.builder(),
                "ServiceQuotaExceededException",
                402,
                "The number of " + what + " exceeds the service quota.");
    }

    static SchedulerException invalid(String message) {
        return with(ValidationException.builder(), "ValidationException", 400, message);
    }

    private static SchedulerException with(SchedulerException.Builder fault, String code, int status, String message) {
        var details = AwsErrorDetails.builder()
                .serviceName("Scheduler")
                .errorCode(code)
                .errorMessage(message)
                .build();
        return (SchedulerException) fault.awsErrorDetails(details)
                .message(message)
                .statusCode(status)
                .build();
    }

    private SchedulerFaults() {}
}
