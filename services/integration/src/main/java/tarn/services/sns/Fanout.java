package tarn.services.sns;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tarn.delivery.Outbox;
import tarn.kernel.Origin;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Format;
import tarn.store.Formats;

/**
 * Turns a message into a delivery for each subscriber. Those over HTTP have an outbox of their own, so that endpoints that do
 * not answer hold up nobody else.
 */
final class Fanout {

    static final String DELIVERIES = "sns/deliveries";
    static final String POSTS = "sns/posts";

    private final Book book;
    private final Outbox<Delivery> deliveries;
    private final Outbox<Delivery> posts;
    private final Lanes lanes;

    Fanout(Platform platform, Book book, Courier courier) {
        this.book = book;
        this.deliveries = new Outbox<>(platform, DELIVERIES, format(platform, DELIVERIES), courier);
        this.posts = new Outbox<>(platform, POSTS, format(platform, POSTS), courier);
        this.lanes = new Lanes(platform, courier, format(platform, "sns/lanes"));
    }

    private static Format<Delivery> format(Platform platform, String name) {
        return platform.seal().format(name, Formats.record(Delivery.class));
    }

    /**
     * What is the same in all deliveries of a message.
     *
     * @param number its place in a FIFO topic; 0 in others
     */
    record Sent(String id, Instant time, long number) {}

    /** The address by which the client reached us, without a slash at its end. */
    static String base(String region) {
        return Origin.ifBound()
                .filter(origin -> !origin.host().isEmpty())
                .map(origin -> (origin.secure() ? "https://" : "http://") + origin.host())
                .orElse("https://sns." + region + ".amazonaws.com");
    }

    /** Adds a message's deliveries to a batch. */
    void publish(Batch batch, StoredTopic topic, Publication message, Sent sent) {
        for (var subscription : book.of(topic)) {
            if (!subscription.confirmed() || !Filters.admits(subscription, message)) {
                continue;
            }
            var delivery = delivery(topic, subscription, message, sent);
            if (topic.fifo()) {
                lanes.add(batch, subscription, sent.number(), delivery);
            } else {
                add(batch, delivery);
            }
        }
    }

    private void add(Batch batch, Delivery delivery) {
        (delivery.http() ? posts : deliveries).add(batch, delivery);
    }

    private static Delivery delivery(StoredTopic topic, Subscription subscription, Publication message, Sent sent) {
        var own = subscription.attributes().get("DeliveryPolicy");
        return new Delivery(
                Delivery.Type.NOTIFICATION,
                topic.arn(),
                subscription.arn(),
                subscription.protocol(),
                subscription.endpoint(),
                subscription.raw(),
                sent.id(),
                message.subject(),
                message.text(subscription.protocol()),
                message.attributes(),
                sent.time(),
                base(region(topic)),
                signature(topic),
                null,
                message.group(),
                message.deduplication(),
                topic.fifo() ? sequence(sent.number()) : null,
                subscription.attributes().get("RedrivePolicy"),
                own != null ? own : topic.attributes().get("DeliveryPolicy"));
    }

    static String sequence(long number) {
        return "%020d".formatted(number);
    }

    private static String region(StoredTopic topic) {
        return topic.arn().split(":", -1)[3];
    }

    private static String signature(StoredTopic topic) {
        return topic.attributes().getOrDefault("SignatureVersion", "1");
    }

    /** Adds what asks a subscriber to confirm, or tells it that it was unsubscribed. */
    void tell(
            Batch batch,
            StoredTopic topic,
            Subscription subscription,
            Delivery.Type type,
            Sent sent,
            @Nullable String token) {
        var message = type == Delivery.Type.CONFIRMATION
                ? "You have chosen to subscribe to the topic " + topic.arn()
                        + ".\nTo confirm the subscription, visit the SubscribeURL included in this message."
                : "You have chosen to deactivate subscription " + subscription.arn()
                        + ".\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this"
                        + " message.";
        add(
                batch,
                new Delivery(
                        type,
                        topic.arn(),
                        subscription.arn(),
                        subscription.protocol(),
                        subscription.endpoint(),
                        false,
                        sent.id(),
                        subscription.protocol().startsWith("email")
                                ? "AWS Notification - Subscription Confirmation"
                                : null,
                        message,
                        Map.of(),
                        sent.time(),
                        base(region(topic)),
                        signature(topic),
                        token,
                        null,
                        null,
                        null,
                        null,
                        null));
    }
}
