package tarn.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import software.amazon.awssdk.awscore.AwsClient;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * The answer to an operation that no part implements: the service's own exception with the code {@code NotImplemented}
 * and the status 501, which no SDK tries again.
 */
public final class NotImplemented {

    /** The error code. */
    public static final String CODE = "NotImplemented";

    private static final int STATUS = 501;

    private NotImplemented() {}

    /** The exception for an operation, in AWS's spelling, of the service behind a client interface. */
    public static AwsServiceException by(Class<? extends AwsClient> contract, String operation) {
        var service = contract.getSimpleName().replaceFirst("Client$", "");
        var message = "Tarn does not implement " + service + " " + operation;
        return builder(contract, service)
                .message(message)
                .statusCode(STATUS)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(CODE)
                        .errorMessage(message)
                        .serviceName(service)
                        .build())
                .build();
    }

    /** Every service has a base exception beside its model: {@code GlueClient}, {@code model.GlueException}. */
    private static AwsServiceException.Builder builder(Class<? extends AwsClient> contract, String service) {
        try {
            var type = Class.forName(
                    contract.getPackageName() + ".model." + service + "Exception", true, contract.getClassLoader());
            var builder = type.getMethod("builder");
            return (AwsServiceException.Builder) MethodHandles.publicLookup()
                    .findStatic(type, "builder", MethodType.methodType(builder.getReturnType()))
                    .invoke();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            return AwsServiceException.builder();
        }
    }
}
