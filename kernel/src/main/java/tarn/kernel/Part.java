package tarn.kernel;

import software.amazon.awssdk.awscore.AwsClient;

/**
 * A piece of a service: it implements the AWS SDK's client interface of that service and overrides only the operations
 * of the resource it owns. What no part overrides is answered as not implemented.
 */
public interface Part extends AwsClient {

    @Override
    default String serviceName() {
        return getClass().getPackageName();
    }

    @Override
    default void close() {}
}
