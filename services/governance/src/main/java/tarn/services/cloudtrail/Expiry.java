package tarn.services.cloudtrail;

import java.time.Duration;
import java.time.Instant;
import tarn.audit.AuditEvent;
import tarn.audit.AuditLog;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** Once a day, removes events that are older than the history, and than every event data store wants them. */
final class Expiry {

    private final Platform platform;
    private final Store<KeptLake> lakes;

    private Expiry(Platform platform) {
        this.platform = platform;
        this.lakes = platform.store("cloudtrail/lakes", Scope.ACCOUNT, KeptLake.FORMAT);
    }

    /** Answers the timer that the audit sets with a place's first event. */
    static void on(Platform platform) {
        platform.timers().on(AuditLog.EXPIRY, new Expiry(platform)::fire);
    }

    private void fire(String name, Instant due) {
        var now = platform.clock().instant();
        var keep = AuditLog.HISTORY;
        for (var entry : lakes.scan(Range.all())) {
            var lake = entry.value();
            if (lake.everywhere() || lake.home().equals(Caller.current().region())) {
                var days = Duration.ofDays(lake.days());
                keep = days.compareTo(keep) > 0 ? days : keep;
            }
        }
        var log = platform.audit().log();
        log.expire(AuditEvent.MANAGEMENT, AuditLog.number(now.minus(keep)));
        log.expire(AuditEvent.DATA, AuditLog.number(now.minus(keep)));
        var batch = platform.batch();
        platform.timers().set(batch, AuditLog.EXPIRY, name, now.plus(Duration.ofDays(1)));
        batch.commit();
    }
}
