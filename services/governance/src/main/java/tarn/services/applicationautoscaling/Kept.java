package tarn.services.applicationautoscaling;

import static tarn.services.applicationautoscaling.ScalingFaults.notFound;

import java.util.List;
import java.util.Optional;
import tarn.kernel.Platform;
import tarn.store.Entry;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** The targets of the caller's account and region, and what belongs to each. */
final class Kept {

    static final Format<StoredTarget> TARGET = Formats.record(StoredTarget.class);
    static final Format<StoredPolicy> POLICY = Formats.record(StoredPolicy.class);
    static final Format<StoredAction> ACTION = Formats.record(StoredAction.class);
    static final Format<StoredActivity> ACTIVITY = Formats.record(StoredActivity.class);

    private final Store<StoredTarget> targets;
    private final Store<StoredPolicy> policies;
    private final Store<StoredAction> actions;
    private final Store<StoredActivity> activities;

    Kept(Platform platform) {
        this.targets = platform.store("applicationautoscaling/targets", Scope.REGION, TARGET);
        this.policies = platform.store("applicationautoscaling/policies", Scope.REGION, POLICY);
        this.actions = platform.store("applicationautoscaling/actions", Scope.REGION, ACTION);
        this.activities = platform.store("applicationautoscaling/activities", Scope.REGION, ACTIVITY);
    }

    Store<StoredTarget> targets() {
        return targets;
    }

    Store<StoredPolicy> policies() {
        return policies;
    }

    Store<StoredAction> actions() {
        return actions;
    }

    /** Activities in order of their times. */
    Store<StoredActivity> activities() {
        return activities;
    }

    StoredTarget target(Scalable scalable) {
        return targets.get(scalable.key()).orElseThrow(() -> notFound("scalable target", scalable, ""));
    }

    Optional<StoredPolicy> policy(String arn) {
        for (var entry : policies.scan(Range.all())) {
            if (entry.value().arn().equals(arn)) {
                return Optional.of(entry.value());
            }
        }
        return Optional.empty();
    }

    List<StoredPolicy> policies(Scalable scalable) {
        return policies.list(Range.under(scalable.key()), Integer.MAX_VALUE).stream()
                .map(Entry::value)
                .toList();
    }

    List<StoredAction> actions(Scalable scalable) {
        return actions.list(Range.under(scalable.key()), Integer.MAX_VALUE).stream()
                .map(Entry::value)
                .toList();
    }

    /** Where an activity lies: the latest last. */
    static Key key(StoredActivity activity) {
        return Key.of(activity.scalable().namespace())
                .with(activity.start().toEpochMilli())
                .with(activity.id());
    }
}
