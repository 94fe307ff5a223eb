package tarn.services.athena;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.CreateWorkGroupRequest;
import software.amazon.awssdk.services.athena.model.CreateWorkGroupResponse;
import software.amazon.awssdk.services.athena.model.DeleteWorkGroupRequest;
import software.amazon.awssdk.services.athena.model.DeleteWorkGroupResponse;
import software.amazon.awssdk.services.athena.model.GetWorkGroupRequest;
import software.amazon.awssdk.services.athena.model.GetWorkGroupResponse;
import software.amazon.awssdk.services.athena.model.ListEngineVersionsRequest;
import software.amazon.awssdk.services.athena.model.ListEngineVersionsResponse;
import software.amazon.awssdk.services.athena.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.athena.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.athena.model.ListWorkGroupsRequest;
import software.amazon.awssdk.services.athena.model.ListWorkGroupsResponse;
import software.amazon.awssdk.services.athena.model.Tag;
import software.amazon.awssdk.services.athena.model.TagResourceRequest;
import software.amazon.awssdk.services.athena.model.TagResourceResponse;
import software.amazon.awssdk.services.athena.model.UntagResourceRequest;
import software.amazon.awssdk.services.athena.model.UntagResourceResponse;
import software.amazon.awssdk.services.athena.model.UpdateWorkGroupRequest;
import software.amazon.awssdk.services.athena.model.UpdateWorkGroupResponse;
import tarn.kernel.Caller;
import tarn.kernel.PagingTokens;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Entry;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** Work groups and their tags. {@code primary} is always there. */
final class WorkGroups implements AthenaClient, Part {

    private static final int PAGE_MAX = 50;

    private final Store<WorkGroup> groups;
    private final History history;
    private final InstantSource clock;
    private final PagingTokens tokens;

    WorkGroups(Platform platform, History history) {
        this.groups = platform.store("athena/workgroups", Scope.REGION, Formats.record(WorkGroup.class));
        this.history = history;
        this.clock = platform.clock();
        this.tokens = platform.tokens();
    }

    /** The work group of a name; {@code primary} if there is none. */
    WorkGroup group(@Nullable String name) {
        var asked = name == null ? WorkGroup.PRIMARY : name;
        return find(asked).orElseThrow(() -> AthenaFaults.workGroupUnknown(asked));
    }

    private Optional<WorkGroup> find(String name) {
        return groups.get(Key.of(name))
                .or(() -> name.equals(WorkGroup.PRIMARY) ? Optional.of(WorkGroup.primary()) : Optional.empty());
    }

    /** The tags of the work group of a name; none if there is no such group. */
    Map<String, String> tagsOf(String name) {
        return find(name).map(WorkGroup::tags).orElse(Map.of());
    }

    @Override
    public CreateWorkGroupResponse createWorkGroup(CreateWorkGroupRequest request) {
        var base = new WorkGroup(
                request.name(),
                true,
                request.description(),
                null,
                ResultSettings.NONE,
                true,
                true,
                false,
                false,
                null,
                null,
                WorkGroup.AUTO,
                clock.millis(),
                tags(request.tags()));
        var group = request.configuration() == null ? base : WorkGroupChange.of(base, request.configuration());
        if (request.name().equals(WorkGroup.PRIMARY) || !groups.insert(Key.of(request.name()), group)) {
            throw AthenaFaults.workGroupExists();
        }
        return CreateWorkGroupResponse.builder().build();
    }

    @Override
    public GetWorkGroupResponse getWorkGroup(GetWorkGroupRequest request) {
        return GetWorkGroupResponse.builder()
                .workGroup(group(request.workGroup()).describe())
                .build();
    }

    @Override
    public UpdateWorkGroupResponse updateWorkGroup(UpdateWorkGroupRequest request) {
        groups.update(Key.of(request.workGroup()), present -> {
            var group = present.orElseGet(() -> group(request.workGroup()));
            return WorkGroupChange.of(group, request);
        });
        return UpdateWorkGroupResponse.builder().build();
    }

    @Override
    public DeleteWorkGroupResponse deleteWorkGroup(DeleteWorkGroupRequest request) {
        var name = request.workGroup();
        if (name.equals(WorkGroup.PRIMARY)) {
            throw AthenaFaults.primaryStays();
        }
        var _ = group(name);
        if (!Boolean.TRUE.equals(request.recursiveDeleteOption()) && !history.isEmpty(name)) {
            throw AthenaFaults.workGroupNotEmpty(name);
        }
        history.forget(name);
        groups.delete(Key.of(name));
        return DeleteWorkGroupResponse.builder().build();
    }

    @Override
    public ListWorkGroupsResponse listWorkGroups(ListWorkGroupsRequest request) {
        var range = Range.all();
        if (request.nextToken() != null) {
            var last = tokens.open("ListWorkGroups", request.nextToken()).orElseThrow(AthenaFaults::tokenInvalid);
            range = range.after(Key.of(new String(last, StandardCharsets.UTF_8)));
        }
        int most = request.maxResults() == null ? PAGE_MAX : request.maxResults();
        var page = groups.list(range, most + 1);
        var answer = ListWorkGroupsResponse.builder();
        var shown = page.subList(0, Math.min(most, page.size())).stream()
                .map(Entry::value)
                .collect(Collectors.toList());
        if (page.size() > most) {
            var last = shown.getLast().name();
            answer.nextToken(tokens.seal("ListWorkGroups", last.getBytes(StandardCharsets.UTF_8)));
        }
        if (request.nextToken() == null && groups.get(Key.of(WorkGroup.PRIMARY)).isEmpty()) {
            shown.addFirst(WorkGroup.primary());
        }
        return answer.workGroups(shown.stream().map(WorkGroup::summary).toList())
                .build();
    }

    @Override
    public ListEngineVersionsResponse listEngineVersions(ListEngineVersionsRequest request) {
        return ListEngineVersionsResponse.builder()
                .engineVersions(
                        Execution.ENGINE,
                        Execution.ENGINE.toBuilder()
                                .selectedEngineVersion(Execution.ENGINE.effectiveEngineVersion())
                                .build())
                .build();
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        change(request.resourceARN(), kept -> kept.putAll(tags(request.tags())));
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest request) {
        change(request.resourceARN(), kept -> request.tagKeys().forEach(kept::remove));
        return UntagResourceResponse.builder().build();
    }

    @Override
    public ListTagsForResourceResponse listTagsForResource(ListTagsForResourceRequest request) {
        var group = tagged(request.resourceARN());
        var tags = group.tags().entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
        return ListTagsForResourceResponse.builder().tags(tags).build();
    }

    private void change(String arn, java.util.function.Consumer<Map<String, String>> change) {
        var name = tagged(arn).name();
        groups.update(Key.of(name), present -> {
            var group = present.orElseGet(() -> group(name));
            var tags = new LinkedHashMap<>(group.tags());
            change.accept(tags);
            return group.tagged(tags);
        });
    }

    private WorkGroup tagged(String arn) {
        var prefix = Caller.current().arn("athena", "workgroup/").toString();
        if (!arn.startsWith(prefix)) {
            throw AthenaFaults.resourceUnknown(arn);
        }
        return find(arn.substring(prefix.length())).orElseThrow(() -> AthenaFaults.resourceUnknown(arn));
    }

    private static Map<String, String> tags(List<Tag> tags) {
        var map = new LinkedHashMap<String, String>();
        tags.forEach(tag -> map.put(tag.key(), tag.value() == null ? "" : tag.value()));
        return map;
    }
}
