package tarn.kernel;

import software.amazon.awssdk.awscore.AwsClient;
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
        return ServiceFault.of(contract, STATUS, CODE, message);
    }
}
