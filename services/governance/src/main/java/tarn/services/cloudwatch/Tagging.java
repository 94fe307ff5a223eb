package tarn.services.cloudwatch;

import static tarn.services.cloudwatch.MetricFaults.resourceNotFound;
import static tarn.services.cloudwatch.MetricFaults.unvalidated;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.cloudwatch.model.Tag;
import software.amazon.awssdk.services.cloudwatch.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.TagResourceResponse;
import software.amazon.awssdk.services.cloudwatch.model.UntagResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.UntagResourceResponse;
import tarn.kernel.Part;
import tarn.store.Key;

/** Tags of alarms. */
final class Tagging implements CloudWatchClient, Part {

    private static final int TAGS_MAX = 50;

    private final AlarmBook book;

    Tagging(AlarmBook book) {
        this.book = book;
    }

    private void change(String arn, UnaryOperator<Map<String, String>> change) {
        book.store().update(Key.of(AlarmBook.nameOf(arn)), seen -> {
            var alarm = seen.orElseThrow(() -> resourceNotFound(arn));
            return alarm.tagged(change.apply(alarm.tags()));
        });
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        change(request.resourceARN(), tags -> {
            var next = new TreeMap<>(tags);
            request.tags().forEach(tag -> next.put(tag.key(), tag.value()));
            if (next.size() > TAGS_MAX) {
                throw unvalidated("A resource may have at most " + TAGS_MAX + " tags.");
            }
            return next;
        });
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest request) {
        change(request.resourceARN(), tags -> {
            var next = new TreeMap<>(tags);
            next.keySet().removeAll(request.tagKeys());
            return next;
        });
        return UntagResourceResponse.builder().build();
    }

    @Override
    public ListTagsForResourceResponse listTagsForResource(ListTagsForResourceRequest request) {
        var alarm = book.find(request.resourceARN()).orElseThrow(() -> resourceNotFound(request.resourceARN()));
        return ListTagsForResourceResponse.builder()
                .tags(alarm.tags().entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList())
                .build();
    }
}
