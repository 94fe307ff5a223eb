package tarn.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import software.amazon.awssdk.awscore.AwsClient;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpResponse;

/** A fault that a service did not throw itself, as one of its own exceptions, so that its callers catch it as theirs. */
public final class ServiceFault {

    /** A fault of the service behind a client interface. */
    public static AwsServiceException of(Class<? extends AwsClient> contract, int status, String code, String message) {
        var service = contract.getSimpleName().replaceFirst("Client$", "");
        return builder(contract, List.of(code, service + "Exception"))
                .message(message)
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .serviceName(service)
                        .build())
                .build();
    }

    /** A fault of whichever service is asked, before it is known or where all have the same. */
    public static AwsServiceException of(int status, String code, String message) {
        return AwsServiceException.builder()
                .message(message)
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .sdkHttpResponse(
                                SdkHttpResponse.builder().statusCode(status).build())
                        .build())
                .build();
    }

    /**
     * Of the exceptions beside the service's model the one of the code's name, or the base of all: {@code GlueClient},
     * {@code model.AccessDeniedException}, {@code model.GlueException}.
     */
    private static AwsServiceException.Builder builder(Class<? extends AwsClient> contract, List<String> names) {
        for (var name : names) {
            try {
                var type = Class.forName(contract.getPackageName() + ".model." + name, true, contract.getClassLoader());
                var builder = type.getMethod("builder");
                return (AwsServiceException.Builder) MethodHandles.publicLookup()
                        .findStatic(type, "builder", MethodType.methodType(builder.getReturnType()))
                        .invoke();
            } catch (ClassNotFoundException | NoSuchMethodException e) {
                // The next name.
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                return AwsServiceException.builder();
            }
        }
        return AwsServiceException.builder();
    }

    private ServiceFault() {}
}
