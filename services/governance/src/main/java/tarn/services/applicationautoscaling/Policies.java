package tarn.services.applicationautoscaling;

import static tarn.services.applicationautoscaling.ScalingFaults.invalid;
import static tarn.services.applicationautoscaling.ScalingFaults.notFound;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.applicationautoscaling.model.DeleteScalingPolicyRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DeleteScalingPolicyResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalingPoliciesRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalingPoliciesResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.GetPredictiveScalingForecastRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.GetPredictiveScalingForecastResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.MetricType;
import software.amazon.awssdk.services.applicationautoscaling.model.PolicyType;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScalingPolicyRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScalingPolicyResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.TargetTrackingScalingPolicyConfiguration;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.store.Entry;
import tarn.store.Range;

/** Policies, by which targets follow what is used. */
final class Policies implements ApplicationAutoScalingClient, Part {

    private static final double SHARE_MIN = 20;
    private static final double SHARE_MAX = 90;

    private final Platform platform;
    private final Kept kept;
    private final Pages pages;
    private final Tracking tracking;

    Policies(Platform platform, Kept kept, Pages pages, Tracking tracking) {
        this.platform = platform;
        this.kept = kept;
        this.pages = pages;
        this.tracking = tracking;
    }

    @Override
    public PutScalingPolicyResponse putScalingPolicy(PutScalingPolicyRequest request) {
        var scalable = Targets.named(
                "PutScalingPolicy",
                request.serviceNamespaceAsString(),
                request.resourceId(),
                request.scalableDimensionAsString());
        var target = kept.target(scalable);
        var asked = request.targetTrackingScalingPolicyConfiguration();
        if (request.policyType() != PolicyType.TARGET_TRACKING_SCALING
                || request.stepScalingPolicyConfiguration() != null
                || request.predictiveScalingPolicyConfiguration() != null) {
            throw invalid("Only TargetTrackingScaling policies are supported for the dynamodb service namespace");
        }
        if (asked == null) {
            throw invalid(
                    "TargetTrackingScalingPolicyConfiguration must be specified for a TargetTrackingScaling policy");
        }
        check(asked, scalable);
        var policy = kept.policies()
                .update(
                        scalable.key().with(request.policyName()),
                        seen -> put(request.policyName(), scalable, asked, seen))
                .orElseThrow();
        // The target may have gone meanwhile; then nothing may go on watching it.
        if (kept.targets().get(target.scalable().key()).isEmpty()) {
            kept.policies().delete(policy.key());
            throw notFound("scalable target", scalable, "");
        }
        tracking.watch(policy);
        return PutScalingPolicyResponse.builder()
                .policyARN(policy.arn())
                .alarms(policy.alarms())
                .build();
    }

    private StoredPolicy put(
            String name,
            Scalable scalable,
            TargetTrackingScalingPolicyConfiguration asked,
            Optional<StoredPolicy> seen) {
        if (seen.isPresent()) {
            return seen.get().following(asked);
        }
        var taken = metric(asked);
        for (var other : kept.policies(scalable)) {
            if (taken != null && taken.equals(metric(other.tracking()))) {
                throw invalid("Only one TargetTrackingScaling policy for a given metric specification is allowed.");
            }
        }
        var id = platform.ids().uuid().toString();
        var alarms = "TargetTracking-" + scalable.resource() + "-Alarm";
        return new StoredPolicy(
                id,
                name,
                scalable,
                Caller.current()
                        .arn(
                                "autoscaling",
                                "scalingPolicy:" + id + ":resource/dynamodb/" + scalable.resource() + ":policyName/"
                                        + name)
                        .toString(),
                asked,
                alarms + "High-" + platform.ids().uuid(),
                alarms + "Low-" + platform.ids().uuid(),
                platform.clock().instant(),
                null,
                null);
    }

    private static @Nullable MetricType metric(TargetTrackingScalingPolicyConfiguration tracking) {
        var predefined = tracking.predefinedMetricSpecification();
        return predefined == null ? null : predefined.predefinedMetricType();
    }

    private static void check(TargetTrackingScalingPolicyConfiguration asked, Scalable scalable) {
        var custom = asked.customizedMetricSpecification();
        var predefined = asked.predefinedMetricSpecification();
        if ((custom == null) == (predefined == null)) {
            throw invalid(
                    "Exactly one of PredefinedMetricSpecification and CustomizedMetricSpecification must be specified");
        }
        if (custom != null) {
            if (custom.hasMetrics()
                    || custom.metricName() == null
                    || custom.namespace() == null
                    || custom.statistic() == null) {
                throw invalid(
                        "CustomizedMetricSpecification must have a MetricName, a Namespace and a Statistic; metric"
                                + " math is not supported");
            }
            return;
        }
        var wanted = scalable.isRead()
                ? MetricType.DYNAMO_DB_READ_CAPACITY_UTILIZATION
                : MetricType.DYNAMO_DB_WRITE_CAPACITY_UTILIZATION;
        if (predefined.predefinedMetricType() != wanted) {
            throw invalid("PredefinedMetricType " + predefined.predefinedMetricTypeAsString()
                    + " is not supported for scalable dimension " + scalable.dimension());
        }
        if (asked.targetValue() < SHARE_MIN || asked.targetValue() > SHARE_MAX) {
            throw invalid("Target value for " + wanted + " must be between 20 and 90");
        }
    }

    @Override
    public DeleteScalingPolicyResponse deleteScalingPolicy(DeleteScalingPolicyRequest request) {
        var scalable = Targets.named(
                "DeleteScalingPolicy",
                request.serviceNamespaceAsString(),
                request.resourceId(),
                request.scalableDimensionAsString());
        var policy = kept.policies()
                .get(scalable.key().with(request.policyName()))
                .orElseThrow(() -> notFound("scaling policy", scalable, ", policy name: " + request.policyName()));
        kept.policies().delete(policy.key());
        tracking.forget(policy);
        return DeleteScalingPolicyResponse.builder().build();
    }

    @Override
    public DescribeScalingPoliciesResponse describeScalingPolicies(DescribeScalingPoliciesRequest request) {
        var all = kept.policies().list(Range.all(), Integer.MAX_VALUE).stream()
                .map(Entry::value)
                .filter(policy -> policy.scalable().namespace().equals(request.serviceNamespaceAsString()))
                .filter(policy -> request.policyNames().isEmpty()
                        || request.policyNames().contains(policy.name())
                        || request.policyNames().contains(policy.arn()))
                .filter(policy -> request.resourceId() == null
                        || request.resourceId().equals(policy.scalable().resource()))
                .filter(policy -> request.scalableDimension() == null
                        || policy.scalable().dimension().equals(request.scalableDimensionAsString()));
        var page = pages.page(
                "DescribeScalingPolicies",
                request.nextToken(),
                request.maxResults(),
                all.sorted((one, other) -> one.arn().compareTo(other.arn())),
                StoredPolicy::arn);
        return DescribeScalingPoliciesResponse.builder()
                .scalingPolicies(page.items().stream().map(StoredPolicy::toSdk).toList())
                .nextToken(page.next())
                .build();
    }

    @Override
    public GetPredictiveScalingForecastResponse getPredictiveScalingForecast(
            GetPredictiveScalingForecastRequest request) {
        throw invalid("Predictive scaling is not supported for the " + request.serviceNamespaceAsString()
                + " service namespace");
    }
}
