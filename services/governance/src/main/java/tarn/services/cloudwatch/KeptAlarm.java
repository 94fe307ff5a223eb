package tarn.services.cloudwatch;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.CompositeAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import tarn.store.Format;
import tarn.store.Formats;

/**
 * An alarm as it is kept: one of metrics or one of other alarms, with the state it is in.
 *
 * @param suppressed the state whose actions were held back by a suppressor and are still to be taken; null if none
 * @param suppressedUntil until when they are held back at least
 */
record KeptAlarm(
        @Nullable MetricAlarm metric,
        @Nullable CompositeAlarm composite,
        Map<String, String> tags,
        @Nullable String suppressed,
        @Nullable Instant suppressedUntil) {

    static final Format<KeptAlarm> FORMAT = Formats.record(KeptAlarm.class);

    static KeptAlarm of(MetricAlarm alarm, Map<String, String> tags) {
        return new KeptAlarm(alarm, null, tags, null, null);
    }

    static KeptAlarm of(CompositeAlarm alarm, Map<String, String> tags) {
        return new KeptAlarm(null, alarm, tags, null, null);
    }

    private CompositeAlarm other() {
        var alarm = composite;
        if (alarm == null) {
            throw new IllegalStateException("An alarm is of metrics or of alarms");
        }
        return alarm;
    }

    AlarmType type() {
        return metric == null ? AlarmType.COMPOSITE_ALARM : AlarmType.METRIC_ALARM;
    }

    String name() {
        return metric == null ? other().alarmName() : metric.alarmName();
    }

    String arn() {
        return metric == null ? other().alarmArn() : metric.alarmArn();
    }

    @Nullable
    String description() {
        return metric == null ? other().alarmDescription() : metric.alarmDescription();
    }

    StateValue state() {
        return metric == null ? other().stateValue() : metric.stateValue();
    }

    String reason() {
        return metric == null ? other().stateReason() : metric.stateReason();
    }

    @Nullable
    String reasonData() {
        return metric == null ? other().stateReasonData() : metric.stateReasonData();
    }

    Instant stateSince() {
        return metric == null ? other().stateTransitionedTimestamp() : metric.stateTransitionedTimestamp();
    }

    boolean acts() {
        return Boolean.TRUE.equals(metric == null ? other().actionsEnabled() : metric.actionsEnabled());
    }

    /** What is done when it comes into a state. */
    List<String> actions(StateValue state) {
        return switch (state) {
            case OK -> metric == null ? other().okActions() : metric.okActions();
            case ALARM -> metric == null ? other().alarmActions() : metric.alarmActions();
            case INSUFFICIENT_DATA ->
                metric == null ? other().insufficientDataActions() : metric.insufficientDataActions();
            case UNKNOWN_TO_SDK_VERSION -> List.of();
        };
    }

    List<String> allActions() {
        return java.util.stream.Stream.of(StateValue.OK, StateValue.ALARM, StateValue.INSUFFICIENT_DATA)
                .flatMap(state -> actions(state).stream())
                .toList();
    }

    /** The same alarm in a state. */
    KeptAlarm in(StateValue state, String reason, @Nullable String reasonData, Instant now) {
        boolean isOther = state != state();
        if (metric != null) {
            var next = metric.toBuilder()
                    .stateValue(state)
                    .stateReason(reason)
                    .stateReasonData(reasonData)
                    .stateUpdatedTimestamp(now)
                    .stateTransitionedTimestamp(isOther ? now : metric.stateTransitionedTimestamp());
            return new KeptAlarm(next.build(), null, tags, suppressed, suppressedUntil);
        }
        var next = other().toBuilder()
                .stateValue(state)
                .stateReason(reason)
                .stateReasonData(reasonData)
                .stateUpdatedTimestamp(now)
                .stateTransitionedTimestamp(isOther ? now : other().stateTransitionedTimestamp());
        return new KeptAlarm(null, next.build(), tags, suppressed, suppressedUntil);
    }

    KeptAlarm acting(boolean acts) {
        return metric != null
                ? new KeptAlarm(
                        metric.toBuilder().actionsEnabled(acts).build(), null, tags, suppressed, suppressedUntil)
                : new KeptAlarm(
                        null, other().toBuilder().actionsEnabled(acts).build(), tags, suppressed, suppressedUntil);
    }

    KeptAlarm tagged(Map<String, String> next) {
        return new KeptAlarm(metric, composite, next, suppressed, suppressedUntil);
    }

    KeptAlarm heldBack(@Nullable String state, @Nullable Instant until) {
        return new KeptAlarm(metric, composite, tags, state, until);
    }
}
