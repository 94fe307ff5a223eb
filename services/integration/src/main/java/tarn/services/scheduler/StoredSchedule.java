package tarn.services.scheduler;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.scheduler.model.ActionAfterCompletion;
import software.amazon.awssdk.services.scheduler.model.ScheduleState;
import software.amazon.awssdk.services.scheduler.model.Target;
import tarn.schedule.Schedule;

/**
 * A schedule as it is kept.
 *
 * @param zone an IANA name, in which the expression is read
 * @param windowMinutes how much later than its time a run may begin; 0 for not at all
 * @param next the time of the next run, without what its window adds; null if there is none
 */
record StoredSchedule(
        String group,
        String name,
        String arn,
        String expression,
        String zone,
        @Nullable Instant start,
        @Nullable Instant end,
        int windowMinutes,
        ScheduleState state,
        @Nullable String description,
        Target target,
        ActionAfterCompletion afterwards,
        Instant created,
        Instant modified,
        @Nullable Instant next) {

    boolean isEnabled() {
        return state == ScheduleState.ENABLED;
    }

    /** The first time after a moment; empty if the schedule is over. */
    Optional<Instant> after(Instant moment) {
        var from = start == null ? created : start;
        var later = start != null && moment.isBefore(start) ? start.minusNanos(1) : moment;
        return Schedule.parse(expression)
                .next(later, from, ZoneId.of(zone))
                .filter(time -> end == null || !time.isAfter(end));
    }

    StoredSchedule next(@Nullable Instant time) {
        return new StoredSchedule(
                group,
                name,
                arn,
                expression,
                zone,
                start,
                end,
                windowMinutes,
                state,
                description,
                target,
                afterwards,
                created,
                modified,
                time);
    }
}
