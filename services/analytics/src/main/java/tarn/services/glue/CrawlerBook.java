package tarn.services.glue;

import static tarn.services.glue.GlueFaults.crawlerNotFound;
import static tarn.services.glue.GlueFaults.crawlerNotRunning;
import static tarn.services.glue.GlueFaults.crawlerRunning;
import static tarn.services.glue.GlueFaults.crawlerStopping;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.Crawler;
import software.amazon.awssdk.services.glue.model.CrawlerState;
import software.amazon.awssdk.services.glue.model.LastCrawlInfo;
import software.amazon.awssdk.services.glue.model.LastCrawlStatus;
import tarn.kernel.Platform;
import tarn.store.Entry;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * Keeps crawlers and their runs.
 *
 * <p>A run is on record before it begins. One that this process does not know to be under way was cut off with the
 * process that ran it: a timer that outlives the process records it as failed at the next
 * start, or whoever looks at its crawler before.
 */
final class CrawlerBook {

    /** The log group that AWS writes crawls' logs to. */
    static final String LOG_GROUP = "/aws-glue/crawlers";

    /** The kind of the timers that watch over runs; their name is a run's id and its crawler. */
    private static final String WATCH = "glue/crawl-watch";

    private static final int CRAWLS_KEPT = 1_000;

    private final Platform platform;
    private final Store<KeptCrawler> crawlers;
    private final Store<KeptCrawl> crawls;

    /** The runs of this process, by id, and whether they were told to stop. */
    private final Map<String, UnderWay> underWay = new ConcurrentHashMap<>();

    private final CrawlNews news;

    /** A run of this process. */
    private record UnderWay(AtomicBoolean stopped, CountDownLatch ended) {}

    CrawlerBook(Platform platform) {
        this.platform = platform;
        crawlers = platform.store("glue/crawlers", Scope.REGION, Formats.record(KeptCrawler.class));
        crawls = platform.store("glue/crawls", Scope.REGION, Formats.record(KeptCrawl.class));
        news = new CrawlNews(platform);
        platform.timers().beside(WATCH, (name, due) -> watch(name));
    }

    /**
     * Stays with a run until it ends. The timer is gone then; a process that dies before leaves it behind, and at the next
     * start it finds a run that nobody runs.
     */
    private void watch(String name) {
        var parts = name.split("/", 2);
        var way = underWay.get(parts[0]);
        if (way == null) {
            crawlers.entry(Key.of(parts[1])).ifPresent(this::settle);
            return;
        }
        try {
            way.ended().await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The platform is closing", e);
        }
    }

    Store<KeptCrawler> crawlers() {
        return crawlers;
    }

    /** The crawler of a name, with no run on record that is not really under way. */
    Entry<KeptCrawler> crawler(String name) {
        var seen = crawlers.entry(Key.of(name)).orElseThrow(() -> crawlerNotFound(name));
        return settle(seen) ? crawler(name) : seen;
    }

    /** Records an interrupted run as failed; says whether the record changed. */
    private boolean settle(Entry<KeptCrawler> seen) {
        var id = seen.value().crawl();
        if (id == null || underWay.containsKey(id)) {
            return false;
        }
        run(seen.value().name(), id)
                .ifPresent(run -> end(
                        run,
                        KeptCrawl.Outcome.FAILED,
                        "The crawl was interrupted: Tarn ended while it ran.",
                        KeptCrawl.Changes.none(),
                        List.of()));
        return true;
    }

    private java.util.Optional<KeptCrawl> run(String crawler, String id) {
        return runs(crawler, CRAWLS_KEPT).stream()
                .filter(run -> run.id().equals(id))
                .findFirst();
    }

    /** The runs of a crawler, the newest first. */
    List<KeptCrawl> runs(String crawler, int limit) {
        return crawls.list(Range.under(Key.of(crawler)).backwards(), limit).stream()
                .map(Entry::value)
                .toList();
    }

    private static Key key(KeptCrawl run) {
        return Key.of(run.crawler()).with(run.start().toEpochMilli()).with(run.id());
    }

