package tarn.services.applicationautoscaling;

import static tarn.services.applicationautoscaling.ScalingFaults.resourceNotFound;
import static tarn.services.applicationautoscaling.ScalingFaults.tooManyTags;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.applicationautoscaling.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.TagResourceRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.TagResourceResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.UntagResourceRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.UntagResourceResponse;
import tarn.kernel.Part;
import tarn.store.Range;

/** The tags of targets. */
final class Tags implements ApplicationAutoScalingClient, Part {

    private final Kept kept;

    Tags(Kept kept) {
        this.kept = kept;
    }

    private StoredTarget target(String arn) {
        for (var entry : kept.targets().scan(Range.all())) {
            if (entry.value().arn().equals(arn)) {
                return entry.value();
            }
        }
        throw resourceNotFound(arn);
    }

    private void change(String arn, Consumer<Map<String, String>> change) {
        var key = target(arn).scalable().key();
        kept.targets().update(key, seen -> {
            var target = seen.orElseThrow(() -> resourceNotFound(arn));
            var tags = new HashMap<>(target.tags());
            change.accept(tags);
            if (tags.size() > Targets.TAGS_MAX) {
                throw tooManyTags(arn);
            }
            return target.tagged(Map.copyOf(tags));
        });
    }

    @Override
    public ListTagsForResourceResponse listTagsForResource(ListTagsForResourceRequest request) {
        return ListTagsForResourceResponse.builder()
                .tags(target(request.resourceARN()).tags())
                .build();
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        change(request.resourceARN(), tags -> tags.putAll(request.tags()));
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest request) {
        change(request.resourceARN(), tags -> request.tagKeys().forEach(tags::remove));
        return UntagResourceResponse.builder().build();
    }
}
