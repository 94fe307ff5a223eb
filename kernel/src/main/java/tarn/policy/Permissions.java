package tarn.policy;

import java.util.List;
import java.util.Map;
import tarn.kernel.Caller;

/**
 * What services may ask in the middle of their work. With enforcement off everything is allowed.
 *
 * <p>What an operation needs by its request alone is said by its table and has been decided before its part is called.
 */
public interface Permissions {

    /** Everything is allowed. */
    Permissions ALL = new Permissions() {
        @Override
        public boolean allow(String action, String arn, Map<String, List<String>> keys) {
            return true;
        }

        @Override
        public boolean enforced(String account) {
            return false;
        }

        @Override
        public Caller as(String roleArn, String service, String session) {
            return Caller.current().via(service);
        }
    };

    /** Whether the current caller may do something, by the policies as they are now. */
    default boolean allow(String action, String arn) {
        return allow(action, arn, Map.of());
    }

    /**
     * Whether the current caller may do something, where the service knows condition keys of its own about it.
     *
     * @param keys the values of the service's keys, which are in lower case, such as {@code dynamodb:leadingkeys}
     */
    boolean allow(String action, String arn, Map<String, List<String>> keys);

    /** Whether policies decide in an account. */
    boolean enforced(String account);

    /**
     * A caller that acts as a role, for a service that was handed it. With enforcement off it is the current caller, asked
     * through the service.
     *
     * @param service the service's principal, such as {@code glue.amazonaws.com}, which the role must trust
     * @param session the name of the session
     * @throws software.amazon.awssdk.awscore.exception.AwsServiceException {@code AccessDenied} if the role does not exist
     *     or does not trust the service
     */
    Caller as(String roleArn, String service, String session);
}
