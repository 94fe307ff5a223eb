package tarn.services.cloudwatchlogs;

import static tarn.services.cloudwatchlogs.LogFaults.aborted;
import static tarn.services.cloudwatchlogs.LogFaults.groupExists;
import static tarn.services.cloudwatchlogs.LogFaults.invalid;
import static tarn.services.cloudwatchlogs.LogFaults.protectedGroup;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.AssociateKmsKeyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.AssociateKmsKeyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DataProtectionStatus;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteRetentionPolicyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DisassociateKmsKeyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DisassociateKmsKeyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroupClass;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroupSummary;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogGroupDeletionProtectionRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogGroupDeletionProtectionResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Key;
import tarn.store.Range;

/** Log groups: creation, removal, how long they keep lines, and the keys they lie under. */
final class Groups implements CloudWatchLogsClient, Part {

    private static final Set<Integer> DAYS = Set.of(
            1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653);

    private final Platform platform;
    private final Holdings holdings;
    private final Sweep sweep;
    private final Pages pages;

    Groups(Holdings holdings, Sweep sweep) {
        this.platform = holdings.platform();
        this.holdings = holdings;
        this.sweep = sweep;
        this.pages = new Pages(platform.tokens());
    }

    @Override
    public CreateLogGroupResponse createLogGroup(CreateLogGroupRequest request) {
        var type = request.logGroupClass() == null ? LogGroupClass.STANDARD : request.logGroupClass();
        if (type == LogGroupClass.UNKNOWN_TO_SDK_VERSION) {
            throw invalid("Value '" + request.logGroupClassAsString() + "' at 'logGroupClass' failed to satisfy "
                    + "constraint: Member must satisfy enum value set: [STANDARD, INFREQUENT_ACCESS, DELIVERY]");
        }
        var tags = Tagging.added(Map.of(), request.tags());
        var group = KeptGroup.named(request.logGroupName(), type.toString(), tags, platform)
                .deletionProtected(Boolean.TRUE.equals(request.deletionProtectionEnabled()));
        if (request.kmsKeyId() != null) {
            group = group.sealed(List.of(holdings.keys().made(request.kmsKeyId(), group.arn())), true);
        }
        if (!holdings.groups().insert(Key.of(group.name()), group)) {
            throw groupExists();
        }
        return CreateLogGroupResponse.builder().build();
    }

    @Override
    public DeleteLogGroupResponse deleteLogGroup(DeleteLogGroupRequest request) {
        var seen = holdings.entry(request.logGroupName());
        if (seen.value().deletionProtected()) {
            throw protectedGroup();
        }
        var batch = platform.batch().delete(holdings.groups(), seen);
        for (var stream : holdings.streams(seen.value(), "")) {
            batch.delete(holdings.streams(), Key.of(seen.value().id(), stream.name()));
        }
        sweep.group(batch, seen.value());
        if (!batch.commit()) {
            throw aborted();
        }
        return DeleteLogGroupResponse.builder().build();
    }

    @Override
    public DescribeLogGroupsResponse describeLogGroups(DescribeLogGroupsRequest request) {
        var prefix = request.logGroupNamePrefix();
        var part = request.logGroupNamePattern();
        if (prefix != null && part != null) {
            throw invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
        }
        if (request.hasLogGroupIdentifiers() && (prefix != null || part != null)) {
            throw invalid("logGroupIdentifiers cannot be used with a name prefix or pattern.");
        }
        Predicate<KeptGroup> wanted = ofClass(request.logGroupClassAsString());
        if (part != null) {
            wanted = wanted.and(named(part));
        }
        if (request.hasLogGroupIdentifiers()) {
            var names =
                    request.logGroupIdentifiers().stream().map(Holdings::nameOf).toList();
            wanted = wanted.and(group -> names.contains(group.name()));
        }
        var page = pages.page(
                "DescribeLogGroups",
                request.nextToken(),
                request.limit(),
                all(prefix == null ? "" : prefix, wanted),
                KeptGroup::name);
        return DescribeLogGroupsResponse.builder()
                .logGroups(page.items().stream().map(this::shown).toList())
                .nextToken(page.token())
                .build();
    }

