package tarn.services.scheduler;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.scheduler.model.ActionAfterCompletion;
import software.amazon.awssdk.services.scheduler.model.ScheduleState;
import software.amazon.awssdk.services.scheduler.model.Target;
import tarn.kernel.testing.Golden;
import tarn.store.Formats;

/** What lies on users' disks stays readable. */
class FormatsTest {

    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Target TARGET =
            Target.builder().arn("arn:q").roleArn("arn:r").input("{}").build();

    @Test
    void schedules() {
        var schedule = new StoredSchedule(
                "default",
                "s",
                "arn:s",
                "rate(1 hour)",
                "Europe/Berlin",
                THEN,
                THEN,
                15,
                ScheduleState.ENABLED,
                "for tests",
                TARGET,
                ActionAfterCompletion.DELETE,
                THEN,
                THEN,
                THEN);
        Golden.check("scheduler/schedules", Formats.record(StoredSchedule.class), schedule);
    }

    @Test
    void groups() {
        var group = new StoredGroup("g", "arn:g", Map.of("team", "a"), THEN, THEN);
        Golden.check("scheduler/groups", Formats.record(StoredGroup.class), group);
    }

    @Test
    void runs() {
        var run = new Runs.Run("r1", "arn:s", THEN, TARGET, "{}");
        Golden.check("scheduler/runs", Formats.record(Runs.Run.class), run);
    }
}
