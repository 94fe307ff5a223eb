package tarn.services.iam;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessAdvisorUsageGranularityType;
import software.amazon.awssdk.services.iam.model.EntityDetails;
import software.amazon.awssdk.services.iam.model.GenerateServiceLastAccessedDetailsRequest;
import software.amazon.awssdk.services.iam.model.GenerateServiceLastAccessedDetailsResponse;
import software.amazon.awssdk.services.iam.model.GetServiceLastAccessedDetailsRequest;
import software.amazon.awssdk.services.iam.model.GetServiceLastAccessedDetailsResponse;
import software.amazon.awssdk.services.iam.model.GetServiceLastAccessedDetailsWithEntitiesRequest;
import software.amazon.awssdk.services.iam.model.GetServiceLastAccessedDetailsWithEntitiesResponse;
import software.amazon.awssdk.services.iam.model.JobStatusType;
import software.amazon.awssdk.services.iam.model.PolicyOwnerEntityType;
import software.amazon.awssdk.services.iam.model.ServiceLastAccessed;
import software.amazon.awssdk.services.iam.model.TrackedActionLastAccessed;
import tarn.kernel.LastUses;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.store.Format;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * Reports on who last used which service. A job is done when it is asked for; its report is made when it is read, of what
 * is known then.
 *
 * <p>Where we differ: only services and actions that were used are listed, not all that policies would allow; and actions
 * on data are among them, which AWS leaves out.
 */
final class AccessReports implements IamClient, Part {

    /** A job as it is kept. */
    record Job(String arn, Instant created, @Nullable Boolean byAction) {

        AccessAdvisorUsageGranularityType granularity() {
            return Boolean.TRUE.equals(byAction)
                    ? AccessAdvisorUsageGranularityType.ACTION_LEVEL
                    : AccessAdvisorUsageGranularityType.SERVICE_LEVEL;
        }
    }

    private final Platform platform;
    private final Holdings holdings;
    private final Entities<UserEntity> users;
    private final ManagedCatalog catalog;
    private final LastUses uses;
    private final Store<Job> jobs;
    private final Pages pages;

    AccessReports(
            Platform platform,
            Holdings holdings,
            Entities<UserEntity> users,
            ManagedCatalog catalog,
            LastUses uses,
            Format<Job> format,
            Pages pages) {
        this.platform = platform;
        this.holdings = holdings;
        this.users = users;
        this.catalog = catalog;
        this.uses = uses;
        this.jobs = platform.store("iam/access-reports", Scope.ACCOUNT, format);
        this.pages = pages;
    }

    /** Somebody's last use of a service. */
    private record Used(Entity by, LastUses.Use use) {}

    @Override
    public GenerateServiceLastAccessedDetailsResponse generateServiceLastAccessedDetails(
            GenerateServiceLastAccessedDetailsRequest request) {
        entities(request.arn());
        boolean byAction = request.granularity() == AccessAdvisorUsageGranularityType.ACTION_LEVEL;
        var id = platform.ids().uuid().toString();
        jobs.put(Key.of(id), new Job(request.arn(), platform.clock().instant(), byAction ? true : null));
        return GenerateServiceLastAccessedDetailsResponse.builder().jobId(id).build();
    }

