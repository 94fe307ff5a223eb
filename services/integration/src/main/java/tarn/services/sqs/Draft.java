package tarn.services.sqs;

import static tarn.services.sqs.SqsFaults.contentsInvalid;
import static tarn.services.sqs.SqsFaults.invalid;
import static tarn.services.sqs.SqsFaults.invalidParameter;
import static tarn.services.sqs.SqsFaults.missingParameter;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/** A message as somebody wants to send it: checked against the queue it is for. */
record Draft(
        String body,
        Map<String, MessageAttributeValue> attributes,
        @Nullable String trace,
        @Nullable Integer delaySeconds,
        @Nullable String group,
        @Nullable String deduplication) {

    private static final int ATTRIBUTES_MAX = 10;
    private static final int DELAY_SECONDS_MAX = 900;
    private static final Pattern ID = Pattern.compile("[!-~]{1,128}");
    private static final Pattern ATTRIBUTE_NAME =
            Pattern.compile("(?!(?i)aws\\.|amazon\\.)(?!\\.)(?!.*\\.\\.)[A-Za-z0-9_.-]{1,256}(?<!\\.)");
    private static final Pattern TYPE = Pattern.compile("(String|Number|Binary)(\\..{1,249})?");
    private static final Pattern NUMBER = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

    static Draft of(SendMessageRequest request) {
        return new Draft(
                request.messageBody(),
                request.messageAttributes(),
                trace(request.messageSystemAttributes()),
                request.delaySeconds(),
                request.messageGroupId(),
                request.messageDeduplicationId());
    }

    static Draft of(SendMessageBatchRequestEntry entry) {
        return new Draft(
                entry.messageBody(),
                entry.messageAttributes(),
                trace(entry.messageSystemAttributes()),
                entry.delaySeconds(),
                entry.messageGroupId(),
                entry.messageDeduplicationId());
    }

    private static @Nullable String trace(
            Map<MessageSystemAttributeNameForSends, MessageSystemAttributeValue> attributes) {
        var header = attributes.get(MessageSystemAttributeNameForSends.AWS_TRACE_HEADER);
        return header == null ? null : header.stringValue();
    }

    /** What counts against limits: the body, and of each attribute name, type and value. */
    long sizeBytes() {
        long size = utf8(body);
        for (var attribute : attributes.entrySet()) {
            var value = attribute.getValue();
            size += utf8(attribute.getKey()) + utf8(value.dataType());
            size += value.stringValue() != null
                    ? utf8(value.stringValue())
                    : value.binaryValue() == null ? 0 : value.binaryValue().asByteArrayUnsafe().length;
        }
        return size;
    }

    private static long utf8(@Nullable String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The same, with what the queue adds, or a fault. */
    Draft checked(StoredQueue queue) {
        if (body.isEmpty()) {
            throw missingParameter("MessageBody");
        }
        if (!body.codePoints().allMatch(Draft::isAllowed)) {
            throw contentsInvalid();
        }
        checkAttributes();
        long most = queue.number(QueueAttributeName.MAXIMUM_MESSAGE_SIZE);
        if (sizeBytes() > most) {
            throw invalidParameter(
                    "One or more parameters are invalid. Reason: Message must be shorter than " + most + " bytes.");
        }
        if (delaySeconds != null && (delaySeconds < 0 || delaySeconds > DELAY_SECONDS_MAX)) {
            throw invalid("DelaySeconds", delaySeconds, "DelaySeconds must be >= 0 and <= 900.");
        }
        if (group != null && !ID.matcher(group).matches()) {
            throw invalid(
                    "MessageGroupId",
                    group,
                    "MessageGroupId can only include alphanumeric and punctuation"
                            + " characters. 1 to 128 in length.");
        }
        return queue.fifo() ? checkedForFifo(queue) : checkedForStandard();
    }

    private Draft checkedForStandard() {
        if (deduplication != null) {
            throw invalid(
                    "MessageDeduplicationId",
                    deduplication,
                    "The request includes a parameter that is not valid" + " for this queue type.");
        }
        return this;
    }

    private Draft checkedForFifo(StoredQueue queue) {
        if (group == null) {
            throw missingParameter("MessageGroupId");
        }
        if (delaySeconds != null && delaySeconds > 0) {
            throw invalid(
                    "DelaySeconds",
                    delaySeconds,
                    "The request include parameter that is not valid for this queue" + " type.");
        }
        if (deduplication != null) {
            if (!ID.matcher(deduplication).matches()) {
                throw invalid(
                        "MessageDeduplicationId",
                        deduplication,
                        "MessageDeduplicationId can only include"
                                + " alphanumeric and punctuation characters. 1 to 128 in length.");
            }
            return this;
        }
        if (!queue.flag(QueueAttributeName.CONTENT_BASED_DEDUPLICATION)) {
            throw invalidParameter("The queue should either have ContentBasedDeduplication enabled or"
                    + " MessageDeduplicationId provided explicitly");
        }
        return new Draft(body, attributes, trace, null, group, Digests.content(body));
    }

    /* The characters of XML 1.0. */
    private static boolean isAllowed(int c) {
        return c == 0x9
                || c == 0xA
                || c == 0xD
                || (c >= 0x20 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD)
                || c >= 0x10000;
    }

    private void checkAttributes() {
        if (attributes.size() > ATTRIBUTES_MAX) {
            throw invalidParameter(
                    "Number of message attributes [" + attributes.size() + "] exceeds the allowed maximum [10].");
        }
        new TreeMap<>(attributes).forEach((name, value) -> {
            if (!ATTRIBUTE_NAME.matcher(name).matches()) {
                throw invalidParameter(
                        "The message attribute name '" + name + "' is invalid. Attribute name can contain"
                                + " A-Z, a-z, 0-9, underscore (_), hyphen (-), and period (.) characters, must not start or end"
                                + " with a period, and must not start with AWS-reserved strings.");
            }
            if (!TYPE.matcher(value.dataType()).matches()) {
                throw invalidParameter("The message attribute '" + name + "' has an invalid message attribute type, the"
                        + " set of supported type prefixes is Binary, Number, and String.");
            }
            boolean binary = value.dataType().startsWith("Binary");
            var text = value.stringValue();
            var bytes = value.binaryValue();
            boolean empty =
                    binary ? bytes == null || bytes.asByteArrayUnsafe().length == 0 : text == null || text.isEmpty();
            if (empty) {
                throw invalidParameter("The message attribute '" + name
                        + "' must contain non-empty message attribute value for message attribute type '"
                        + value.dataType() + "'.");
            }
            if (text != null && !text.codePoints().allMatch(Draft::isAllowed)) {
                throw contentsInvalid();
            }
            if (value.dataType().startsWith("Number")
                    && (text == null || !NUMBER.matcher(text).matches())) {
                throw invalidParameter("Can't cast the value of message (user) attribute '" + name + "' to a number.");
            }
        });
    }
}
