package tarn.services.sqs;

import static tarn.services.sqs.SqsFaults.invalidAttribute;
import static tarn.services.sqs.SqsFaults.unknownAttribute;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;

/** Tells and sets the attributes of queues. */
final class Attributes implements SqsClient, Part {

    private final Platform platform;
    private final Queues queues;
    private final Lines lines;
    private final Expiry expiry;

    Attributes(Platform platform, Queues queues, Lines lines, Expiry expiry) {
        this.platform = platform;
        this.queues = queues;
        this.lines = lines;
        this.expiry = expiry;
    }

    @Override
    public GetQueueAttributesResponse getQueueAttributes(GetQueueAttributesRequest request) {
        return queues.at(request.queueUrl(), queue -> {
            var asked = request.attributeNamesAsStrings();
            for (var name : asked) {
                if (QueueAttributeName.fromValue(name) == QueueAttributeName.UNKNOWN_TO_SDK_VERSION) {
                    throw unknownAttribute(name);
                }
            }
            var known = asked.isEmpty() ? new LinkedHashMap<QueueAttributeName, String>() : known(queue);
            if (!asked.contains(QueueAttributeName.ALL.toString())) {
                known.keySet().removeIf(name -> !asked.contains(name.toString()));
            }
            return GetQueueAttributesResponse.builder()
                    .attributes(known.isEmpty() ? null : known)
                    .build();
        });
    }

    private Map<QueueAttributeName, String> known(StoredQueue queue) {
        expiry.sweep(queue);
        var counts = lines.of(queue).counts(platform.clock().millis());
        var known = new LinkedHashMap<QueueAttributeName, String>();
        known.put(QueueAttributeName.QUEUE_ARN, queue.arn());
        known.put(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, String.valueOf(counts.visible()));
        known.put(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE, String.valueOf(counts.inFlight()));
        known.put(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED, String.valueOf(counts.delayed()));
        known.put(QueueAttributeName.CREATED_TIMESTAMP, seconds(queue.created()));
        known.put(QueueAttributeName.LAST_MODIFIED_TIMESTAMP, seconds(queue.modified()));
        boolean keyed = queue.attribute(QueueAttributeName.KMS_MASTER_KEY_ID).isPresent();
        for (var name : QueueAttributeName.knownValues()) {
            if (Settings.settable(name) && (keyed || name != QueueAttributeName.KMS_DATA_KEY_REUSE_PERIOD_SECONDS)) {
                queue.attribute(name).ifPresent(value -> known.put(name, value));
            }
        }
        if (keyed) {
            known.put(QueueAttributeName.SQS_MANAGED_SSE_ENABLED, "false");
        }
        return known;
    }

    private static String seconds(Instant moment) {
        return String.valueOf(moment.getEpochSecond());
    }

    @Override
    public SetQueueAttributesResponse setQueueAttributes(SetQueueAttributesRequest request) {
        return queues.at(request.queueUrl(), queue -> {
            var changes = Settings.checked(request.attributesAsStrings(), queue.fifo());
            if (changes.containsKey(QueueAttributeName.FIFO_QUEUE.toString()) && !queue.fifo()) {
                throw unknownAttribute(QueueAttributeName.FIFO_QUEUE.toString());
            }
            queues.change(queue.name(), present -> {
                var next = present.with(changes, platform.clock().instant());
                checkRedrive(queues, next);
                return next;
            });
            return SetQueueAttributesResponse.builder().build();
        });
    }

    /** Refuses a dead-letter queue that does not exist, is of another type, or does not want the queue's letters. */
    static void checkRedrive(Queues queues, StoredQueue queue) {
        var redrive = queue.redrive();
        if (redrive.isEmpty()) {
            return;
        }
        var policy = queue.attribute(QueueAttributeName.REDRIVE_POLICY).orElse("");
        var target = queues.byArn(redrive.get().target());
        if (target.isEmpty()) {
            throw invalidAttribute("Value " + policy + " for parameter RedrivePolicy is invalid. Reason: Dead letter"
                    + " target does not exist.");
        }
        if (target.get().fifo() != queue.fifo()) {
            throw invalidAttribute("Value " + policy + " for parameter RedrivePolicy is invalid. Reason: Dead-letter"
                    + " queue must be same type of queue as the source.");
        }
        var allowed =
                target.get().attribute(QueueAttributeName.REDRIVE_ALLOW_POLICY).map(Redrive.Allowed::parse);
        if (allowed.isPresent() && !allowed.get().admits(queue.arn())) {
            throw invalidAttribute("Value " + policy + " for parameter RedrivePolicy is invalid. Reason: Dead-letter"
                    + " queue does not allow this queue as a source.");
        }
    }
}
