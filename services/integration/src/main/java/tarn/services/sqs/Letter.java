package tarn.services.sqs;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * What a message says. It never changes while it is in its queue.
 *
 * @param id the message's id
 * @param sender who sent it: the unique id of a user or role, or a service's principal
 * @param body its text
 * @param attributes the sender's attributes
 * @param trace the header of X-Ray that it was sent with
 * @param group its message group
 * @param deduplication by what its duplicates are known
 */
record Letter(
        String id,
        String sender,
        String body,
        Map<String, Attribute> attributes,
        @Nullable String trace,
        @Nullable String group,
        @Nullable String deduplication) {

    /** A sender's attribute: text or bytes, as its type begins. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Attribute(String type, @Nullable String text, byte @Nullable [] bytes) {

        static Attribute of(MessageAttributeValue value) {
            return new Attribute(
                    value.dataType(),
                    value.stringValue(),
                    value.binaryValue() == null ? null : value.binaryValue().asByteArray());
        }

        MessageAttributeValue value() {
            return MessageAttributeValue.builder()
                    .dataType(type)
                    .stringValue(text)
                    .binaryValue(bytes == null ? null : SdkBytes.fromByteArrayUnsafe(bytes))
                    .build();
        }
    }
}
