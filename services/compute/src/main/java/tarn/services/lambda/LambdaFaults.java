package tarn.services.lambda;

import software.amazon.awssdk.services.lambda.model.CodeStorageExceededException;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.InvalidRequestContentException;
import software.amazon.awssdk.services.lambda.model.InvalidRuntimeException;
import software.amazon.awssdk.services.lambda.model.InvalidZipFileException;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.PolicyLengthExceededException;
import software.amazon.awssdk.services.lambda.model.PreconditionFailedException;
import software.amazon.awssdk.services.lambda.model.ProvisionedConcurrencyConfigNotFoundException;
import software.amazon.awssdk.services.lambda.model.RequestTooLargeException;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.ServiceException;
import software.amazon.awssdk.services.lambda.model.ThrottleReason;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/** Lambda's errors, in AWS's own words. */
final class LambdaFaults {

    private static final String USER = "User";
    private static final String SERVICE = "Service";

    static LambdaException functionNotFound(String arn) {
        return notFound("Function not found: " + arn);
    }

    static LambdaException notFound(String message) {
        return ResourceNotFoundException.builder().type(USER).message(message).build();
    }

    static LambdaException provisionNotFound() {
        return ProvisionedConcurrencyConfigNotFoundException.builder()
                .type(USER)
                .message("No Provisioned Concurrency Config found for this function")
                .build();
    }

    static LambdaException functionExists(String name) {
        return conflict("Function already exist: " + name);
    }

    static LambdaException conflict(String message) {
        return ResourceConflictException.builder().type(USER).message(message).build();
    }

    static LambdaException invalid(String message) {
        return InvalidParameterValueException.builder()
                .type(USER)
                .message(message)
                .build();
    }

    static LambdaException contentInvalid(String message) {
        return InvalidRequestContentException.builder()
                .type(USER)
                .message("Could not parse request body into json: " + message)
                .build();
    }

    static LambdaException tooLarge(String message) {
        return RequestTooLargeException.builder().type(USER).message(message).build();
    }

    static LambdaException zipInvalid(String message) {
        return InvalidZipFileException.builder().type(USER).message(message).build();
    }

    static LambdaException runtimeInvalid(String message) {
        return InvalidRuntimeException.builder().type(USER).message(message).build();
    }

    static LambdaException revisionDiffers() {
        return PreconditionFailedException.builder()
                .type(USER)
                .message("The Revision Id provided does not match the latest Revision Id. Call the"
                        + " GetFunction/GetAlias API to retrieve the latest Revision Id")
                .build();
    }

    static LambdaException throttled(ThrottleReason reason) {
        return TooManyRequestsException.builder()
                .type(USER)
                .reason(reason)
                .retryAfterSeconds("1")
                .message("Rate Exceeded.")
                .build();
    }

    static LambdaException codeStorageExceeded() {
        return CodeStorageExceededException.builder()
                .type(USER)
                .message("Code storage limit exceeded.")
                .build();
    }

    static LambdaException policyTooLong() {
        return PolicyLengthExceededException.builder()
                .type(USER)
                .message("The final policy size is bigger than the limit (20480).")
                .build();
    }

    static LambdaException failed(String message) {
        return ServiceException.builder().type(SERVICE).message(message).build();
    }

    private LambdaFaults() {}
}
