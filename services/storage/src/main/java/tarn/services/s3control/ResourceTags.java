package tarn.services.s3control;

import static tarn.services.s3control.ControlFaults.noSuchResource;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.s3control.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.s3control.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.s3control.model.Tag;
import software.amazon.awssdk.services.s3control.model.TagResourceRequest;
import software.amazon.awssdk.services.s3control.model.TagResourceResponse;
import software.amazon.awssdk.services.s3control.model.UntagResourceRequest;
import software.amazon.awssdk.services.s3control.model.UntagResourceResponse;
import tarn.access.AccessPoints;
import tarn.kernel.Arn;
import tarn.kernel.Part;
import tarn.kernel.Platform;

/** Tags by ARN: of buckets, which are the tags that S3 itself tells, and of access points. */
final class ResourceTags implements S3ControlClient, Part {

    private static final String POINT = "accesspoint/";

    private final Platform platform;
    private final AccessPoints points;

    ResourceTags(Platform platform, AccessPoints points) {
        this.platform = platform;
        this.points = points;
    }

    @Override
    public ListTagsForResourceResponse listTagsForResource(ListTagsForResourceRequest request) {
        Accounts.own(request.accountId());
        return ListTagsForResourceResponse.builder()
                .tags(listed(tags(request.resourceArn())))
                .build();
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        Accounts.own(request.accountId());
        var tags = tags(request.resourceArn());
        request.tags().forEach(tag -> tags.put(tag.key(), tag.value()));
        keep(request.resourceArn(), tags);
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest request) {
        Accounts.own(request.accountId());
        var tags = tags(request.resourceArn());
        request.tagKeys().forEach(tags::remove);
        keep(request.resourceArn(), tags);
        return UntagResourceResponse.builder().build();
    }

    private static List<Tag> listed(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    private static String resource(String arn) {
        return Arn.parse(arn)
                .filter(parsed -> parsed.service().equals("s3"))
                .orElseThrow(() -> noSuchResource())
                .resource();
    }

    private Map<String, String> tags(String arn) {
        var resource = resource(arn);
        if (resource.startsWith(POINT)) {
            return new LinkedHashMap<>(Points.point(points, null, arn).tags());
        }
        var tags = new LinkedHashMap<String, String>();
        try {
            platform.client(S3Client.class)
                    .getBucketTagging(request -> request.bucket(resource))
                    .tagSet()
                    .forEach(tag -> tags.put(tag.key(), tag.value()));
        } catch (S3Exception e) {
            if (!e.awsErrorDetails().errorCode().equals("NoSuchTagSet")) {
                throw e;
            }
        }
        return tags;
    }

    private void keep(String arn, Map<String, String> tags) {
        var resource = resource(arn);
        if (resource.startsWith(POINT)) {
            points.replace(Points.point(points, null, arn).withTags(tags));
            return;
        }
        var s3 = platform.client(S3Client.class);
        if (tags.isEmpty()) {
            s3.deleteBucketTagging(request -> request.bucket(resource));
            return;
        }
        var all = tags.entrySet().stream()
                .map(tag -> software.amazon.awssdk.services.s3.model.Tag.builder()
                        .key(tag.getKey())
                        .value(tag.getValue())
                        .build())
                .toList();
        s3.putBucketTagging(request -> request.bucket(resource).tagging(tagging -> tagging.tagSet(all)));
    }
}
