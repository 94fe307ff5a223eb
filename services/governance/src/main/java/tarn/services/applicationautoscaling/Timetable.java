package tarn.services.applicationautoscaling;

import java.time.Instant;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Key;

/** When scheduled actions act, and what they do then. */
final class Timetable {

    private static final String TIMER = "applicationautoscaling/scheduled";

    private final Platform platform;
    private final Kept kept;
    private final Scaling scaling;

    Timetable(Platform platform, Kept kept, Scaling scaling) {
        this.platform = platform;
        this.kept = kept;
        this.scaling = scaling;
        platform.timers().beside(TIMER, this::act);
    }

    private static String timer(StoredAction action) {
        var of = action.scalable();
        return String.join("\n", of.namespace(), of.resource(), of.dimension(), action.name());
    }

    /** Sets the timer of an action for its next time after a moment. */
    void set(Batch batch, StoredAction action, Instant after) {
        var next = action.after(after);
        if (next.isPresent()) {
            platform.timers().set(batch, TIMER, timer(action), next.get());
        } else {
            platform.timers().cancel(batch, TIMER, timer(action));
        }
    }

    void cancel(Batch batch, StoredAction action) {
        platform.timers().cancel(batch, TIMER, timer(action));
    }

    private void act(String name, Instant due) {
        var found = kept.actions().get(Key.of(name.split("\n", -1)));
        if (found.isEmpty()) {
            return;
        }
        var action = found.get();
        var changed = kept.targets()
                .update(
                        action.scalable().key(),
                        seen -> seen.map(target -> target.scheduledSuspended() ? target : bounded(target, action))
                                .orElse(null));
        changed.filter(target -> !target.scheduledSuspended())
                .ifPresent(target -> scaling.bound(target, " by scheduled action name " + action.name()));
        var batch = platform.batch();
        set(batch, action, due);
        batch.commit();
    }

    private static StoredTarget bounded(StoredTarget target, StoredAction action) {
        int least = action.least() == null ? target.least() : action.least();
        int most = action.most() == null ? Math.max(target.most(), least) : action.most();
        return target.bounded(Math.min(least, most), most);
    }
}
