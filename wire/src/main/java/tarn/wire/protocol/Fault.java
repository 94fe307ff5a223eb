package tarn.wire.protocol;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;
import tarn.wire.codec.Shape;
import tarn.wire.model.ErrorModel;
import tarn.wire.model.ServiceModel;

/**
 * What an exception says, in the words of the service's model.
 *
 * @param name its name in JSON and CBOR
 * @param code its code in XML and in {@code x-amzn-query-error}
 * @param status its HTTP status
 * @param message what it says; may be empty
 * @param sender whether the sender is at fault
 * @param messageName how its message is called in JSON and CBOR
 * @param details the exception itself, if its model gives it members beside the message
 */
record Fault(
        String name,
        String code,
        int status,
        String message,
        boolean sender,
        String messageName,
        @Nullable SdkPojo details) {

    static Fault of(ServiceModel service, AwsServiceException exception) {
        var told = exception.awsErrorDetails();
        var code = told == null ? null : told.errorCode();
        var error = code == null
                ? service.error(exception.getClass()).orElse(null)
                : service.error(code).orElse(null);
        var name = error != null ? error.name() : code == null ? "InternalFailure" : code;
        var status = status(exception, error, code);
        return new Fault(
                name,
                error != null ? error.code() : name,
                status,
                message(exception),
                error == null ? status < 500 : error.sender() && status < 500,
                error != null && error.capitalMessage() ? "Message" : "message",
                exception.sdkFields().isEmpty() ? null : exception);
    }

    private static int status(AwsServiceException exception, @Nullable ErrorModel error, @Nullable String code) {
        if (exception.statusCode() > 0) {
            return exception.statusCode();
        }
        if (error != null) {
            return error.status();
        }
        return code == null ? 500 : 400;
    }

    private static String message(AwsServiceException exception) {
        var told = exception.awsErrorDetails();
        var message = told == null ? exception.getMessage() : told.errorMessage();
        return message == null ? "" : message;
    }

    @Nullable
    Shape shape() {
        return details == null ? null : Shape.of(details.getClass());
    }

    /** Who is at fault, as XML says it. */
    String type() {
        return sender ? "Sender" : "Receiver";
    }
}
