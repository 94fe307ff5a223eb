package tarn.services.sns;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to one subscriber.
 *
 * @param type what it is
 * @param message its text, as this protocol is told it
 * @param base the address by which the publisher reached us, for links
 * @param signature the version of its signature: 1 or 2
 * @param token what confirms the subscription; null in notifications
 * @param deadLetters the subscription's redrive policy
 * @param policy the delivery policy that counts for it
 */
record Delivery(
        Type type,
        String topicArn,
        String subscriptionArn,
        String protocol,
        String endpoint,
        boolean raw,
        String messageId,
        @Nullable String subject,
        String message,
        Map<String, Publication.Attribute> attributes,
        Instant sent,
        String base,
        String signature,
        @Nullable String token,
        @Nullable String group,
        @Nullable String deduplication,
        @Nullable String sequence,
        @Nullable String deadLetters,
        @Nullable String policy) {

    /** What a message to a subscriber is. */
    enum Type {
        NOTIFICATION("Notification"),
        CONFIRMATION("SubscriptionConfirmation"),
        FAREWELL("UnsubscribeConfirmation");

        private final String shown;

        Type(String shown) {
            this.shown = shown;
        }

        String shown() {
            return shown;
        }
    }

    boolean http() {
        return protocol.equals("http") || protocol.equals("https");
    }

    boolean fifo() {
        return topicArn.endsWith(".fifo");
    }

    String account() {
        return topicArn.split(":", -1)[4];
    }
}
