package tarn.services.firehose;

import static tarn.services.firehose.FirehoseFaults.limitExceeded;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.ListTagsForDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.ListTagsForDeliveryStreamResponse;
import software.amazon.awssdk.services.firehose.model.Tag;
import software.amazon.awssdk.services.firehose.model.TagDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.TagDeliveryStreamResponse;
import software.amazon.awssdk.services.firehose.model.UntagDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.UntagDeliveryStreamResponse;
import tarn.kernel.Part;

/** The tags of delivery streams. */
final class Tagging implements FirehoseClient, Part {

    private static final int TAGS_MAX = 50;

    private final DeliveryStreams streams;

    Tagging(DeliveryStreams streams) {
        this.streams = streams;
    }

    static Map<String, String> added(Map<String, String> present, List<Tag> tags) {
        var next = new TreeMap<>(present);
        tags.forEach(tag -> next.put(tag.key(), tag.value() == null ? "" : tag.value()));
        if (next.size() > TAGS_MAX) {
            throw limitExceeded("A delivery stream may have " + TAGS_MAX + " tags.");
        }
        return next;
    }

    @Override
    public TagDeliveryStreamResponse tagDeliveryStream(TagDeliveryStreamRequest request) {
        streams.change(request.deliveryStreamName(), stream -> stream.tagged(added(stream.tags(), request.tags())));
        return TagDeliveryStreamResponse.builder().build();
    }

    @Override
    public UntagDeliveryStreamResponse untagDeliveryStream(UntagDeliveryStreamRequest request) {
        streams.change(request.deliveryStreamName(), stream -> {
            var left = new TreeMap<>(stream.tags());
            request.tagKeys().forEach(left::remove);
            return stream.tagged(left);
        });
        return UntagDeliveryStreamResponse.builder().build();
    }

    @Override
    public ListTagsForDeliveryStreamResponse listTagsForDeliveryStream(ListTagsForDeliveryStreamRequest request) {
        var start = request.exclusiveStartTagKey();
        var tags = new TreeMap<>(streams.named(request.deliveryStreamName()).tags())
                .entrySet().stream()
                        .filter(tag -> start == null || tag.getKey().compareTo(start) > 0)
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList();
        int limit = request.limit() == null ? TAGS_MAX : request.limit();
        return ListTagsForDeliveryStreamResponse.builder()
                .tags(tags.subList(0, Math.min(limit, tags.size())))
                .hasMoreTags(tags.size() > limit)
                .build();
    }
}
