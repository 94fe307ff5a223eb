package tarn.wire.gateway;

import java.util.Collection;
import software.amazon.awssdk.awscore.AwsClient;
import tarn.kernel.Service;

/** The services that are carried. */
public interface Carried {

    /** The SDK client interfaces of all of them. */
    Collection<Class<? extends AwsClient>> contracts();

    /** A service, assembled when it is first asked for. */
    Service service(Class<? extends AwsClient> contract);
}
