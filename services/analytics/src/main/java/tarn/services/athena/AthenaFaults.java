package tarn.services.athena;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;
import software.amazon.awssdk.services.athena.model.MetadataException;
import software.amazon.awssdk.services.athena.model.ResourceNotFoundException;

/** What can be wrong with a request, in AWS's words. */
final class AthenaFaults {

    static InvalidRequestException statementNotSupported() {
        return invalid("Queries of this type are not supported", "INVALID_INPUT");
    }

    static InvalidRequestException malformedQuery(String message) {
        return invalid(message, "MALFORMED_QUERY");
    }

    static InvalidRequestException severalStatements(String query) {
        return invalid("Only one sql statement is allowed. Got: " + query, "MALFORMED_QUERY");
    }

    static InvalidRequestException engineMissing() {
        return invalid("This Tarn runs without a SQL engine: only data definitions can be run", "INVALID_INPUT");
    }

    static InvalidRequestException queryTooLong() {
        return invalid("The query string exceeds the maximum length of 262144 bytes", "INVALID_INPUT");
    }

    static InvalidRequestException parametersNotTaken() {
        return invalid("Execution parameters are not supported for this type of statement", "INVALID_INPUT");
    }

    static InvalidRequestException reuseAgeInvalid() {
        return invalid("MaxAgeInMinutes must be between 0 and 10080", "INVALID_INPUT");
    }

    static InvalidRequestException preparedExists(String name, String group) {
        return invalid("PreparedStatement " + name + " already exists in WorkGroup " + group, "INVALID_INPUT");
    }

    static InvalidRequestException preparedTooMany(String group) {
        return invalid("The limit of 1000 prepared statements in WorkGroup " + group + " is reached", "INVALID_INPUT");
    }

    static InvalidRequestException preparedMissing(String name, String group) {
        return invalid("PreparedStatement " + name + " was not found in workGroup " + group, "INVALID_INPUT");
    }

    static ResourceNotFoundException preparedUnknown(String name, String group) {
        var message = "PreparedStatement " + name + " was not found in workGroup " + group;
        return ResourceNotFoundException.builder()
                .statusCode(400)
                .message(message)
                .resourceName(name)
                .awsErrorDetails(details("ResourceNotFoundException", message))
                .build();
    }

    static InvalidRequestException outputLocationMissing() {
        return invalid(
                "No output location provided. An output location is required either through the Workgroup result"
                        + " configuration setting or as an API input.",
                "INVALID_INPUT");
    }

    static InvalidRequestException outputLocationInvalid(String location) {
        return invalid("outputLocation is not a valid S3 path. Provided " + location, "INVALID_INPUT");
    }

    static InvalidRequestException outputBucketUnverified(String bucket) {
        return invalid("Unable to verify/create output bucket " + bucket, "INVALID_INPUT");
    }

    static InvalidRequestException encryptionNotSupported(String option) {
        return invalid("Result encryption " + option + " is not supported yet", "INVALID_INPUT");
    }

    static InvalidRequestException managedResultsNotSupported() {
        return invalid("Managed query results are not supported yet", "INVALID_INPUT");
    }

    static InvalidRequestException engineNotSupported(String version) {
        return invalid("Engine version " + version + " is not supported yet", "INVALID_INPUT");
    }

    static InvalidRequestException catalogUnknown(String catalog) {
        return invalid("Data catalog " + catalog + " was not found", "DATACATALOG_NOT_FOUND");
    }

    static InvalidRequestException catalogExists(String catalog) {
        return invalid("DataCatalog " + catalog + " already exists", "INVALID_INPUT");
    }

    static InvalidRequestException catalogInvalid(String why) {
        return invalid(why, "INVALID_INPUT");
    }

    static InvalidRequestException reservationUnknown(String name) {
        return invalid("Capacity Reservation " + name + " was not found", "INVALID_INPUT");
    }

    static InvalidRequestException reservationExists(String name) {
        return invalid("Capacity Reservation " + name + " already exists", "INVALID_INPUT");
    }

    static InvalidRequestException reservationState(String name, String state) {
        return invalid("Capacity Reservation " + name + " is " + state, "INVALID_INPUT");
    }

    static InvalidRequestException groupAssigned(String group) {
        return invalid("WorkGroup " + group + " is already assigned to a Capacity Reservation", "INVALID_INPUT");
    }

    static InvalidRequestException tokenReused() {
        return invalid("Idempotent parameters do not match", "INVALID_INPUT");
    }

    static InvalidRequestException executionUnknown(String id) {
        return invalid("QueryExecution " + id + " was not found", "QUERY_EXECUTION_NOT_FOUND");
    }

    static InvalidRequestException notFinished(String state) {
        return invalid("Query has not yet finished. Current state: " + state, "INVALID_QUERY_EXECUTION_STATE");
    }

    static InvalidRequestException notSucceeded(String state) {
        return invalid(
                "Query did not finish successfully. Final query state: " + state, "INVALID_QUERY_EXECUTION_STATE");
    }

    static InvalidRequestException resultsMissing(String location) {
        return invalid("Could not find results at " + location, "QUERY_RESULTS_NOT_FOUND");
    }

    static InvalidRequestException resultsUnreadable(String location, AwsServiceException refusal) {
        var details = refusal.awsErrorDetails();
        return invalid(
                "Unable to read results at " + location + ": "
                        + (details == null ? refusal.getMessage() : details.errorMessage()),
                "INVALID_INPUT");
    }

    static InvalidRequestException tokenInvalid() {
        return invalid("Invalid token", "INVALID_INPUT");
    }

    static InvalidRequestException workGroupUnknown(String name) {
        return invalid("WorkGroup " + name + " is not found.", "INVALID_INPUT");
    }

    static InvalidRequestException workGroupDisabled(String name) {
        return invalid("WorkGroup " + name + " is disabled.", "INVALID_INPUT");
    }

    static InvalidRequestException workGroupExists() {
        return invalid("WorkGroup is already created", "INVALID_INPUT");
    }

    static InvalidRequestException workGroupNotEmpty(String name) {
        return invalid("WorkGroup " + name + " is not empty", "INVALID_INPUT");
    }

    static InvalidRequestException primaryStays() {
        return invalid("Primary workgroup could not be deleted", "INVALID_INPUT");
    }

    static InvalidRequestException cutoffTooSmall() {
        return invalid("BytesScannedCutoffPerQuery must be at least 10000000", "INVALID_INPUT");
    }

    static InvalidRequestException namedQueryUnknown(String id) {
        return invalid("NamedQuery " + id + " was not found", "NAMED_QUERY_NOT_FOUND");
    }

    static ResourceNotFoundException resourceUnknown(String arn) {
        return ResourceNotFoundException.builder()
                .statusCode(400)
                .message("Resource " + arn + " was not found")
                .resourceName(arn)
                .awsErrorDetails(details("ResourceNotFoundException", "Resource " + arn + " was not found"))
                .build();
    }

    static MetadataException metadata(String message) {
        return MetadataException.builder()
                .statusCode(400)
                .message(message)
                .awsErrorDetails(details("MetadataException", message))
                .build();
    }

    private static InvalidRequestException invalid(String message, String code) {
        return InvalidRequestException.builder()
                .statusCode(400)
                .message(message)
                .athenaErrorCode(code)
                .awsErrorDetails(details("InvalidRequestException", message))
                .build();
    }

    private static AwsErrorDetails details(String code, String message) {
        return AwsErrorDetails.builder()
                .serviceName("Athena")
                .errorCode(code)
                .errorMessage(message)
                .build();
    }

    private AthenaFaults() {}
}
