package tarn.services.sns;

import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.sns.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.sns.model.Tag;
import software.amazon.awssdk.services.sns.model.TagLimitExceededException;
import software.amazon.awssdk.services.sns.model.TagResourceRequest;
import software.amazon.awssdk.services.sns.model.TagResourceResponse;
import software.amazon.awssdk.services.sns.model.UntagResourceRequest;
import software.amazon.awssdk.services.sns.model.UntagResourceResponse;
import tarn.kernel.Part;

/** The tags of topics. */
final class Tagging implements SnsClient, Part {

    private static final int TAGS_MAX = 50;

    private final Book book;

    Tagging(Book book) {
        this.book = book;
    }

    private StoredTopic topic(String arn) {
        return book.find(arn).orElseThrow(SnsFaults::resourceNotFound);
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        topic(request.resourceArn());
        return book.at(request.resourceArn(), topic -> {
            book.change(topic.name(), present -> {
                var tags = new TreeMap<>(present.tags());
                request.tags().forEach(tag -> tags.put(tag.key(), tag.value()));
                if (tags.size() > TAGS_MAX) {
                    throw TagLimitExceededException.builder()
                            .message("Could not complete request: tag quota of per resource exceeded")
                            .statusCode(400)
                            .build();
                }
                return present.tagged(tags);
            });
            return TagResourceResponse.builder().build();
        });
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest request) {
        topic(request.resourceArn());
        return book.at(request.resourceArn(), topic -> {
            book.change(topic.name(), present -> {
                var tags = new TreeMap<>(present.tags());
                request.tagKeys().forEach(tags::remove);
                return present.tagged(tags);
            });
            return UntagResourceResponse.builder().build();
        });
    }

    @Override
    public ListTagsForResourceResponse listTagsForResource(ListTagsForResourceRequest request) {
        topic(request.resourceArn());
        return book.at(
                request.resourceArn(),
                topic -> ListTagsForResourceResponse.builder()
                        .tags(topic.tags().entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .map(tag -> Tag.builder()
                                        .key(tag.getKey())
                                        .value(tag.getValue())
                                        .build())
                                .toList())
                        .build());
    }
}
