package tarn.services.applicationautoscaling;

import static tarn.services.applicationautoscaling.ScalingFaults.invalid;
import static tarn.services.applicationautoscaling.ScalingFaults.tooManyTags;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.applicationautoscaling.model.DeregisterScalableTargetRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DeregisterScalableTargetResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalableTargetsRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalableTargetsResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.RegisterScalableTargetRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.RegisterScalableTargetResponse;
import tarn.kernel.Caller;
import tarn.kernel.NotImplemented;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.store.Entry;
import tarn.store.Range;

/** What may be scaled, and between which bounds. */
final class Targets implements ApplicationAutoScalingClient, Part {

    static final int TAGS_MAX = 50;
    private static final String ROLE = "aws-service-role/dynamodb.application-autoscaling.amazonaws.com/"
            + "AWSServiceRoleForApplicationAutoScaling_DynamoDBTable";

    private final Platform platform;
    private final Kept kept;
    private final Pages pages;
    private final TableUnits units;
    private final Scaling scaling;
    private final Tracking tracking;
    private final Timetable timetable;

    Targets(
            Platform platform,
            Kept kept,
            Pages pages,
            TableUnits units,
            Scaling scaling,
            Tracking tracking,
            Timetable timetable) {
        this.platform = platform;
        this.kept = kept;
        this.pages = pages;
        this.units = units;
        this.scaling = scaling;
        this.tracking = tracking;
        this.timetable = timetable;
    }

    /** What a request names; refused where nothing would be scaled. */
    static Scalable named(String operation, String namespace, String resource, @Nullable String dimension) {
        if (!namespace.equals("dynamodb")) {
            throw NotImplemented.by(ApplicationAutoScalingClient.class, operation + " for " + namespace);
        }
        var scalable = new Scalable(namespace, resource, dimension == null ? "" : dimension);
        if (!scalable.isWellFormed()) {
            throw invalid("Unsupported service namespace, resource type or scalable dimension");
        }
        return scalable;
    }

    @Override
    public RegisterScalableTargetResponse registerScalableTarget(RegisterScalableTargetRequest request) {
        var scalable = named(
                "RegisterScalableTarget",
                request.serviceNamespaceAsString(),
                request.resourceId(),
                request.scalableDimensionAsString());
        units.now(scalable);
        if (request.tags().size() > TAGS_MAX) {
            throw tooManyTags(request.resourceId());
        }
        var target = kept.targets()
                .update(scalable.key(), seen -> registered(request, scalable, seen))
                .orElseThrow();
        scaling.bound(target, "");
        kept.policies(scalable).forEach(tracking::watch);
        return RegisterScalableTargetResponse.builder()
                .scalableTargetARN(target.arn())
                .build();
    }

    private StoredTarget registered(
            RegisterScalableTargetRequest request, Scalable scalable, Optional<StoredTarget> seen) {
        if (seen.isEmpty() && (request.minCapacity() == null || request.maxCapacity() == null)) {
            throw invalid("Min capacity and max capacity must be specified for a new scalable target");
        }
        int least = request.minCapacity() == null ? seen.orElseThrow().least() : request.minCapacity();
        int most = request.maxCapacity() == null ? seen.orElseThrow().most() : request.maxCapacity();
        if (least < 1) {
            throw invalid("Minimum capacity must be at least 1 for " + scalable.dimension());
        }
        if (most < least) {
            throw invalid("Maximum capacity cannot be less than minimum capacity");
        }
        if (seen.isPresent() && request.hasTags() && !request.tags().isEmpty()) {
            throw invalid("Tags can only be added to a scalable target when it is registered for the first time");
        }
        var state = request.suspendedState();
        var before = seen.orElse(null);
        var id = before == null ? platform.ids().uuid().toString().replace("-", "") : before.id();
        return new StoredTarget(
                id,
                scalable,
                least,
                most,
                request.roleARN() == null
                        ? before == null
                                ? Caller.current()
                                        .globalArn("iam", "role/" + ROLE)
                                        .toString()
                                : before.role()
                        : request.roleARN(),
                before == null ? platform.clock().instant() : before.created(),
                suspended(
                        state == null ? null : state.dynamicScalingInSuspended(),
                        before != null && before.inSuspended()),
                suspended(
                        state == null ? null : state.dynamicScalingOutSuspended(),
                        before != null && before.outSuspended()),
                suspended(
                        state == null ? null : state.scheduledScalingSuspended(),
                        before != null && before.scheduledSuspended()),
                before == null ? Map.copyOf(request.tags()) : before.tags(),
                Caller.current()
                        .arn("application-autoscaling", "scalable-target/" + id)
                        .toString());
    }

    private static boolean suspended(@Nullable Boolean asked, boolean before) {
        return asked == null ? before : asked;
    }

    @Override
    public DeregisterScalableTargetResponse deregisterScalableTarget(DeregisterScalableTargetRequest request) {
        var scalable = named(
                "DeregisterScalableTarget",
                request.serviceNamespaceAsString(),
                request.resourceId(),
                request.scalableDimensionAsString());
        kept.target(scalable);
        for (var policy : kept.policies(scalable)) {
            tracking.forget(policy);
        }
        var batch = platform.batch().delete(kept.targets(), scalable.key());
        kept.policies(scalable).forEach(policy -> batch.delete(kept.policies(), policy.key()));
        kept.actions(scalable).forEach(action -> {
            batch.delete(kept.actions(), action.key());
            timetable.cancel(batch, action);
        });
        batch.commit();
        return DeregisterScalableTargetResponse.builder().build();
    }

    @Override
    public DescribeScalableTargetsResponse describeScalableTargets(DescribeScalableTargetsRequest request) {
        var all = kept.targets().list(Range.all(), Integer.MAX_VALUE).stream()
                .map(Entry::value)
                .filter(target -> target.scalable().namespace().equals(request.serviceNamespaceAsString()))
                .filter(target -> request.resourceIds().isEmpty()
                        || request.resourceIds().contains(target.scalable().resource()))
                .filter(target -> request.scalableDimension() == null
                        || target.scalable().dimension().equals(request.scalableDimensionAsString()));
        var page = pages.page(
                "DescribeScalableTargets",
                request.nextToken(),
                request.maxResults(),
                all.sorted((one, other) -> position(one).compareTo(position(other))),
                Targets::position);
        return DescribeScalableTargetsResponse.builder()
                .scalableTargets(page.items().stream().map(StoredTarget::toSdk).toList())
                .nextToken(page.next())
                .build();
    }

    private static String position(StoredTarget target) {
        return target.scalable().resource() + " " + target.scalable().dimension();
    }
}
