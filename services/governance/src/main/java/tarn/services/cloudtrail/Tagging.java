package tarn.services.cloudtrail;

import static tarn.services.cloudtrail.CloudTrailFaults.badTag;
import static tarn.services.cloudtrail.CloudTrailFaults.notTaggable;
import static tarn.services.cloudtrail.CloudTrailFaults.resourceNotFound;
import static tarn.services.cloudtrail.CloudTrailFaults.tooManyTags;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.AddTagsRequest;
import software.amazon.awssdk.services.cloudtrail.model.AddTagsResponse;
import software.amazon.awssdk.services.cloudtrail.model.ListTagsRequest;
import software.amazon.awssdk.services.cloudtrail.model.ListTagsResponse;
import software.amazon.awssdk.services.cloudtrail.model.RemoveTagsRequest;
import software.amazon.awssdk.services.cloudtrail.model.RemoveTagsResponse;
import software.amazon.awssdk.services.cloudtrail.model.ResourceTag;
import software.amazon.awssdk.services.cloudtrail.model.Tag;
import software.amazon.awssdk.services.cloudtrail.model.TrailNotFoundException;
import tarn.kernel.Part;

/** The tags of trails and event data stores. */
final class Tagging implements CloudTrailClient, Part {

    private static final int TAGS_MAX = 50;
    private static final int KEY_MAX = 128;

    private final TrailBook book;
    private final LakeBook lakes;

    Tagging(TrailBook book, LakeBook lakes) {
        this.book = book;
        this.lakes = lakes;
    }

    /** Tags with others added. */
    static Map<String, String> added(Map<String, String> present, List<Tag> more) {
        var next = new TreeMap<>(present);
        for (var tag : more) {
            if (tag.key().isEmpty() || tag.key().length() > KEY_MAX || tag.key().startsWith("aws:")) {
                throw badTag("The tag key " + tag.key() + " is not valid.");
            }
            next.put(tag.key(), tag.value() == null ? "" : tag.value());
        }
        if (next.size() > TAGS_MAX) {
            throw tooManyTags();
        }
        return next;
    }

    private static Map<String, String> without(Map<String, String> present, List<Tag> gone) {
        var next = new TreeMap<>(present);
        gone.forEach(tag -> next.remove(tag.key()));
        return next;
    }

    private static boolean isTrail(String arn) {
        if (arn.contains(":trail/")) {
            return true;
        }
        if (arn.contains(":eventdatastore/")) {
            return false;
        }
        throw notTaggable(arn);
    }

    @Override
    public AddTagsResponse addTags(AddTagsRequest request) {
        if (isTrail(request.resourceId())) {
            known(request.resourceId());
            book.change(
                    request.resourceId(),
                    trail -> trail.tagged(added(trail.tags(), request.tagsList())),
                    (batch, next) -> {});
        } else {
            lakes.change(request.resourceId(), lake -> lake.tagged(added(lake.tags(), request.tagsList())));
        }
        return AddTagsResponse.builder().build();
    }

    @Override
    public RemoveTagsResponse removeTags(RemoveTagsRequest request) {
        if (isTrail(request.resourceId())) {
            known(request.resourceId());
            book.change(
                    request.resourceId(),
                    trail -> trail.tagged(without(trail.tags(), request.tagsList())),
                    (batch, next) -> {});
        } else {
            lakes.change(request.resourceId(), lake -> lake.tagged(without(lake.tags(), request.tagsList())));
        }
        return RemoveTagsResponse.builder().build();
    }

    private KeptTrail known(String arn) {
        try {
            return book.trail(arn).value();
        } catch (TrailNotFoundException e) {
            throw resourceNotFound(arn);
        }
    }

    @Override
    public ListTagsResponse listTags(ListTagsRequest request) {
        return ListTagsResponse.builder()
                .resourceTagList(request.resourceIdList().stream()
                        .map(arn -> ResourceTag.builder()
                                .resourceId(arn)
                                .tagsList(tags(arn).entrySet().stream()
                                        .map(tag -> Tag.builder()
                                                .key(tag.getKey())
                                                .value(tag.getValue())
                                                .build())
                                        .toList())
                                .build())
                        .toList())
                .build();
    }

    private Map<String, String> tags(String arn) {
        return isTrail(arn) ? known(arn).tags() : lakes.lake(arn).value().tags();
    }
}
