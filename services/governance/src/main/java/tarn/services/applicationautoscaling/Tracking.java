package tarn.services.applicationautoscaling;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.applicationautoscaling.model.CustomizedMetricSpecification;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import tarn.kernel.AlarmAction;
import tarn.kernel.Platform;

/**
 * Target tracking: two alarms of CloudWatch say when more is consumed than the target for two minutes, or clearly less for
 * fifteen; then the capacity is set to what the consumption needs.
 *
 * <p>An alarm acts when its state changes. While it stays in ALARM, it is looked at again each minute.
 */
final class Tracking implements AlarmAction {

    private static final String TIMER = "applicationautoscaling/tracking";
    private static final int PERIOD_SECONDS = 60;
    private static final int HIGH_PERIODS = 2;
    private static final int LOW_PERIODS = 15;

    /** How many points of a hundred less than the target must be used to scale in. */
    private static final double APART = 20;

    /** A custom metric is low at nine tenths of its target. */
    private static final double LOW_SHARE = 0.9;

    private final Platform platform;
    private final Kept kept;
    private final TableUnits units;
    private final Scaling scaling;

    Tracking(Platform platform, Kept kept, TableUnits units, Scaling scaling) {
        this.platform = platform;
        this.kept = kept;
        this.units = units;
        this.scaling = scaling;
        platform.timers().beside(TIMER, (name, due) -> kept.policy(name).ifPresent(this::look));
    }

    /** Makes the alarms of a policy, or sets them anew for the capacity as it is. */
    void watch(StoredPolicy policy) {
        int now = units.now(policy.scalable());
        TableUnits.acting(() -> {
            var cloudwatch = platform.client(CloudWatchClient.class);
            cloudwatch.putMetricAlarm(alarm(policy, true, now));
            if (Boolean.TRUE.equals(policy.tracking().disableScaleIn())) {
                cloudwatch.deleteAlarms(b -> b.alarmNames(policy.low()));
            } else {
                cloudwatch.putMetricAlarm(alarm(policy, false, now));
            }
            return policy;
        });
    }

    /** Removes the alarms of a policy. */
    void forget(StoredPolicy policy) {
        TableUnits.acting(() ->
                platform.client(CloudWatchClient.class).deleteAlarms(b -> b.alarmNames(policy.high(), policy.low())));
        var batch = platform.batch();
        platform.timers().cancel(batch, TIMER, policy.arn());
        batch.commit();
    }

    private PutMetricAlarmRequest alarm(StoredPolicy policy, boolean isHigh, int now) {
        var custom = policy.tracking().customizedMetricSpecification();
        double target = policy.tracking().targetValue();
        var alarm = PutMetricAlarmRequest.builder()
                .alarmName(isHigh ? policy.high() : policy.low())
                .alarmDescription("DO NOT EDIT OR DELETE. For TargetTrackingScaling policy " + policy.arn() + ".")
                .alarmActions(policy.arn())
                .period(PERIOD_SECONDS)
                .evaluationPeriods(isHigh ? HIGH_PERIODS : LOW_PERIODS)
                .comparisonOperator(
                        isHigh ? ComparisonOperator.GREATER_THAN_THRESHOLD : ComparisonOperator.LESS_THAN_THRESHOLD)
                .actionsEnabled(true);
        if (custom != null) {
            return alarm.namespace(custom.namespace())
                    .metricName(custom.metricName())
                    .dimensions(dimensions(custom))
                    .statistic(custom.statisticAsString())
                    .unit(custom.unit())
                    .threshold(isHigh ? target : target * LOW_SHARE)
                    .build();
        }
        double share = (isHigh ? target : Math.max(target - APART, 1)) / 100;
        return alarm.namespace("AWS/DynamoDB")
                .metricName(metric(policy.scalable()))
                .dimensions(dimensions(policy.scalable()))
                .statistic(Statistic.SUM)
                .threshold(now * share * PERIOD_SECONDS)
                .build();
    }

    private static String metric(Scalable scalable) {
        return scalable.isRead() ? "ConsumedReadCapacityUnits" : "ConsumedWriteCapacityUnits";
    }

    private static List<Dimension> dimensions(Scalable scalable) {
        var dimensions = new ArrayList<Dimension>();
        dimensions.add(
                Dimension.builder().name("TableName").value(scalable.table()).build());
        if (scalable.index() != null) {
            dimensions.add(Dimension.builder()
                    .name("GlobalSecondaryIndexName")
                    .value(scalable.index())
                    .build());
        }
        return dimensions;
    }

