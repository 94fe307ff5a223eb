package tarn.services.sns;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A subscription as it is kept.
 *
 * @param id the last part of its ARN
 * @param owner the account that subscribed
 * @param attributes what was set, by AWS's names
 * @param token by which it is to be confirmed; null once it is
 * @param authenticated whether only its owner may end it
 */
record Subscription(
        String id,
        String topicArn,
        String protocol,
        String endpoint,
        String owner,
        Map<String, String> attributes,
        @Nullable String token,
        boolean authenticated) {

    String arn() {
        return topicArn + ":" + id;
    }

    String topicName() {
        return topicArn.substring(topicArn.lastIndexOf(':') + 1);
    }

    boolean confirmed() {
        return token == null;
    }

    boolean raw() {
        return "true".equals(attributes.get("RawMessageDelivery"));
    }

    Subscription with(String attribute, String value) {
        var next = new HashMap<>(attributes);
        if (value.isEmpty()) {
            next.remove(attribute);
        } else {
            next.put(attribute, value);
        }
        return new Subscription(id, topicArn, protocol, endpoint, owner, Map.copyOf(next), token, authenticated);
    }

    Subscription confirmed(boolean byItsOwnerOnly) {
        return new Subscription(id, topicArn, protocol, endpoint, owner, attributes, null, byItsOwnerOnly);
    }
}
