package tarn.services.ssm;

import static tarn.services.ssm.SsmFaults.invalid;
import static tarn.services.ssm.SsmFaults.resourceInvalid;
import static tarn.services.ssm.SsmFaults.resourceTypeInvalid;
import static tarn.services.ssm.SsmFaults.tooManyTags;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.AddTagsToResourceRequest;
import software.amazon.awssdk.services.ssm.model.AddTagsToResourceResponse;
import software.amazon.awssdk.services.ssm.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.ssm.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.ssm.model.RemoveTagsFromResourceRequest;
import software.amazon.awssdk.services.ssm.model.RemoveTagsFromResourceResponse;
import software.amazon.awssdk.services.ssm.model.ResourceTypeForTagging;
import software.amazon.awssdk.services.ssm.model.Tag;
import tarn.kernel.Part;

/** Tags of parameters. */
final class Tagging implements SsmClient, Part {

    private static final int TAGS_MAX = 50;

    private final Parameters parameters;

    Tagging(Parameters parameters) {
        this.parameters = parameters;
    }

    static Map<String, String> added(Map<String, String> present, List<Tag> tags) {
        var next = new TreeMap<>(present);
        for (var tag : tags) {
            if (tag.key().toLowerCase(Locale.ROOT).startsWith("aws:")) {
                throw invalid("Tag keys must not begin with aws:");
            }
            next.put(tag.key(), tag.value());
        }
        if (next.size() > TAGS_MAX) {
            throw tooManyTags();
        }
        return next;
    }

    private StoredParameter change(ResourceTypeForTagging type, String id, UnaryOperator<Map<String, String>> change) {
        if (type != ResourceTypeForTagging.PARAMETER) {
            throw resourceTypeInvalid(String.valueOf(type));
        }
        if (parameters.find(id).isEmpty()) {
            throw resourceInvalid(id);
        }
        return parameters.change(id, parameter -> parameter.tagged(change.apply(parameter.tags())));
    }

    @Override
    public AddTagsToResourceResponse addTagsToResource(AddTagsToResourceRequest request) {
        change(request.resourceType(), request.resourceId(), tags -> added(tags, request.tags()));
        return AddTagsToResourceResponse.builder().build();
    }

    @Override
    public RemoveTagsFromResourceResponse removeTagsFromResource(RemoveTagsFromResourceRequest request) {
        change(request.resourceType(), request.resourceId(), tags -> {
            var next = new TreeMap<>(tags);
            next.keySet().removeAll(request.tagKeys());
            return next;
        });
        return RemoveTagsFromResourceResponse.builder().build();
    }

    @Override
    public ListTagsForResourceResponse listTagsForResource(ListTagsForResourceRequest request) {
        if (request.resourceType() != ResourceTypeForTagging.PARAMETER) {
            throw resourceTypeInvalid(request.resourceTypeAsString());
        }
        var parameter = parameters.find(request.resourceId()).orElseThrow(() -> resourceInvalid(request.resourceId()));
        return ListTagsForResourceResponse.builder()
                .tagList(new TreeMap<>(parameter.tags())
                        .entrySet().stream()
                                .map(tag -> Tag.builder()
                                        .key(tag.getKey())
                                        .value(tag.getValue())
                                        .build())
                                .toList())
                .build();
    }
}