    private static List<Dimension> dimensions(CustomizedMetricSpecification custom) {
        return custom.dimensions().stream()
                .map(each -> Dimension.builder()
                        .name(each.name())
                        .value(each.value())
                        .build())
                .toList();
    }

    @Override
    public void alarmed(String action, String alarm) {
        var policy = kept.policy(action);
        policy.ifPresent(this::look);
    }

    /** Scales if one of the alarms rings, and looks again in a minute as long as it does. */
    private void look(StoredPolicy policy) {
        var ringing = TableUnits.acting(() -> platform.client(CloudWatchClient.class)
                .describeAlarms(b -> b.alarmNames(policy.high(), policy.low()).stateValue(StateValue.ALARM))
                .metricAlarms());
        if (ringing.isEmpty()) {
            return;
        }
        boolean isOut = ringing.stream().anyMatch(alarm -> alarm.alarmName().equals(policy.high()));
        var target = kept.targets().get(policy.scalable().key());
        if (target.isPresent() && !isSuspended(target.get(), isOut)) {
            scale(policy, target.get(), isOut);
        }
        var batch = platform.batch();
        platform.timers()
                .set(batch, TIMER, policy.arn(), platform.clock().instant().plusSeconds(PERIOD_SECONDS));
        batch.commit();
    }

    private static boolean isSuspended(StoredTarget target, boolean isOut) {
        return isOut ? target.outSuspended() : target.inSuspended();
    }

    private void scale(StoredPolicy policy, StoredTarget target, boolean isOut) {
        var instant = platform.clock().instant();
        var cooldown =
                isOut ? policy.tracking().scaleOutCooldown() : policy.tracking().scaleInCooldown();
        var last = isOut ? policy.out() : latest(policy.out(), policy.in());
        if (last != null
                && instant.isBefore(
                        last.plusSeconds(Optional.ofNullable(cooldown).orElse(0)))) {
            return;
        }
        int now = units.now(policy.scalable());
        var measured = measured(policy, isOut, instant);
        if (now == 0 || measured.isEmpty()) {
            return;
        }
        double share = policy.tracking().customizedMetricSpecification() == null
                ? measured.getAsDouble() / PERIOD_SECONDS / (policy.tracking().targetValue() / 100)
                : now * measured.getAsDouble() / policy.tracking().targetValue();
        long wanted = (long) Math.ceil(share);
        if (isOut ? wanted <= now : wanted >= now) {
            return;
        }
        var cause = "monitor alarm " + (isOut ? policy.high() : policy.low()) + " in state ALARM triggered policy "
                + policy.name();
        if (scaling.bring(target, now, wanted, cause)) {
            kept.policies()
                    .update(
                            policy.key(),
                            seen -> seen.map(there -> there.scaled(isOut, instant))
                                    .orElse(null));
            watch(policy);
        }
    }

    private static @Nullable Instant latest(@Nullable Instant one, @Nullable Instant other) {
        return one == null ? other : other == null || one.isAfter(other) ? one : other;
    }

    /** The highest of the last minutes: the sum of a minute, or what a metric of the user's own says of it. */
    private OptionalDouble measured(StoredPolicy policy, boolean isOut, Instant now) {
        var custom = policy.tracking().customizedMetricSpecification();
        var asked = GetMetricStatisticsRequest.builder()
                .startTime(now.minus(Duration.ofSeconds((isOut ? HIGH_PERIODS : LOW_PERIODS) * (long) PERIOD_SECONDS)))
                .endTime(now)
                .period(PERIOD_SECONDS)
                .namespace(custom == null ? "AWS/DynamoDB" : custom.namespace())
                .metricName(custom == null ? metric(policy.scalable()) : custom.metricName())
                .dimensions(custom == null ? dimensions(policy.scalable()) : dimensions(custom))
                .statisticsWithStrings(custom == null ? Statistic.SUM.toString() : custom.statisticAsString())
                .build();
        return TableUnits.acting(() -> platform.client(CloudWatchClient.class)
                        .getMetricStatistics(asked)
                        .datapoints())
                .stream()
                .mapToDouble(Tracking::value)
                .max();
    }

    private static double value(Datapoint point) {
        return Optional.ofNullable(point.sum())
                .or(() -> Optional.ofNullable(point.average()))
                .or(() -> Optional.ofNullable(point.maximum()))
                .or(() -> Optional.ofNullable(point.minimum()))
                .or(() -> Optional.ofNullable(point.sampleCount()))
                .orElse(0.0);
    }
}