    @Override
    public GetServiceLastAccessedDetailsResponse getServiceLastAccessedDetails(
            GetServiceLastAccessedDetailsRequest request) {
        var job = job(request.jobId());
        var byService = used(job.arn());
        var page = pages.page(
                "GetServiceLastAccessedDetails",
                request.marker(),
                request.maxItems(),
                new TreeSet<>(byService.keySet()).stream(),
                namespace -> namespace);
        return GetServiceLastAccessedDetailsResponse.builder()
                .jobStatus(JobStatusType.COMPLETED)
                .jobType(job.granularity())
                .jobCreationDate(Answers.seconds(job.created()))
                .jobCompletionDate(Answers.seconds(job.created()))
                .servicesLastAccessed(page.items().stream()
                        .map(namespace -> answered(job, namespace, byService.getOrDefault(namespace, List.of())))
                        .toList())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    private ServiceLastAccessed answered(Job job, String namespace, List<Used> all) {
        var last = all.getFirst();
        for (var one : all) {
            last = one.use().when().isAfter(last.use().when()) ? one : last;
        }
        return ServiceLastAccessed.builder()
                .serviceName(namespace)
                .serviceNamespace(namespace)
                .lastAuthenticated(Answers.seconds(last.use().when()))
                .lastAuthenticatedEntity(last.by().arn())
                .lastAuthenticatedRegion(last.use().region())
                .totalAuthenticatedEntities(all.size())
                .trackedActionsLastAccessed(Boolean.TRUE.equals(job.byAction()) ? tracked(namespace, all) : null)
                .build();
    }

    /** The last use of each action of a service by any of these. */
    private List<TrackedActionLastAccessed> tracked(String namespace, List<Used> all) {
        var last = new TreeMap<String, Used>();
        for (var one : all) {
            uses.by(one.by().arn(), namespace)
                    .forEach((action, use) -> last.merge(
                            action,
                            new Used(one.by(), use),
                            (before, now) ->
                                    now.use().when().isAfter(before.use().when()) ? now : before));
        }
        return last.entrySet().stream()
                .map(action -> TrackedActionLastAccessed.builder()
                        .actionName(action.getKey())
                        .lastAccessedEntity(action.getValue().by().arn())
                        .lastAccessedTime(
                                Answers.seconds(action.getValue().use().when()))
                        .lastAccessedRegion(action.getValue().use().region())
                        .build())
                .toList();
    }

    @Override
    public GetServiceLastAccessedDetailsWithEntitiesResponse getServiceLastAccessedDetailsWithEntities(
            GetServiceLastAccessedDetailsWithEntitiesRequest request) {
        var job = job(request.jobId());
        var page = pages.page(
                "GetServiceLastAccessedDetailsWithEntities",
                request.marker(),
                request.maxItems(),
                used(job.arn()).getOrDefault(request.serviceNamespace(), List.of()).stream()
                        .sorted((one, other) ->
                                one.by().arn().compareTo(other.by().arn())),
                one -> one.by().arn());
        return GetServiceLastAccessedDetailsWithEntitiesResponse.builder()
                .jobStatus(JobStatusType.COMPLETED)
                .jobCreationDate(Answers.seconds(job.created()))
                .jobCompletionDate(Answers.seconds(job.created()))
                .entityDetailsList(
                        page.items().stream().map(AccessReports::detailed).toList())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    private static EntityDetails detailed(Used used) {
        var by = used.by();
        return EntityDetails.builder()
                .entityInfo(info -> info.arn(by.arn())
                        .id(by.id())
                        .name(by.name())
                        .path(by.path())
                        .type(by instanceof UserEntity ? PolicyOwnerEntityType.USER : PolicyOwnerEntityType.ROLE))
                .lastAuthenticated(Answers.seconds(used.use().when()))
                .build();
    }

    private Job job(@Nullable String id) {
        return jobs.get(Key.of(String.valueOf(id)))
                .orElseThrow(() -> IamFaults.noSuchEntity("The job with id " + id + " cannot be found."));
    }

    private Map<String, List<Used>> used(String arn) {
        var byService = new HashMap<String, List<Used>>();
        entities(arn)
                .forEach(entity -> uses.by(entity.arn())
                        .forEach((namespace, use) -> byService
                                .computeIfAbsent(namespace, any -> new ArrayList<>())
                                .add(new Used(entity, use))));
        return byService;
    }

    /** The users and roles that an ARN stands for: itself, a group's members, or those who have a policy. */
    private List<Entity> entities(String arn) {
        if (arn.contains(":policy/")) {
            var policy = catalog.get(arn).arn();
            return catalog.holders()
                    .filter(holder -> ManagedCatalog.grants(holder).attached().contains(policy))
                    .flatMap(this::members)
                    .distinct()
                    .toList();
        }
        return members(holdings.of(arn).entity()).toList();
    }

    private Stream<Entity> members(Entity entity) {
        return entity instanceof GroupEntity group
                ? users.all().filter(user -> inGroup(user, group)).map(Entity.class::cast)
                : Stream.of(entity);
    }

    private static boolean inGroup(UserEntity user, GroupEntity group) {
        return user.groups().stream()
                .anyMatch(name ->
                        name.toLowerCase(Locale.ROOT).equals(group.name().toLowerCase(Locale.ROOT)));
    }
}
