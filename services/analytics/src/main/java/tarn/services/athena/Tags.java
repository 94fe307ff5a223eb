package tarn.services.athena;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.athena.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.athena.model.Tag;
import software.amazon.awssdk.services.athena.model.TagResourceRequest;
import software.amazon.awssdk.services.athena.model.TagResourceResponse;
import software.amazon.awssdk.services.athena.model.UntagResourceRequest;
import software.amazon.awssdk.services.athena.model.UntagResourceResponse;
import tarn.kernel.Caller;
import tarn.kernel.Part;

/** Tags by ARN: of work groups, data catalogs and capacity reservations. */
final class Tags implements AthenaClient, Part {

    private final List<Tagged> kinds;

    Tags(Tagged... kinds) {
        this.kinds = List.of(kinds);
    }

    /** A resource that exists. */
    private record Resource(Tagged kind, String name, Map<String, String> tags) {}

    private Resource resource(String arn) {
        for (var kind : kinds) {
            var prefix = Caller.current().arn("athena", kind.resource()).toString();
            if (arn.startsWith(prefix)) {
                var name = arn.substring(prefix.length());
                var tags = kind.tags(name);
                if (tags.isPresent()) {
                    return new Resource(kind, name, tags.get());
                }
            }
        }
        throw AthenaFaults.resourceUnknown(arn);
    }

    private void change(String arn, Consumer<Map<String, String>> change) {
        var resource = resource(arn);
        resource.kind().retag(resource.name(), present -> {
            var tags = new LinkedHashMap<>(present);
            change.accept(tags);
            return tags;
        });
    }

    /** Tags as they are kept. */
    static Map<String, String> map(List<Tag> tags) {
        var map = new LinkedHashMap<String, String>();
        tags.forEach(tag -> map.put(tag.key(), tag.value() == null ? "" : tag.value()));
        return map;
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        change(request.resourceARN(), kept -> kept.putAll(map(request.tags())));
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest request) {
        change(request.resourceARN(), kept -> request.tagKeys().forEach(kept::remove));
        return UntagResourceResponse.builder().build();
    }

    @Override
    public ListTagsForResourceResponse listTagsForResource(ListTagsForResourceRequest request) {
        return ListTagsForResourceResponse.builder()
                .tags(resource(request.resourceARN()).tags().entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList())
                .build();
    }
}
