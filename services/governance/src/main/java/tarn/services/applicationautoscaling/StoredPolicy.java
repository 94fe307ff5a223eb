package tarn.services.applicationautoscaling;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.applicationautoscaling.model.Alarm;
import software.amazon.awssdk.services.applicationautoscaling.model.PolicyType;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalingPolicy;
import software.amazon.awssdk.services.applicationautoscaling.model.TargetTrackingScalingPolicyConfiguration;
import tarn.kernel.Caller;
import tarn.store.Key;

/**
 * A policy of target tracking.
 *
 * @param high the name of the alarm that more is needed
 * @param low the name of the alarm that less would do
 * @param out when it last scaled out; null if never
 * @param in when it last scaled in; null if never
 */
record StoredPolicy(
        String id,
        String name,
        Scalable scalable,
        String arn,
        TargetTrackingScalingPolicyConfiguration tracking,
        String high,
        String low,
        Instant created,
        @Nullable Instant out,
        @Nullable Instant in) {

    Key key() {
        return scalable.key().with(name);
    }

    StoredPolicy following(TargetTrackingScalingPolicyConfiguration next) {
        return new StoredPolicy(id, name, scalable, arn, next, high, low, created, out, in);
    }

    StoredPolicy scaled(boolean isOut, Instant when) {
        return new StoredPolicy(
                id, name, scalable, arn, tracking, high, low, created, isOut ? when : out, isOut ? in : when);
    }

    private static Alarm alarm(String name) {
        return Alarm.builder()
                .alarmName(name)
                .alarmARN(Caller.current().arn("cloudwatch", "alarm:" + name).toString())
                .build();
    }

    /** Its alarms, as requests are told. */
    Alarm[] alarms() {
        return Boolean.TRUE.equals(tracking.disableScaleIn())
                ? new Alarm[] {alarm(high)}
                : new Alarm[] {alarm(high), alarm(low)};
    }

    ScalingPolicy toSdk() {
        return ScalingPolicy.builder()
                .policyARN(arn)
                .policyName(name)
                .serviceNamespace(scalable.namespace())
                .resourceId(scalable.resource())
                .scalableDimension(scalable.dimension())
                .policyType(PolicyType.TARGET_TRACKING_SCALING)
                .targetTrackingScalingPolicyConfiguration(tracking)
                .alarms(alarms())
                .creationTime(created)
                .build();
    }
}
