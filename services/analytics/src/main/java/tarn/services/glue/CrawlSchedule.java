package tarn.services.glue;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.Crawler;
import software.amazon.awssdk.services.glue.model.Schedule;
import software.amazon.awssdk.services.glue.model.ScheduleState;
import tarn.kernel.Platform;
import tarn.store.Batch;

/** The timers of crawlers: each has one, for its next time. */
final class CrawlSchedule {

    /** The kind of the timers; their name is the crawler's. */
    static final String TIMER = "glue/crawler-schedule";

    private final Platform platform;

    CrawlSchedule(Platform platform) {
        this.platform = platform;
    }

    /** A schedule that runs; none for no expression. */
    static @Nullable Schedule begun(@Nullable String expression) {
        if (expression == null || expression.isBlank()) {
            return null;
        }
        CrawlerTerms.cron(expression);
        return Schedule.builder()
                .scheduleExpression(expression)
                .state(ScheduleState.SCHEDULED)
                .build();
    }

    /** Sets the timer of a crawler, or cancels it if its schedule does not run. */
    void set(Batch batch, Crawler crawler) {
        var schedule = crawler.schedule();
        var next = schedule == null || schedule.state() != ScheduleState.SCHEDULED
                ? java.util.Optional.<java.time.Instant>empty()
                : CrawlerTerms.cron(schedule.scheduleExpression())
                        .next(platform.clock().instant());
        next.ifPresentOrElse(
                due -> platform.timers().set(batch, TIMER, crawler.name(), due), () -> cancel(batch, crawler.name()));
    }

    void cancel(Batch batch, String crawler) {
        platform.timers().cancel(batch, TIMER, crawler);
    }
}
