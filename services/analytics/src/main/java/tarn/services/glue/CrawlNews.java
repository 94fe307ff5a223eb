package tarn.services.glue;

import static java.lang.System.Logger.Level.DEBUG;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import tarn.kernel.Caller;
import tarn.kernel.Platform;

/**
 * What the world hears of crawls: their logs in {@code /aws-glue/crawlers}, and events on the account's bus. Both are told
 * after a run is on record; what cannot be told (a role without permission for logs, as on AWS) does not change the run.
 */
final class CrawlNews {

    private static final System.Logger LOG = System.getLogger(CrawlNews.class.getName());
    private static final JsonMapper JSON = new JsonMapper();
    private static final String GLUE = "glue.amazonaws.com";
    private static final int LINES_AT_ONCE = 1_000;

    private final Platform platform;

    CrawlNews(Platform platform) {
        this.platform = platform;
    }

    /** Tells that a run began. */
    void begun(KeptCrawl run) {
        var detail = detail(run, "Started").put("startTime", run.start().toString());
        tell(detail.put("message", "Crawler Started"));
    }

    /** Tells how a run ended. */
    void ended(KeptCrawl run) {
        var end = Objects.requireNonNullElse(run.end(), run.start());
        var state = switch (run.outcome()) {
            case RUNNING, COMPLETED -> "Succeeded";
            case FAILED -> "Failed";
            case STOPPED -> "Stopped";
        };
        var changes = run.changes();
        var detail = detail(run, state)
                .put("message", "Crawler " + state)
                .put("completionDate", end.toString())
                .put(
                        "runningTime (sec)",
                        String.valueOf(Duration.between(run.start(), end).toSeconds()));
        if (run.error() != null) {
            detail.put("errorMessage", run.error());
        } else {
            detail.put("warningMessage", "N/A")
                    .put("tablesCreated", String.valueOf(changes.tablesAdded().size()))
                    .put("tablesUpdated", String.valueOf(changes.tablesUpdated().size()))
                    .put("tablesDeleted", String.valueOf(changes.tablesDeleted().size()))
                    .put("partitionsCreated", String.valueOf(changes.partitionsAdded()))
                    .put("partitionsUpdated", String.valueOf(changes.partitionsUpdated()))
                    .put("partitionsDeleted", String.valueOf(changes.partitionsDeleted()));
        }
        tell(detail);
    }

    private static ObjectNode detail(KeptCrawl run, String state) {
        return JSON.createObjectNode()
                .put("accountId", Caller.current().account())
                .put("crawlerName", run.crawler())
                .put("state", state);
    }

    private void tell(ObjectNode detail) {
        var caller = Caller.current();
        var arn = caller.arn("glue", "crawler/" + detail.path("crawlerName").asText())
                .toString();
        var glue = Caller.service(
                caller.account(), caller.region(), GLUE, platform.ids().uuid().toString());
        attempt(() -> glue.run(() -> platform.client(EventBridgeClient.class)
                .putEvents(events -> events.entries(PutEventsRequestEntry.builder()
                        .source("aws.glue")
                        .detailType("Glue Crawler State Change")
                        .resources(arn)
                        .detail(detail.toString())
                        .build()))));
    }

    /** Writes the log of a run, as the current caller, a crawler's role. */
    void log(KeptCrawl run) {
        var start = run.start().toEpochMilli();
        var end = Objects.requireNonNullElse(run.end(), run.start()).toEpochMilli();
        var lines = new ArrayList<InputLogEvent>();
        lines.add(line(run, start, "BENCHMARK : Running Start Crawl for Crawler " + run.crawler()));
        for (var line : run.log()) {
            var level = line.startsWith("Skipped") ? "WARN" : "INFO";
            lines.add(line(run, end, level + " : " + line));
        }
        lines.add(
                run.error() == null
                        ? line(run, end, "BENCHMARK : Finished writing to Catalog")
                        : line(run, end, "ERROR : " + run.error()));
        lines.add(line(run, end, "BENCHMARK : Crawler has finished running and is in state READY"));
        attempt(() -> put(run.crawler(), lines));
    }

    private static InputLogEvent line(KeptCrawl run, long time, String text) {
        return InputLogEvent.builder()
                .timestamp(time)
                .message("[" + run.id() + "] " + text)
                .build();
    }

    private void put(String stream, List<InputLogEvent> lines) {
        var logs = platform.client(CloudWatchLogsClient.class);
        try {
            logs.createLogGroup(request -> request.logGroupName(CrawlerBook.LOG_GROUP));
        } catch (ResourceAlreadyExistsException known) {
            LOG.log(DEBUG, "The log group of crawlers is there");
        }
        try {
            logs.createLogStream(
                    request -> request.logGroupName(CrawlerBook.LOG_GROUP).logStreamName(stream));
        } catch (ResourceAlreadyExistsException known) {
            LOG.log(DEBUG, "The log stream of the crawler is there");
        }
        lines.sort(Comparator.comparing(InputLogEvent::timestamp));
        for (int i = 0; i < lines.size(); i += LINES_AT_ONCE) {
            var some = lines.subList(i, Math.min(lines.size(), i + LINES_AT_ONCE));
            logs.putLogEvents(request -> request.logGroupName(CrawlerBook.LOG_GROUP)
                    .logStreamName(stream)
                    .logEvents(some));
        }
    }

    private static void attempt(Runnable work) {
        try {
            work.run();
        } catch (AwsServiceException | IllegalStateException e) {
            LOG.log(DEBUG, "What became of a crawl was not told", e);
        }
    }
}
