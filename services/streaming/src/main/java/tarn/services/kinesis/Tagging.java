package tarn.services.kinesis;

import static tarn.services.kinesis.KinesisFaults.invalid;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.AddTagsToStreamRequest;
import software.amazon.awssdk.services.kinesis.model.AddTagsToStreamResponse;
import software.amazon.awssdk.services.kinesis.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.kinesis.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.kinesis.model.ListTagsForStreamRequest;
import software.amazon.awssdk.services.kinesis.model.ListTagsForStreamResponse;
import software.amazon.awssdk.services.kinesis.model.RemoveTagsFromStreamRequest;
import software.amazon.awssdk.services.kinesis.model.RemoveTagsFromStreamResponse;
import software.amazon.awssdk.services.kinesis.model.Tag;
import software.amazon.awssdk.services.kinesis.model.TagResourceRequest;
import software.amazon.awssdk.services.kinesis.model.TagResourceResponse;
import software.amazon.awssdk.services.kinesis.model.UntagResourceRequest;
import software.amazon.awssdk.services.kinesis.model.UntagResourceResponse;
import tarn.kernel.Part;
import tarn.pagination.Pages;

/** Tags of streams and consumers. */
final class Tagging implements KinesisClient, Part {

    private final Streams streams;
    private final Consumers consumers;
    private final Pages pages;

    Tagging(Streams streams, Consumers consumers) {
        this.streams = streams;
        this.consumers = consumers;
        this.pages = new Pages(streams.platform().tokens(), 50, 50, token -> invalid("Invalid NextToken."));
    }

    private void change(String arn, UnaryOperator<Map<String, String>> change) {
        if (arn.contains("/consumer/")) {
            var key = consumers.key(consumers.named(arn).arn());
            consumers
                    .store()
                    .update(
                            key,
                            seen -> seen.map(each -> each.tagged(change.apply(each.tags())))
                                    .orElse(null));
        } else {
            streams.change(Streams.name(null, arn), stream -> stream.tagged(change.apply(stream.tags())));
        }
    }

    private static Map<String, String> without(Map<String, String> tags, Collection<String> keys) {
        var next = new TreeMap<>(tags);
        next.keySet().removeAll(keys);
        return next;
    }

    private static Tag tag(Map.Entry<String, String> entry) {
        return Tag.builder().key(entry.getKey()).value(entry.getValue()).build();
    }

    @Override
    public AddTagsToStreamResponse addTagsToStream(AddTagsToStreamRequest request) {
        streams.change(
                Streams.name(request.streamName(), request.streamARN()),
                stream -> stream.tagged(Settings.added(stream.tags(), request.tags())));
        return AddTagsToStreamResponse.builder().build();
    }

    @Override
    public RemoveTagsFromStreamResponse removeTagsFromStream(RemoveTagsFromStreamRequest request) {
        streams.change(
                Streams.name(request.streamName(), request.streamARN()),
                stream -> stream.tagged(without(stream.tags(), request.tagKeys())));
        return RemoveTagsFromStreamResponse.builder().build();
    }

    @Override
    public ListTagsForStreamResponse listTagsForStream(ListTagsForStreamRequest request) {
        var stream = streams.named(request.streamName(), request.streamARN());
        var after = request.exclusiveStartTagKey();
        int limit = pages.size(request.limit());
        var all = new TreeMap<>(stream.tags())
                .entrySet().stream()
                        .filter(entry -> after == null || entry.getKey().compareTo(after) > 0)
                        .map(Tagging::tag)
                        .toList();
        return ListTagsForStreamResponse.builder()
                .tags(all.subList(0, Math.min(limit, all.size())))
                .hasMoreTags(all.size() > limit)
                .build();
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        change(request.resourceARN(), tags -> Settings.added(tags, request.tags()));
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest request) {
        change(request.resourceARN(), tags -> without(tags, request.tagKeys()));
        return UntagResourceResponse.builder().build();
    }

    @Override
    public ListTagsForResourceResponse listTagsForResource(ListTagsForResourceRequest request) {
        var arn = request.resourceARN();
        var tags = arn.contains("/consumer/")
                ? consumers.named(arn).tags()
                : streams.named(null, arn).tags();
        return ListTagsForResourceResponse.builder()
                .tags(new TreeMap<>(tags).entrySet().stream().map(Tagging::tag).toList())
                .build();
    }
}
