package tarn.services.athena;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
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
import software.amazon.awssdk.services.athena.model.ListWorkGroupsRequest;
import software.amazon.awssdk.services.athena.model.ListWorkGroupsResponse;
import software.amazon.awssdk.services.athena.model.UpdateWorkGroupRequest;
import software.amazon.awssdk.services.athena.model.UpdateWorkGroupResponse;
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
final class WorkGroups implements AthenaClient, Part, Tagged {

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
                Tags.map(request.tags()));
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
    public String resource() {
        return "workgroup/";
    }

    @Override
    public Optional<Map<String, String>> tags(String name) {
        return find(name).map(WorkGroup::tags);
    }

    @Override
    public void retag(String name, UnaryOperator<Map<String, String>> change) {
        groups.update(Key.of(name), present -> {
            var group = present.orElseGet(() -> group(name));
            return group.tagged(change.apply(group.tags()));
        });
    }
}
