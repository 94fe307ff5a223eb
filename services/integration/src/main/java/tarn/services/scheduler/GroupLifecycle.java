package tarn.services.scheduler;

import static tarn.services.scheduler.SchedulerFaults.groupExists;
import static tarn.services.scheduler.SchedulerFaults.groupNotFound;
import static tarn.services.scheduler.SchedulerFaults.invalid;
import static tarn.services.scheduler.SchedulerFaults.tooMany;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleGroupRequest;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleGroupResponse;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleGroupRequest;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleGroupResponse;
import software.amazon.awssdk.services.scheduler.model.GetScheduleGroupRequest;
import software.amazon.awssdk.services.scheduler.model.GetScheduleGroupResponse;
import software.amazon.awssdk.services.scheduler.model.ListScheduleGroupsRequest;
import software.amazon.awssdk.services.scheduler.model.ListScheduleGroupsResponse;
import software.amazon.awssdk.services.scheduler.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.scheduler.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.scheduler.model.ScheduleGroupState;
import software.amazon.awssdk.services.scheduler.model.ScheduleGroupSummary;
import software.amazon.awssdk.services.scheduler.model.Tag;
import software.amazon.awssdk.services.scheduler.model.TagResourceRequest;
import software.amazon.awssdk.services.scheduler.model.TagResourceResponse;
import software.amazon.awssdk.services.scheduler.model.UntagResourceRequest;
import software.amazon.awssdk.services.scheduler.model.UntagResourceResponse;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.store.Key;
import tarn.store.Range;

/** Groups of schedules, and their tags; schedules themselves have none. */
final class GroupLifecycle implements SchedulerClient, Part {

    private static final int GROUPS_MAX = 500;
    private static final int TAGS_MAX = 50;
    private static final int SLICE = 500;

    private final Platform platform;
    private final Groups groups;
    private final Runs runs;
    private final Pages pages;

    GroupLifecycle(Platform platform, Groups groups, Runs runs, Pages pages) {
        this.platform = platform;
        this.groups = groups;
        this.runs = runs;
        this.pages = pages;
    }

    @Override
    public CreateScheduleGroupResponse createScheduleGroup(CreateScheduleGroupRequest request) {
        if (groups.store().list(Range.all(), GROUPS_MAX).size() == GROUPS_MAX) {
            throw tooMany("schedule groups");
        }
        var now = platform.clock().instant();
        var group =
                new StoredGroup(request.name(), Groups.arn(request.name()), Map.copyOf(tags(request.tags())), now, now);
        if (request.name().equals(Groups.DEFAULT) || !groups.store().insert(Key.of(group.name()), group)) {
            throw groupExists(group.name());
        }
        return CreateScheduleGroupResponse.builder()
                .scheduleGroupArn(group.arn())
                .build();
    }

    @Override
    public DeleteScheduleGroupResponse deleteScheduleGroup(DeleteScheduleGroupRequest request) {
        if (request.name().equals(Groups.DEFAULT)) {
            throw invalid("Deleting the default schedule group is not allowed.");
        }
        if (!groups.store().delete(Key.of(request.name()))) {
            throw groupNotFound(request.name());
        }
        while (true) {
            var slice = runs.schedules().list(Range.under(Key.of(request.name())), SLICE);
            var batch = platform.batch();
            slice.forEach(entry -> {
                batch.delete(runs.schedules(), entry.key());
                runs.cancel(batch, entry.value());
            });
            batch.commit();
            if (slice.size() < SLICE) {
                return DeleteScheduleGroupResponse.builder().build();
            }
        }
    }

    @Override
    public GetScheduleGroupResponse getScheduleGroup(GetScheduleGroupRequest request) {
        var group = groups.named(request.name());
        return GetScheduleGroupResponse.builder()
                .name(group.name())
                .arn(group.arn())
                .state(ScheduleGroupState.ACTIVE)
                .creationDate(group.created())
                .lastModificationDate(group.modified())
                .build();
    }

    @Override
    public ListScheduleGroupsResponse listScheduleGroups(ListScheduleGroupsRequest request) {
        var prefix = request.namePrefix() == null ? "" : request.namePrefix();
        var all = new TreeMap<String, StoredGroup>();
        all.put(Groups.DEFAULT, groups.unwritten());
        groups.store().scan(Range.all()).forEach(entry -> all.put(entry.value().name(), entry.value()));
        var page = pages.page(
                "ListScheduleGroups",
                request.nextToken(),
                request.maxResults(),
                all.values().stream().filter(group -> group.name().startsWith(prefix)),
                StoredGroup::name);
        return ListScheduleGroupsResponse.builder()
                .scheduleGroups(page.items().stream()
                        .map(group -> ScheduleGroupSummary.builder()
                                .name(group.name())
                                .arn(group.arn())
                                .state(ScheduleGroupState.ACTIVE)
                                .creationDate(group.created())
                                .lastModificationDate(group.modified())
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }

    @Override
    public ListTagsForResourceResponse listTagsForResource(ListTagsForResourceRequest request) {
        return ListTagsForResourceResponse.builder()
                .tags(groups.named(name(request.resourceArn())).tags().entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList())
                .build();
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        change(request.resourceArn(), tags -> {
            tags.putAll(tags(request.tags()));
            if (tags.size() > TAGS_MAX) {
                throw tooMany("tags");
            }
            return tags;
        });
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest request) {
        change(request.resourceArn(), tags -> {
            request.tagKeys().forEach(tags::remove);
            return tags;
        });
        return UntagResourceResponse.builder().build();
    }

    private void change(String arn, UnaryOperator<Map<String, String>> change) {
        var name = name(arn);
        var now = platform.clock().instant();
        groups.store().update(Key.of(name), seen -> {
            var group = seen.or(() -> groups.find(name)).orElseThrow(() -> groupNotFound(name));
            return new StoredGroup(
                    name, group.arn(), change.apply(new LinkedHashMap<>(group.tags())), group.created(), now);
        });
    }

    private static String name(String arn) {
        return Arn.parse(arn)
                .filter(parsed -> parsed.service().equals("scheduler")
                        && parsed.account().equals(Caller.current().account())
                        && parsed.resource().startsWith("schedule-group/"))
                .map(parsed -> parsed.resource().substring("schedule-group/".length()))
                .orElseThrow(() -> groupNotFound(arn));
    }

    private static Map<String, String> tags(List<Tag> tags) {
        var map = new LinkedHashMap<String, String>();
        tags.forEach(tag -> map.put(tag.key(), tag.value()));
        return map;
    }
}
