package tarn.services.glue;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.CrawlerHistory;
import software.amazon.awssdk.services.glue.model.CrawlerHistoryState;
import software.amazon.awssdk.services.glue.model.CrawlerMetrics;
import software.amazon.awssdk.services.glue.model.CrawlerRunningException;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.GetCrawlerMetricsRequest;
import software.amazon.awssdk.services.glue.model.GetCrawlerMetricsResponse;
import software.amazon.awssdk.services.glue.model.InvalidInputException;
import software.amazon.awssdk.services.glue.model.ListCrawlsRequest;
import software.amazon.awssdk.services.glue.model.ListCrawlsResponse;
import software.amazon.awssdk.services.glue.model.StartCrawlerRequest;
import software.amazon.awssdk.services.glue.model.StartCrawlerResponse;
import software.amazon.awssdk.services.glue.model.StopCrawlerRequest;
import software.amazon.awssdk.services.glue.model.StopCrawlerResponse;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.store.Range;

/** The runs of crawlers: starting and stopping them, and what became of them. */
final class Crawling implements GlueClient, Part {

    private static final System.Logger LOG = System.getLogger(Crawling.class.getName());
    private static final int PAGE = 20;
    private static final int LISTED_MAX = 1_000;
    private static final int METRICS_PAGE = 1_000;

    private final Platform platform;
    private final Catalog catalog;
    private final PartitionBook partitions;
    private final CrawlerBook book;
    private final ClassifierBook classifiers;
    private final ConnectionBook connections;
    private final CrawlSchedule schedule;
    private final Pages pages;

    Crawling(
            Platform platform,
            Catalog catalog,
            PartitionBook partitions,
            CrawlerBook book,
            ClassifierBook classifiers,
            ConnectionBook connections,
            CrawlSchedule schedule,
            Pages pages) {
        this.platform = platform;
        this.catalog = catalog;
        this.partitions = partitions;
        this.book = book;
        this.classifiers = classifiers;
        this.connections = connections;
        this.schedule = schedule;
        this.pages = pages;
    }

    @Override
    public StartCrawlerResponse startCrawler(StartCrawlerRequest request) {
        start(request.name());
        return StartCrawlerResponse.builder().build();
    }

    private void start(String name) {
        // Before it counts as running, since a role that is refused leaves nothing to run.
        var role = book.crawler(name).value().definition().role();
        var asker = CrawlerRole.of(platform, role, name, Caller.current().requestId());
        var run = book.begin(name);
        var crawler = book.crawler(name).value().definition();
        var work = new CrawlRun(platform, catalog, partitions, book, classifiers, connections, run, crawler);
        platform.background().run("glue crawl " + name, asker, work::run);
    }

    /** What a crawler's timer does: it starts a run, unless one is under way, and sets the timer anew. */
    void fire(String name) {
        try {
            start(name);
        } catch (CrawlerRunningException e) {
            // AWS lets the time pass too.
        } catch (EntityNotFoundException e) {
            return;
        } catch (InvalidInputException untrusted) {
            LOG.log(WARNING, "The crawler " + name + " could not start: " + untrusted.getMessage());
        }
        var batch = platform.batch();
        schedule.set(batch, book.crawler(name).value().definition());
        batch.commit();
    }

    @Override
    public StopCrawlerResponse stopCrawler(StopCrawlerRequest request) {
        book.stop(request.name());
        return StopCrawlerResponse.builder().build();
    }

    @Override
    public ListCrawlsResponse listCrawls(ListCrawlsRequest request) {
        book.crawler(request.crawlerName());
        var filters = new CrawlsFilters(request.filters());
        int from = request.nextToken() == null ? 0 : position(request.nextToken());
        int size = request.maxResults() == null ? PAGE : Math.clamp(request.maxResults(), 1, LISTED_MAX);
        var all = book.runs(request.crawlerName(), LISTED_MAX).stream()
                .map(Crawling::history)
                .filter(filters::pass)
                .toList();
        int end = Math.min(all.size(), from + size);
        return ListCrawlsResponse.builder()
                .crawls(all.subList(Math.min(from, end), end))
                .nextToken(
                        end < all.size()
                                ? pages.token("ListCrawls", new byte[] {(byte) (end >>> 8), (byte) end})
                                : null)
                .build();
    }

    private int position(String token) {
        var bytes = pages.position("ListCrawls", token);
        return (bytes[0] & 0xFF) << 8 | (bytes[1] & 0xFF);
    }

    private static CrawlerHistory history(KeptCrawl run) {
        return CrawlerHistory.builder()
                .crawlId(run.id())
                .state(
                        switch (run.outcome()) {
                            case RUNNING -> CrawlerHistoryState.RUNNING;
                            case COMPLETED -> CrawlerHistoryState.COMPLETED;
                            case FAILED -> CrawlerHistoryState.FAILED;
                            case STOPPED -> CrawlerHistoryState.STOPPED;
                        })
                .startTime(run.start())
                .endTime(run.end())
                .summary(CrawlSummary.of(run.changes()))
                .errorMessage(run.error())
                .logGroup(CrawlerBook.LOG_GROUP)
                .logStream(run.crawler())
                .messagePrefix(run.id())
                .dpuHour(0.0)
                .build();
    }

    @Override
    public GetCrawlerMetricsResponse getCrawlerMetrics(GetCrawlerMetricsRequest request) {
        if (request.hasCrawlerNameList() && !request.crawlerNameList().isEmpty()) {
            return GetCrawlerMetricsResponse.builder()
                    .crawlerMetricsList(request.crawlerNameList().stream()
                            .map(this::metrics)
                            .toList())
                    .build();
        }
        var page = pages.of(METRICS_PAGE, METRICS_PAGE)
                .records(
                        "GetCrawlerMetrics",
                        request.nextToken(),
                        request.maxResults(),
                        book.crawlers(),
                        Range.all(),
                        entry -> true);
        return GetCrawlerMetricsResponse.builder()
                .crawlerMetricsList(
                        page.items().stream().map(kept -> metrics(kept.name())).toList())
                .nextToken(page.next())
                .build();
    }

    private CrawlerMetrics metrics(String name) {
        boolean running = book.crawler(name).value().crawl() != null;
        var ended =
                book.runs(name, PAGE).stream().filter(run -> run.end() != null).toList();
        var times = ended.stream().map(Crawling::seconds).sorted().toList();
        var last = ended.isEmpty() ? KeptCrawl.Changes.none() : ended.getFirst().changes();
        return CrawlerMetrics.builder()
                .crawlerName(name)
                .timeLeftSeconds(0.0)
                .stillEstimating(running)
                .lastRuntimeSeconds(ended.isEmpty() ? 0.0 : seconds(ended.getFirst()))
                .medianRuntimeSeconds(median(times))
                .tablesCreated(last.tablesAdded().size())
                .tablesUpdated(last.tablesUpdated().size())
                .tablesDeleted(last.tablesDeleted().size())
                .build();
    }

    private static double seconds(KeptCrawl run) {
        Instant end = Objects.requireNonNullElse(run.end(), run.start());
        return Duration.between(run.start(), end).toMillis() / 1000.0;
    }

    private static double median(List<Double> sorted) {
        return sorted.isEmpty() ? 0.0 : sorted.get(sorted.size() / 2);
    }
}
