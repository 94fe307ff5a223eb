package tarn.services.cloudwatchlogs;

import static tarn.services.cloudwatchlogs.LogFaults.invalid;
import static tarn.services.cloudwatchlogs.LogFaults.resourceNotFound;
import static tarn.services.cloudwatchlogs.LogFaults.tooManyTags;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagResourceResponse;
import tarn.kernel.Part;
import tarn.store.Key;

/** Tags of log groups. */
@SuppressWarnings("deprecation") // older clients tag by the group's name
final class Tagging implements CloudWatchLogsClient, Part {

    private static final int TAGS_MAX = 50;

    private final Holdings holdings;

    Tagging(Holdings holdings) {
        this.holdings = holdings;
    }

    static Map<String, String> added(Map<String, String> present, Map<String, String> tags) {
        var next = new TreeMap<>(present);
        tags.forEach((key, value) -> {
            if (key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
                throw invalid("Tag keys starting with 'aws:' are reserved for system use.");
            }
            next.put(key, value);
        });
        if (next.size() > TAGS_MAX) {
            throw tooManyTags();
        }
        return next;
    }

    private void add(String group, Map<String, String> tags) {
        holdings.change(group, seen -> seen.tagged(added(seen.tags(), tags)));
    }

    private void remove(String group, Collection<String> keys) {
        holdings.change(group, seen -> {
            var next = new TreeMap<>(seen.tags());
            next.keySet().removeAll(keys);
            return seen.tagged(next);
        });
    }

    /** The group of an ARN, which is the only thing here that has tags. */
    private String group(String arn) {
        if (!arn.startsWith("arn:")) {
            throw invalid("The specified resource ARN is invalid.");
        }
        var name = Holdings.nameOf(arn);
        if (holdings.groups().get(Key.of(name)).isEmpty()) {
            throw resourceNotFound();
        }
        return name;
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        add(group(request.resourceArn()), request.tags());
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest request) {
        remove(group(request.resourceArn()), request.tagKeys());
        return UntagResourceResponse.builder().build();
    }

    @Override
    public ListTagsForResourceResponse listTagsForResource(ListTagsForResourceRequest request) {
        return ListTagsForResourceResponse.builder()
                .tags(holdings.group(group(request.resourceArn())).tags())
                .build();
    }

    @Override
    public TagLogGroupResponse tagLogGroup(TagLogGroupRequest request) {
        add(request.logGroupName(), request.tags());
        return TagLogGroupResponse.builder().build();
    }

    @Override
    public UntagLogGroupResponse untagLogGroup(UntagLogGroupRequest request) {
        remove(request.logGroupName(), request.tags());
        return UntagLogGroupResponse.builder().build();
    }

    @Override
    public ListTagsLogGroupResponse listTagsLogGroup(ListTagsLogGroupRequest request) {
        return ListTagsLogGroupResponse.builder()
                .tags(holdings.group(request.logGroupName()).tags())
                .build();
    }
}
