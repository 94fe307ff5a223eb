package tarn.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * The kept events of the current caller's account and region, in the order they happened. Each has a number that grows:
 * microseconds of the platform's time, made unique, so that whoever reads on knows where it was and nobody misses an
 * event that was kept late.
 */
public final class AuditLog {

    /** How long events stay that nobody has asked to keep longer. */
    public static final Duration HISTORY = Duration.ofDays(90);

    /** The kind of the timer that removes old events; its handler is CloudTrail's. */
    public static final String EXPIRY = "cloudtrail/expiry";

    /** The kind of the timer that has EventBridge told of new events; its handler is CloudTrail's. */
    public static final String TELLING = "cloudtrail/telling";

    private static final int PAGE = 500;
    private static final Key LATEST = Key.of("latest");

    private final Platform platform;
    private final Store<AuditEvent> management;
    private final Store<AuditEvent> data;
    private final Store<String> regions;
    private final Store<Mark> marks;
    private final AtomicLong latest = new AtomicLong();

    /** The number of the event that was kept last. */
    record Mark(long number) {}

    static final Format<Mark> MARK = Formats.record(Mark.class);

    AuditLog(Platform platform) {
        this.platform = platform;
        this.management = platform.store("cloudtrail/events", Scope.REGION, AuditEvent.FORMAT);
        this.data = platform.store("cloudtrail/data", Scope.REGION, AuditEvent.FORMAT);
        this.regions = platform.store("cloudtrail/regions", Scope.ACCOUNT, Formats.text());
        this.marks = platform.store("cloudtrail/mark", Scope.GLOBAL, MARK);
        latest.set(marks.get(LATEST).map(Mark::number).orElse(0L));
    }

    /** An event and its number. */
    public record Numbered(long number, AuditEvent event) {}

    Batch batch() {
        return platform.batch();
    }

    void add(Batch batch, AuditEvent event) {
        long number = latest.updateAndGet(
                before -> Math.max(before + 1, number(platform.clock().instant())));
        batch.put(store(event.category()), Key.of().with(number), event);
    }

    void mark(Batch batch) {
        batch.put(marks, LATEST, new Mark(latest.get()));
    }

    /** Takes note of a place's first event. */
    void open(Batch batch) {
        var region = tarn.kernel.Caller.current().region();
        if (regions.get(Key.of(region)).isEmpty()) {
            batch.put(regions, Key.of(region), region);
            platform.timers()
                    .set(batch, EXPIRY, "daily", platform.clock().instant().plus(Duration.ofDays(1)));
        }
    }

    /** Has EventBridge told of what was just added with the batch, once that is kept. */
    void tell(Batch batch) {
        // The number is nobody else's, so that this timer is never taken for the one that fires just now
        platform.timers().set(batch, TELLING, "new", Instant.EPOCH.plus(latest.get(), ChronoUnit.MICROS));
    }

    private Store<AuditEvent> store(String category) {
        return category.equals(AuditEvent.DATA) ? data : management;
    }

    /** The least number that an event of a time has. */
    public static long number(Instant time) {
        return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
    }

    /** The regions in which the account has events. */
    public List<String> regions() {
        var found = new ArrayList<String>();
        regions.scan(Range.all()).forEach(entry -> found.add(entry.value()));
        return found;
    }

    /** At most so many events of a category after a number, oldest first. */
    public List<Numbered> after(String category, long number, int limit) {
        return store(category).list(Range.all().after(Key.of().with(number)), limit).stream()
                .map(AuditLog::numbered)
                .toList();
    }

    /**
     * At most so many events of a category that a condition holds for, newest first.
     *
     * @param before only events with a smaller number
     * @param oldest the least number looked at
     */
    public List<Numbered> before(
            String category, long before, long oldest, Predicate<AuditEvent> condition, int limit) {
        var found = new ArrayList<Numbered>();
        @Nullable Key at = Key.of().with(before);
        while (at != null && found.size() < limit) {
            var page = store(category).list(Range.all().backwards().after(at), PAGE);
            at = page.size() < PAGE ? null : page.getLast().key();
            for (var entry : page) {
                var numbered = numbered(entry);
                if (numbered.number() < oldest) {
                    return found;
                }
                if (found.size() < limit && condition.test(numbered.event())) {
                    found.add(numbered);
                }
            }
        }
        return found;
    }

    private static Numbered numbered(Entry<AuditEvent> entry) {
        return new Numbered(entry.key().reader().number(), entry.value());
    }

    /** Removes the events of a category with numbers below one. */
    public void expire(String category, long below) {
        var store = store(category);
        var page = store.list(Range.all(), PAGE);
        while (!page.isEmpty()) {
            var batch = platform.batch();
            int old = 0;
            for (var entry : page) {
                if (entry.key().reader().number() < below) {
                    batch.delete(store, entry.key());
                    old++;
                }
            }
            if (old > 0) {
                batch.commit();
            }
            page = old < page.size() ? List.of() : store.list(Range.all(), PAGE);
        }
    }
}
