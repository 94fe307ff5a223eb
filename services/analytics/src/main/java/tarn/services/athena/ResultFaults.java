package tarn.services.athena;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import tarn.engines.sql.SqlFailure;
import tarn.services.athena.QueryFailure.Cause;

/** Why a query of the engine fails, in the words Athena puts before the engine's. */
final class ResultFaults {

    static QueryFailure of(SqlFailure failure, String output) {
        var cause = switch (failure.kind()) {
            case USER_ERROR -> Cause.USER;
            case INTERNAL_ERROR -> Cause.SYSTEM;
            case INSUFFICIENT_RESOURCES -> Cause.RESOURCES;
            case EXTERNAL -> Cause.OTHER;
        };
        return new QueryFailure(cause, message(failure, output), failure);
    }

    private static String message(SqlFailure failure, String output) {
        return switch (failure.name()) {
            case "COLUMN_NOT_FOUND" ->
                "COLUMN_NOT_FOUND: " + failure.getMessage()
                        + " or requester is not authorized to access requested resources";
            case "EXCEEDED_MEMORY_LIMIT", "EXCEEDED_LOCAL_MEMORY_LIMIT", "EXCEEDED_GLOBAL_MEMORY_LIMIT" ->
                "Query exhausted resources at this scale factor: " + failure.getMessage();
            case "EXCEEDED_SCAN_LIMIT" -> "Bytes scanned limit was exceeded";
            case "HIVE_PATH_ALREADY_EXISTS" ->
                "HIVE_PATH_ALREADY_EXISTS: " + failure.getMessage() + ". You may need to manually clean the data at"
                        + " location '" + output + "' before retrying. Athena will not delete data in your account.";
            default -> failure.name() + ": " + failure.getMessage();
        };
    }

    /** The result could not be written; the bucket is named. */
    static QueryFailure notWritten(String output, AwsServiceException refusal) {
        var details = refusal.awsErrorDetails();
        var code = details == null ? "" : String.valueOf(details.errorCode());
        var words = details == null ? String.valueOf(refusal.getMessage()) : details.errorMessage();
        if (code.equals("AccessDenied")) {
            return new QueryFailure(
                    Cause.USER, "Access denied when writing output to url: " + output + ": " + words, refusal);
        }
        return new QueryFailure(
                Cause.USER, "Unable to write output to " + output + ": " + code + ": " + words, refusal);
    }

    private ResultFaults() {}
}
