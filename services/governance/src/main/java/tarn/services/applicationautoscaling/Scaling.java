package tarn.services.applicationautoscaling;

import java.time.Duration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import tarn.kernel.Platform;
import tarn.store.Range;

/** Brings a target's capacity where it should be, within its bounds, and notes what became of it. */
final class Scaling {

    /** Activities are told for six weeks. */
    private static final Duration REMEMBERED = Duration.ofDays(42);

    private static final int FORGOTTEN_AT_ONCE = 100;

    private final Platform platform;
    private final Kept kept;
    private final TableUnits units;

    Scaling(Platform platform, Kept kept, TableUnits units) {
        this.platform = platform;
        this.kept = kept;
        this.units = units;
    }

    /** Brings a target within its bounds, if it is not. */
    void bound(StoredTarget target, String cause) {
        int now = units.now(target.scalable());
        int next = Math.clamp(now, target.least(), target.most());
        if (next != now && now > 0) {
            change(
                    target.scalable(),
                    next,
                    (next > now ? "minimum" : "maximum") + " capacity was set to " + next + cause);
        }
    }

    /** Brings a target to a capacity, as near as its bounds allow; says whether it was changed. */
    boolean bring(StoredTarget target, int now, long wanted, String cause) {
        int next = Math.clamp(wanted, target.least(), target.most());
        return next != now && change(target.scalable(), next, cause);
    }

    private boolean change(Scalable scalable, int next, String cause) {
        var began = platform.clock().instant();
        String failure = null;
        try {
            units.set(scalable, next);
        } catch (AwsServiceException e) {
            failure = e.awsErrorDetails() == null
                    ? e.getMessage()
                    : e.awsErrorDetails().errorMessage();
        }
        var activity = new StoredActivity(
                platform.ids().uuid().toString(),
                scalable,
                "Setting " + scalable.units() + " to " + next + ".",
                cause,
                began,
                platform.clock().instant(),
                failure == null,
                failure == null
                        ? "Successfully set " + scalable.units() + " to " + next
                                + ". Change successfully fulfilled by dynamodb."
                        : "Failed to set " + scalable.units() + " to " + next + ". Reason: " + failure);
        var batch = platform.batch().put(kept.activities(), Kept.key(activity), activity);
        for (var old : kept.activities().list(Range.all(), FORGOTTEN_AT_ONCE)) {
            if (old.value().start().isBefore(began.minus(REMEMBERED))) {
                batch.delete(kept.activities(), old.key());
            }
        }
        batch.commit();
        return failure == null;
    }
}
