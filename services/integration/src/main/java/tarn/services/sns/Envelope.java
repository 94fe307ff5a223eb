package tarn.services.sns;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/**
 * A message as subscribers read it.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html">Message and JSON formats</a>
 */
final class Envelope {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Signer signer;

    Envelope(Signer signer) {
        this.signer = signer;
    }

    static String time(Delivery delivery) {
        return MILLIS.format(delivery.sent());
    }

    /** The document that HTTP endpoints and queues get. */
    String document(Delivery delivery) {
        var json = JSON.createObjectNode();
        json.put("Type", delivery.type().shown());
        json.put("MessageId", delivery.messageId());
        if (delivery.sequence() != null) {
            json.put("SequenceNumber", delivery.sequence());
        }
        if (delivery.token() != null) {
            json.put("Token", delivery.token());
        }
        json.put("TopicArn", delivery.topicArn());
        if (delivery.subject() != null) {
            json.put("Subject", delivery.subject());
        }
        json.put("Message", delivery.message());
        if (delivery.token() != null) {
            json.put("SubscribeURL", subscribeUrl(delivery));
        }
        json.put("Timestamp", time(delivery));
        if (!delivery.fifo()) {
            json.put("SignatureVersion", delivery.signature());
            json.put("Signature", signer.sign(delivery, subscribeUrl(delivery)));
            json.put("SigningCertURL", signer.certificateUrl(delivery.base()));
        }
        if (delivery.type() == Delivery.Type.NOTIFICATION) {
            json.put("UnsubscribeURL", unsubscribeUrl(delivery));
        }
        attributes(json, delivery);
        return json.toString();
    }

    /** The event that functions get. */
    String event(Delivery delivery) {
        var root = JSON.createObjectNode();
        var event = root.putArray("Records").addObject();
        event.put("EventSource", "aws:sns");
        event.put("EventVersion", "1.0");
        event.put("EventSubscriptionArn", delivery.subscriptionArn());
        var json = event.putObject("Sns");
        json.put("Type", delivery.type().shown());
        json.put("MessageId", delivery.messageId());
        json.put("TopicArn", delivery.topicArn());
        json.put("Subject", delivery.subject());
        json.put("Message", delivery.message());
        json.put("Timestamp", time(delivery));
        json.put("SignatureVersion", delivery.signature());
        json.put("Signature", signer.sign(delivery, subscribeUrl(delivery)));
        json.put("SigningCertUrl", signer.certificateUrl(delivery.base()));
        json.put("UnsubscribeUrl", unsubscribeUrl(delivery));
        attributes(json, delivery);
        if (!json.has("MessageAttributes")) {
            json.putObject("MessageAttributes");
        }
        return root.toString();
    }

    private static void attributes(ObjectNode json, Delivery delivery) {
        if (delivery.attributes().isEmpty()) {
            return;
        }
        var attributes = json.putObject("MessageAttributes");
        for (Map.Entry<String, Publication.Attribute> entry :
                delivery.attributes().entrySet()) {
            var value = entry.getValue();
            attributes
                    .putObject(entry.getKey())
                    .put("Type", value.type())
                    .put("Value", value.text() != null ? value.text() : value.binary());
        }
    }

    static String subscribeUrl(Delivery delivery) {
        return delivery.base() + "/?Action=ConfirmSubscription&TopicArn=" + encoded(delivery.topicArn()) + "&Token="
                + encoded(delivery.token() == null ? "" : delivery.token());
    }

    static String unsubscribeUrl(Delivery delivery) {
        return delivery.base() + "/?Action=Unsubscribe&SubscriptionArn=" + encoded(delivery.subscriptionArn());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("%3A", ":");
    }
}
