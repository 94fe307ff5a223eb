package tarn.services.sqs;

import static tarn.services.sqs.SqsFaults.invalidParameter;

import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsRequest;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsResponse;
import software.amazon.awssdk.services.sqs.model.TagQueueRequest;
import software.amazon.awssdk.services.sqs.model.TagQueueResponse;
import software.amazon.awssdk.services.sqs.model.UntagQueueRequest;
import software.amazon.awssdk.services.sqs.model.UntagQueueResponse;
import tarn.kernel.Part;

/** The tags of queues. */
final class Tagging implements SqsClient, Part {

    private static final int TAGS_MAX = 50;
    private static final int KEY_MAX = 128;
    private static final int VALUE_MAX = 256;

    private final Queues queues;

    Tagging(Queues queues) {
        this.queues = queues;
    }

    static void check(Map<String, String> tags) {
        if (tags.size() > TAGS_MAX) {
            throw invalidParameter("Too many tags added for queue: the limit is " + TAGS_MAX + ".");
        }
        tags.forEach((key, value) -> {
            if (key.isEmpty() || key.length() > KEY_MAX || key.startsWith("aws:")) {
                throw invalidParameter("Tag key " + key + " must have 1 to 128 characters and not begin with aws:.");
            }
            if (value.length() > VALUE_MAX) {
                throw invalidParameter("Tag value must have at most 256 characters.");
            }
        });
    }

    @Override
    public TagQueueResponse tagQueue(TagQueueRequest request) {
        check(request.tags());
        return queues.at(request.queueUrl(), queue -> {
            queues.change(queue.name(), present -> {
                var tags = new TreeMap<>(present.tags());
                tags.putAll(request.tags());
                check(tags);
                return present.tagged(tags);
            });
            return TagQueueResponse.builder().build();
        });
    }

    @Override
    public UntagQueueResponse untagQueue(UntagQueueRequest request) {
        return queues.at(request.queueUrl(), queue -> {
            queues.change(queue.name(), present -> {
                var tags = new TreeMap<>(present.tags());
                request.tagKeys().forEach(tags::remove);
                return present.tagged(tags);
            });
            return UntagQueueResponse.builder().build();
        });
    }

    @Override
    public ListQueueTagsResponse listQueueTags(ListQueueTagsRequest request) {
        return queues.at(
                request.queueUrl(),
                queue -> ListQueueTagsResponse.builder()
                        .tags(queue.tags().isEmpty() ? null : queue.tags())
                        .build());
    }
}