    /** What a client sees of a crawler. */
    Crawler shown(KeptCrawler kept) {
        var state = kept.crawl() == null
                ? CrawlerState.READY
                : kept.stopping() ? CrawlerState.STOPPING : CrawlerState.RUNNING;
        long elapsed = kept.crawl() == null
                ? 0
                : runs(kept.name(), 1).stream()
                        .map(run -> Duration.between(
                                        run.start(), platform.clock().instant())
                                .toMillis())
                        .findFirst()
                        .orElse(0L);
        return kept.definition().copy(builder -> builder.state(state).crawlElapsedTime(elapsed));
    }

    /** Records a run as begun. */
    KeptCrawl begin(String name) {
        while (true) {
            var seen = crawler(name);
            if (seen.value().crawl() != null) {
                throw crawlerRunning(name);
            }
            var run = KeptCrawl.begun(
                    platform.ids().uuid().toString(), name, platform.clock().instant());
            var definition = seen.value().definition();
            underWay.put(run.id(), new UnderWay(new AtomicBoolean(), new CountDownLatch(1)));
            var batch = platform.batch()
                    .replace(crawlers, seen, new KeptCrawler(definition, run.id(), false))
                    .put(crawls, key(run), run);
            platform.timers().set(batch, WATCH, run.id() + "/" + name, run.start());
            if (batch.commit()) {
                news.begun(run);
                return run;
            }
            underWay.remove(run.id());
        }
    }

    /** Records how a run ended, and shows it as its crawler's last. */
    void end(
            KeptCrawl run,
            KeptCrawl.Outcome outcome,
            @Nullable String error,
            KeptCrawl.Changes changes,
            List<String> log) {
        var ended = run.ended(outcome, platform.clock().instant(), error, changes, log);
        boolean kept = false;
        while (!kept) {
            var batch = platform.batch().put(crawls, key(run), ended);
            var seen = crawlers.entry(Key.of(run.crawler()));
            if (seen.isPresent() && run.id().equals(seen.get().value().crawl())) {
                var crawler = seen.get().value().definition().copy(builder -> builder.lastCrawl(lastCrawl(ended)));
                batch.replace(crawlers, seen.get(), new KeptCrawler(crawler, null, false));
            }
            kept = batch.commit();
        }
        var way = underWay.remove(run.id());
        if (way != null) {
            way.ended().countDown();
        }
        news.ended(ended);
        news.log(ended);
        var old = runs(run.crawler(), CRAWLS_KEPT + 1);
        old.subList(Math.min(CRAWLS_KEPT, old.size()), old.size()).forEach(extra -> crawls.delete(key(extra)));
    }

    private LastCrawlInfo lastCrawl(KeptCrawl run) {
        return LastCrawlInfo.builder()
                .status(
                        switch (run.outcome()) {
                            case RUNNING, COMPLETED -> LastCrawlStatus.SUCCEEDED;
                            case FAILED -> LastCrawlStatus.FAILED;
                            case STOPPED -> LastCrawlStatus.CANCELLED;
                        })
                .errorMessage(run.error())
                .logGroup(LOG_GROUP)
                .logStream(run.crawler())
                .messagePrefix(run.id())
                .startTime(run.start())
                .build();
    }

    /** Whether a run was told to stop. */
    boolean isStopped(String id) {
        var stopped = underWay.get(id);
        return stopped == null || stopped.stopped().get();
    }

    /** Tells a crawler's run to stop. */
    void stop(String name) {
        while (true) {
            var seen = crawler(name);
            var id = seen.value().crawl();
            if (id == null) {
                throw crawlerNotRunning(name);
            }
            if (seen.value().stopping()) {
                throw crawlerStopping(name);
            }
            if (crawlers.replace(seen, new KeptCrawler(seen.value().definition(), id, true))) {
                var stopped = underWay.get(id);
                if (stopped != null) {
                    stopped.stopped().set(true);
                }
                return;
            }
        }
    }

    /** Forgets a crawler that does not run, and its runs. */
    void delete(Entry<KeptCrawler> seen, tarn.store.Batch batch) {
        batch.delete(crawlers, seen);
        var runs = new ArrayList<>(runs(seen.value().name(), CRAWLS_KEPT + 1));
        runs.forEach(run -> batch.delete(crawls, key(run)));
    }

    Instant now() {
        return platform.clock().instant();
    }
}
