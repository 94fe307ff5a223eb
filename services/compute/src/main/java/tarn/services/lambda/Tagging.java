package tarn.services.lambda;

import static tarn.services.lambda.LambdaFaults.invalid;

import java.util.TreeMap;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.ListTagsRequest;
import software.amazon.awssdk.services.lambda.model.ListTagsResponse;
import software.amazon.awssdk.services.lambda.model.TagResourceRequest;
import software.amazon.awssdk.services.lambda.model.TagResourceResponse;
import software.amazon.awssdk.services.lambda.model.UntagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UntagResourceResponse;
import tarn.kernel.Part;

/** The tags of functions and of event source mappings. */
final class Tagging implements LambdaClient, Part {

    private static final int TAGS_MAX = 50;

    private final Functions functions;
    private final MappingTags mappings;

    Tagging(Functions functions, MappingTags mappings) {
        this.functions = functions;
        this.mappings = mappings;
    }

    private static Reference function(String arn) {
        if (!arn.matches("arn:aws[a-z-]*:lambda:[a-z0-9-]+:\\d{12}:function:[a-zA-Z0-9-_]+")) {
            throw invalid(
                    "Tags on function aliases and versions are not supported. Please specify either a function name or"
                            + " an unqualified function ARN.");
        }
        return Reference.of(arn);
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        var mapping = MappingTags.mapping(request.resource());
        if (mapping.isPresent()) {
            mappings.change(mapping.get(), tags -> tags.putAll(request.tags()));
            return TagResourceResponse.builder().build();
        }
        functions.change(function(request.resource()), present -> {
            var tags = new TreeMap<>(present.tags());
            tags.putAll(request.tags());
            if (tags.size() > TAGS_MAX) {
                throw invalid("A function may have " + TAGS_MAX + " tags");
            }
            return present.tagged(tags);
        });
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest request) {
        var mapping = MappingTags.mapping(request.resource());
        if (mapping.isPresent()) {
            mappings.change(mapping.get(), tags -> request.tagKeys().forEach(tags::remove));
            return UntagResourceResponse.builder().build();
        }
        functions.change(function(request.resource()), present -> {
            var tags = new TreeMap<>(present.tags());
            request.tagKeys().forEach(tags::remove);
            return present.tagged(tags);
        });
        return UntagResourceResponse.builder().build();
    }

    @Override
    public ListTagsResponse listTags(ListTagsRequest request) {
        var mapping = MappingTags.mapping(request.resource());
        return ListTagsResponse.builder()
                .tags(
                        mapping.isPresent()
                                ? mappings.of(mapping.get())
                                : functions
                                        .entry(function(request.resource()))
                                        .value()
                                        .tags())
                .build();
    }
}
