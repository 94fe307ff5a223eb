package tarn.services.sqs;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

/** What of a message a receive asks to see. */
final class View {

    private static final String ALL = "All";

    private final List<String> system;
    private final List<String> own;

    @SuppressWarnings("deprecation") // older clients name system attributes by AttributeNames
    View(ReceiveMessageRequest request) {
        this.system = Stream.concat(
                        request.attributeNamesAsStrings().stream(),
                        request.messageSystemAttributeNamesAsStrings().stream())
                .distinct()
                .toList();
        this.own = request.messageAttributeNames();
    }

    Message message(StoredQueue queue, Slot slot, Letter letter) {
        var head = slot.head();
        var attributes = attributes(letter);
        return Message.builder()
                .messageId(letter.id())
                .receiptHandle(Handle.of(queue, slot.number(), head).text())
                .body(letter.body())
                .md5OfBody(Digests.body(letter.body()))
                .attributes(system(queue, slot, letter))
                .messageAttributes(attributes)
                .md5OfMessageAttributes(Digests.attributes(attributes))
                .build();
    }

    private Map<String, MessageAttributeValue> attributes(Letter letter) {
        var seen = new HashMap<String, MessageAttributeValue>();
        letter.attributes().forEach((name, value) -> {
            if (own.stream().anyMatch(asked -> concerns(asked, name))) {
                seen.put(name, value.value());
            }
        });
        return seen;
    }

    private static boolean concerns(String asked, String name) {
        return asked.equals(ALL)
                || asked.equals(name)
                || (asked.endsWith(".*") && name.startsWith(asked.substring(0, asked.length() - 1)));
    }

    private Map<MessageSystemAttributeName, String> system(StoredQueue queue, Slot slot, Letter letter) {
        var seen = new EnumMap<MessageSystemAttributeName, String>(MessageSystemAttributeName.class);
        if (system.isEmpty()) {
            return seen;
        }
        var head = slot.head();
        seen.put(MessageSystemAttributeName.SENDER_ID, letter.sender());
        seen.put(MessageSystemAttributeName.SENT_TIMESTAMP, String.valueOf(head.sentMillis()));
        seen.put(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, String.valueOf(head.count()));
        seen.put(MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP, String.valueOf(head.firstMillis()));
        put(seen, MessageSystemAttributeName.AWS_TRACE_HEADER, letter.trace());
        put(seen, MessageSystemAttributeName.MESSAGE_GROUP_ID, letter.group());
        put(seen, MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID, letter.deduplication());
        put(seen, MessageSystemAttributeName.SEQUENCE_NUMBER, Sending.sequence(queue, slot.number()));
        put(seen, MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN, head.deadFrom());
        if (!system.contains(ALL)) {
            seen.keySet().removeIf(name -> !system.contains(name.toString()));
        }
        return seen;
    }

    private static void put(
            Map<MessageSystemAttributeName, String> seen, MessageSystemAttributeName name, @Nullable String value) {
        if (value != null) {
            seen.put(name, value);
        }
    }
}
