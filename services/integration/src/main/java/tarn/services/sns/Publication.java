package tarn.services.sns;

import static tarn.services.sns.SnsFaults.invalid;
import static tarn.services.sns.SnsFaults.invalidValue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishRequest;

/** A message that somebody publishes, checked. */
record Publication(
        String message,
        @Nullable String subject,
        @Nullable JsonNode structure,
        Map<String, Attribute> attributes,
        @Nullable String group,
        @Nullable String deduplication) {

    static final int BYTES_MAX = 262_144;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SUBJECT_MAX = 100;
    private static final Pattern ID = Pattern.compile("[!-~]{1,128}");
    private static final Pattern NAME =
            Pattern.compile("(?!(?i)aws\\.|amazon\\.)(?!\\.)(?!.*\\.\\.)[A-Za-z0-9_.-]{1,256}(?<!\\.)");
    private static final Pattern TYPE = Pattern.compile("(String|String\\.Array|Number|Binary)(\\..{1,249})?");

    /**
     * An attribute of a message.
     *
     * @param text its value; null if it is bytes
     * @param binary its value in base64; null if it is text
     */
    record Attribute(
            String type, @Nullable String text, @Nullable String binary) {}

    static Publication of(PublishRequest request) {
        return new Publication(
                request.message(),
                request.subject(),
                structure(request.messageStructure(), request.message()),
                attributes(request.messageAttributes()),
                request.messageGroupId(),
                request.messageDeduplicationId());
    }

    static Publication of(PublishBatchRequestEntry entry) {
        return new Publication(
                entry.message(),
                entry.subject(),
                structure(entry.messageStructure(), entry.message()),
                attributes(entry.messageAttributes()),
                entry.messageGroupId(),
                entry.messageDeduplicationId());
    }

    private static @Nullable JsonNode structure(@Nullable String structure, String message) {
        if (structure == null) {
            return null;
        }
        if (!structure.equals("json")) {
            throw invalid("MessageStructure");
        }
        try {
            var tree = JSON.readTree(message);
            if (!tree.isObject()) {
                throw invalid("Message Structure - JSON message body failed to parse");
            }
            if (!tree.path("default").isTextual()) {
                throw invalid("Message Structure - No default entry in JSON message body");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw invalid("Message Structure - JSON message body failed to parse");
        }
    }

    private static Map<String, Attribute> attributes(Map<String, MessageAttributeValue> given) {
        var attributes = new TreeMap<String, Attribute>();
        given.forEach((name, value) -> {
            if (!NAME.matcher(name).matches()) {
                throw invalidValue("The message attribute name '" + name + "' is invalid.");
            }
            if (!TYPE.matcher(value.dataType()).matches()) {
                throw invalidValue(
                        "The message attribute '" + name + "' has an invalid message attribute type, the set of"
                                + " supported type prefixes is Binary, Number, and String.");
            }
            var text = value.stringValue();
            var bytes = value.binaryValue();
            boolean binary = value.dataType().startsWith("Binary");
            if (binary ? bytes == null || bytes.asByteArrayUnsafe().length == 0 : text == null || text.isEmpty()) {
                throw invalidValue("The message attribute '" + name
                        + "' must contain non-empty message attribute value for message attribute type '"
                        + value.dataType() + "'.");
            }
            if (value.dataType().equals("Number") && text != null && !isNumber(text)) {
                throw invalidValue("Could not cast message attribute '" + name + "' value to number.");
            }
            attributes.put(
                    name,
                    new Attribute(
                            value.dataType(),
                            binary ? null : text,
                            binary && bytes != null
                                    ? java.util.Base64.getEncoder().encodeToString(bytes.asByteArray())
                                    : null));
        });
        return attributes;
    }

    private static boolean isNumber(String text) {
        try {
            return new BigDecimal(text).precision() > 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** What counts against limits. */
    int sizeBytes() {
        int size = message.getBytes(StandardCharsets.UTF_8).length;
        for (var entry : attributes.entrySet()) {
            var value = entry.getValue();
            size += entry.getKey().length() + value.type().length();
            size += value.text() != null ? value.text().getBytes(StandardCharsets.UTF_8).length : 0;
            size += value.binary() != null ? value.binary().length() * 3 / 4 : 0;
        }
        return size;
    }

    /** What receivers of a protocol are told. */
    String text(String protocol) {
        if (structure == null) {
            return message;
        }
        var own = structure.path(protocol);
        return own.isTextual() ? own.asText() : structure.path("default").asText();
    }

    /** The same, with what the topic adds, or a fault. */
    Publication checked(@Nullable StoredTopic topic) {
        if (message.isEmpty()) {
            throw invalid("Empty message");
        }
        if (sizeBytes() > BYTES_MAX) {
            throw invalid("Message too long");
        }
        if (subject != null
                && (subject.isEmpty()
                        || subject.length() > SUBJECT_MAX
                        || subject.chars().anyMatch(c -> c < ' ' || c == 0x7F))) {
            throw invalid("Subject");
        }
        if (topic == null || !topic.fifo()) {
            if (deduplication != null) {
                throw invalid(
                        "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is"
                                + " not valid for this topic type");
            }
            return this;
        }
        if (group == null) {
            throw invalid("The MessageGroupId parameter is required for FIFO topics");
        }
        if (!ID.matcher(group).matches()
                || (deduplication != null && !ID.matcher(deduplication).matches())) {
            throw invalid(
                    "MessageGroupId and MessageDeduplicationId have 1 to 128 alphanumeric and punctuation characters");
        }
        if (deduplication != null) {
            return this;
        }
        if (!topic.flag("ContentBasedDeduplication")) {
            throw invalid(
                    "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided"
                            + " explicitly");
        }
        return new Publication(message, subject, structure, attributes, group, digest(message));
    }

    /** The SHA-256 of a text, in hexadecimal digits. */
    static String digest(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
