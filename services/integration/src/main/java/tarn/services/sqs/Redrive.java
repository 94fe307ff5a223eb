package tarn.services.sqs;

import static tarn.services.sqs.SqsFaults.invalidAttribute;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import tarn.kernel.Arn;

/**
 * Where messages go that are received too often.
 *
 * @param target the ARN of the dead-letter queue
 * @param receivesMax after so many receives; 1 to 1,000
 */
record Redrive(String target, int receivesMax) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int RECEIVES_MAX = 1_000;
    private static final int SOURCES_MAX = 10;

    /** Reads a redrive policy; its number may be written as text. */
    static Redrive parse(String document) {
        var tree = tree(QueueAttributeName.REDRIVE_POLICY, document);
        var target = tree.path("deadLetterTargetArn").asText("");
        var count = tree.path("maxReceiveCount");
        int receives = count.isTextual() ? number(count.asText()) : count.asInt(0);
        if (target.isEmpty() || count.isMissingNode()) {
            throw invalidAttribute(
                    "Value " + document + " for parameter RedrivePolicy is invalid. Reason: Redrive policy"
                            + " does not contain mandatory attribute: "
                            + (target.isEmpty() ? "deadLetterTargetArn" : "maxReceiveCount") + ".");
        }
        if (receives < 1 || receives > RECEIVES_MAX) {
            throw invalidAttribute("Value " + document
                    + " for parameter RedrivePolicy is invalid. Reason: Invalid value" + " for maxReceiveCount: "
                    + count.asText() + ", valid values are from 1 to 1000 both inclusive.");
        }
        if (Arn.parse(target).filter(arn -> arn.service().equals("sqs")).isEmpty()) {
            throw invalidAttribute("Value " + document
                    + " for parameter RedrivePolicy is invalid. Reason: Invalid value" + " for deadLetterTargetArn.");
        }
        return new Redrive(target, receives);
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }

    /** Which queues may have a queue for their dead letters. */
    record Allowed(String permission, List<String> sources) {

        /** Reads a redrive-allow policy. */
        static Allowed parse(String document) {
            var tree = tree(QueueAttributeName.REDRIVE_ALLOW_POLICY, document);
            var permission = tree.path("redrivePermission").asText("");
            var sources = new ArrayList<String>();
            tree.path("sourceQueueArns").forEach(source -> sources.add(source.asText()));
            boolean byQueue = permission.equals("byQueue");
            if (!(byQueue || permission.equals("allowAll") || permission.equals("denyAll"))
                    || byQueue == sources.isEmpty()
                    || sources.size() > SOURCES_MAX) {
                throw invalidAttribute("Value " + document + " for parameter RedriveAllowPolicy is invalid.");
            }
            return new Allowed(permission, List.copyOf(sources));
        }

        boolean admits(String source) {
            return permission.equals("allowAll") || sources.contains(source);
        }
    }

    private static JsonNode tree(QueueAttributeName attribute, String document) {
        try {
            var tree = JSON.readTree(document);
            if (tree.isObject()) {
                return tree;
            }
        } catch (JsonProcessingException e) {
            // Refused below.
        }
        throw invalidAttribute("Value " + document + " for parameter " + attribute
                + " is invalid. Reason: Amazon SQS can't create the redrive policy, as it's in an unsupported format.");
    }
}
