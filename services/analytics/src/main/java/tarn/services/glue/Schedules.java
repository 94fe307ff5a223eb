package tarn.services.glue;

import static tarn.services.glue.GlueFaults.noSchedule;
import static tarn.services.glue.GlueFaults.scheduleNotRunning;
import static tarn.services.glue.GlueFaults.scheduleRunning;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Schedule;
import software.amazon.awssdk.services.glue.model.ScheduleState;
import software.amazon.awssdk.services.glue.model.StartCrawlerScheduleRequest;
import software.amazon.awssdk.services.glue.model.StartCrawlerScheduleResponse;
import software.amazon.awssdk.services.glue.model.StopCrawlerScheduleRequest;
import software.amazon.awssdk.services.glue.model.StopCrawlerScheduleResponse;
import software.amazon.awssdk.services.glue.model.UpdateCrawlerScheduleRequest;
import software.amazon.awssdk.services.glue.model.UpdateCrawlerScheduleResponse;
import tarn.kernel.Part;

/** When crawlers run by themselves. */
final class Schedules implements GlueClient, Part {

    private final CrawlerBook book;
    private final CrawlSchedule schedule;
    private final Catalog catalog;

    Schedules(CrawlerBook book, CrawlSchedule schedule, Catalog catalog) {
        this.book = book;
        this.schedule = schedule;
        this.catalog = catalog;
    }

    private void change(String name, Function<@Nullable Schedule, @Nullable Schedule> change) {
        while (true) {
            var seen = book.crawler(name);
            var old = seen.value().definition();
            var next = old.copy(builder -> builder.schedule(change.apply(old.schedule())));
            var batch =
                    catalog.batch().replace(book.crawlers(), seen, seen.value().with(next));
            schedule.set(batch, next);
            if (batch.commit()) {
                return;
            }
        }
    }

    @Override
    public UpdateCrawlerScheduleResponse updateCrawlerSchedule(UpdateCrawlerScheduleRequest request) {
        change(request.crawlerName(), old -> CrawlSchedule.begun(request.schedule()));
        return UpdateCrawlerScheduleResponse.builder().build();
    }

    @Override
    public StartCrawlerScheduleResponse startCrawlerSchedule(StartCrawlerScheduleRequest request) {
        change(request.crawlerName(), old -> {
            if (old == null) {
                throw noSchedule(request.crawlerName());
            }
            if (old.state() == ScheduleState.SCHEDULED) {
                throw scheduleRunning(request.crawlerName());
            }
            return old.copy(builder -> builder.state(ScheduleState.SCHEDULED));
        });
        return StartCrawlerScheduleResponse.builder().build();
    }

    @Override
    public StopCrawlerScheduleResponse stopCrawlerSchedule(StopCrawlerScheduleRequest request) {
        change(request.crawlerName(), old -> {
            if (old == null || old.state() != ScheduleState.SCHEDULED) {
                throw scheduleNotRunning(request.crawlerName());
            }
            return old.copy(builder -> builder.state(ScheduleState.NOT_SCHEDULED));
        });
        return StopCrawlerScheduleResponse.builder().build();
    }
}