    @Override
    public ListLogGroupsResponse listLogGroups(ListLogGroupsRequest request) {
        if (request.hasDataSources() || request.hasFieldIndexNames()) {
            throw invalid("Log groups cannot be listed by data sources or field indexes.");
        }
        Predicate<KeptGroup> wanted = ofClass(request.logGroupClassAsString());
        var pattern = request.logGroupNamePattern();
        if (pattern != null) {
            wanted = wanted.and(
                    pattern.startsWith("^") ? group -> group.name().startsWith(pattern.substring(1)) : named(pattern));
        }
        for (var tag : request.logGroupTags()) {
            wanted = wanted.and(group -> {
                var value = group.tags().get(tag.key());
                return value != null && (!tag.hasValues() || tag.values().contains(value));
            });
        }
        var page = pages.page("ListLogGroups", request.nextToken(), request.limit(), all("", wanted), KeptGroup::name);
        return ListLogGroupsResponse.builder()
                .logGroups(page.items().stream()
                        .map(group -> LogGroupSummary.builder()
                                .logGroupName(group.name())
                                .logGroupArn(group.arn())
                                .logGroupClass(group.type())
                                .build())
                        .toList())
                .nextToken(page.token())
                .build();
    }

    private static Predicate<KeptGroup> ofClass(@Nullable String type) {
        return group -> type == null || group.type().equals(type);
    }

    private static Predicate<KeptGroup> named(String part) {
        var small = part.toLowerCase(Locale.ROOT);
        return group -> group.name().toLowerCase(Locale.ROOT).contains(small);
    }

    private List<KeptGroup> all(String prefix, Predicate<KeptGroup> wanted) {
        var found = new ArrayList<KeptGroup>();
        for (var entry : holdings.groups().scan(Range.all().startingWith(prefix))) {
            if (wanted.test(entry.value())) {
                found.add(entry.value());
            }
        }
        return found;
    }

    private LogGroup shown(KeptGroup group) {
        return LogGroup.builder()
                .logGroupName(group.name())
                .creationTime(group.created().toEpochMilli())
                .retentionInDays(group.retentionDays())
                .metricFilterCount(group.metricFilters().size())
                .arn(group.arn() + ":*")
                .logGroupArn(group.arn())
                .storedBytes(holdings.storedBytes(group))
                .kmsKeyId(group.sealing() ? group.keys().getLast().kmsKey() : null)
                .dataProtectionStatus(group.protection() == null ? null : DataProtectionStatus.ACTIVATED)
                .logGroupClass(group.type())
                .deletionProtectionEnabled(group.deletionProtected())
                .bearerTokenAuthenticationEnabled(false)
                .build();
    }

    @Override
    public PutLogGroupDeletionProtectionResponse putLogGroupDeletionProtection(
            PutLogGroupDeletionProtectionRequest request) {
        holdings.change(
                Holdings.nameOf(request.logGroupIdentifier()),
                group -> group.deletionProtected(request.deletionProtectionEnabled()));
        return PutLogGroupDeletionProtectionResponse.builder().build();
    }

    @Override
    public PutRetentionPolicyResponse putRetentionPolicy(PutRetentionPolicyRequest request) {
        if (!DAYS.contains(request.retentionInDays())) {
            throw invalid("1 validation error detected: Value '" + request.retentionInDays()
                    + "' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: "
                    + DAYS.stream().sorted().toList());
        }
        while (true) {
            var seen = holdings.entry(request.logGroupName());
            var batch = platform.batch()
                    .replace(holdings.groups(), seen, seen.value().retained(request.retentionInDays()));
            sweep.begin(batch, request.logGroupName());
            if (batch.commit()) {
                return PutRetentionPolicyResponse.builder().build();
            }
        }
    }

    @Override
    public DeleteRetentionPolicyResponse deleteRetentionPolicy(DeleteRetentionPolicyRequest request) {
        holdings.change(request.logGroupName(), group -> group.retained(null));
        return DeleteRetentionPolicyResponse.builder().build();
    }

    @Override
    public AssociateKmsKeyResponse associateKmsKey(AssociateKmsKeyRequest request) {
        var group = holdings.group(request.logGroupName(), request.resourceIdentifier());
        var key = holdings.keys().made(request.kmsKeyId(), group.arn());
        holdings.change(group.name(), now -> {
            var keys = new ArrayList<>(now.keys());
            keys.add(key);
            return now.sealed(keys, true);
        });
        return AssociateKmsKeyResponse.builder().build();
    }

    /** Lines that came in until now stay sealed under the key they were sealed under, as on AWS. */
    @Override
    public DisassociateKmsKeyResponse disassociateKmsKey(DisassociateKmsKeyRequest request) {
        var group = holdings.group(request.logGroupName(), request.resourceIdentifier());
        holdings.change(group.name(), now -> now.sealed(now.keys(), false));
        return DisassociateKmsKeyResponse.builder().build();
    }
}
