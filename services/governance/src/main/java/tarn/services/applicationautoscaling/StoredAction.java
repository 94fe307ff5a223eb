package tarn.services.applicationautoscaling;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.applicationautoscaling.model.ScheduledAction;
import tarn.schedule.Schedule;
import tarn.store.Key;

/** New bounds for a target at set times; a bound that is null stays as it is. */
record StoredAction(
        String id,
        String name,
        Scalable scalable,
        String arn,
        String schedule,
        String zone,
        @Nullable Instant start,
        @Nullable Instant end,
        @Nullable Integer least,
        @Nullable Integer most,
        Instant created) {

    Key key() {
        return scalable.key().with(name);
    }

    /** When it acts next after a moment; empty if never. */
    Optional<Instant> after(Instant moment) {
        var begun = start == null ? created : start;
        var from = start != null && moment.isBefore(start) ? start.minusMillis(1) : moment;
        return Schedule.parse(schedule)
                .next(from, begun, ZoneId.of(zone))
                .filter(next -> end == null || !next.isAfter(end));
    }

    ScheduledAction toSdk() {
        return ScheduledAction.builder()
                .scheduledActionName(name)
                .scheduledActionARN(arn)
                .serviceNamespace(scalable.namespace())
                .schedule(schedule)
                .timezone(zone)
                .resourceId(scalable.resource())
                .scalableDimension(scalable.dimension())
                .startTime(start)
                .endTime(end)
                .scalableTargetAction(action -> action.minCapacity(least).maxCapacity(most))
                .creationTime(created)
                .build();
    }
}
