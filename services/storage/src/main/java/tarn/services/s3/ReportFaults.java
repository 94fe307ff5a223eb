package tarn.services.s3;

import static tarn.services.s3.S3Faults.fault;
import static tarn.services.s3.S3Faults.invalidArgument;

import software.amazon.awssdk.services.s3.model.S3Exception;

/** What is wrong with configurations of inventories, analytics, metrics and tiering. */
final class ReportFaults {

    static S3Exception noSuchConfiguration() {
        return fault(404, "NoSuchConfiguration", "The specified configuration does not exist.");
    }

    static S3Exception tooManyConfigurations(int countMax) {
        return fault(
                400,
                "TooManyConfigurations",
                "You are attempting to create a new configuration but have already reached the " + countMax
                        + "-configuration limit.");
    }

    static S3Exception invalidConfigurationId(String id) {
        return invalidArgument("The configuration id is invalid", "Id", id);
    }

    static S3Exception idsDiffer(String id) {
        return invalidArgument("The id in the request and in the configuration do not match", "Id", id);
    }

    static S3Exception invalidToken(String token) {
        return invalidArgument("The continuation token provided is incorrect", "continuation-token", token);
    }

    static S3Exception destinationNotAnArn(String given) {
        return invalidArgument("Invalid bucket ARN", "Bucket", given);
    }

    static S3Exception fieldNotWritten(String field) {
        return fault(501, "NotImplemented", "Tarn does not write the field " + field + " of inventories.");
    }

    static S3Exception tieringDays(String tier, int daysMin, int daysMax) {
        return fault(
                400,
                "InvalidArgument",
                "The days of the " + tier + " tier must be between " + daysMin + " and " + daysMax + ".");
    }

    private ReportFaults() {}
}
