package tarn.services.glue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.glue.model.AlreadyExistsException;
import software.amazon.awssdk.services.glue.model.Crawler;
import software.amazon.awssdk.services.glue.model.DatabaseInput;
import software.amazon.awssdk.services.glue.model.GlueException;
import software.amazon.awssdk.services.glue.model.RecrawlBehavior;
import software.amazon.awssdk.services.glue.model.S3Target;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.services.glue.crawl.Glob;
import tarn.services.glue.crawl.Survey;
import tarn.store.Key;

/** One run of a crawler, target by target: survey, write, retire what is gone, and record how it ended. */
final class CrawlRun {

    private static final String DEFAULT_DATABASE = "default";

    private final Platform platform;
    private final Catalog catalog;
    private final PartitionBook partitions;
    private final CrawlerBook book;
    private final ClassifierBook classifiers;
    private final ConnectionBook connections;
    private final KeptCrawl run;
    private final Crawler crawler;
    private final CrawlChanges changes = new CrawlChanges();

    CrawlRun(
            Platform platform,
            Catalog catalog,
            PartitionBook partitions,
            CrawlerBook book,
            ClassifierBook classifiers,
            ConnectionBook connections,
            KeptCrawl run,
            Crawler crawler) {
        this.platform = platform;
        this.catalog = catalog;
        this.partitions = partitions;
        this.book = book;
        this.classifiers = classifiers;
        this.connections = connections;
        this.run = run;
        this.crawler = crawler;
    }

    /** Runs to the end, whatever happens. */
    void run() {
        try {
            crawl();
            end(KeptCrawl.Outcome.COMPLETED, null);
        } catch (CancellationException e) {
            end(KeptCrawl.Outcome.STOPPED, null);
        } catch (GlueException e) {
            end(KeptCrawl.Outcome.FAILED, e.awsErrorDetails().errorMessage());
        } catch (IOException e) {
            end(KeptCrawl.Outcome.FAILED, e.getMessage());
        } catch (SdkException e) {
            end(KeptCrawl.Outcome.FAILED, CrawlerTerms.reason(e));
        } catch (RuntimeException | Error e) {
            // A bug of ours must not leave the crawler running for ever; the platform logs it.
            end(KeptCrawl.Outcome.FAILED, "Internal Service Exception");
            throw e;
        }
    }

    private void end(KeptCrawl.Outcome outcome, @Nullable String error) {
        book.end(run, outcome, error, changes.kept(), changes.log());
    }

    private void crawl() throws IOException {
        var database = database();
        var configuration = CrawlerConfiguration.parse(crawler.configuration());
        var permissions = permissions(database);
        permissions.require("glue:GetDatabase");
        var output = new CrawlOutput(catalog, partitions, crawler, database, configuration, changes, permissions);
        var lake = new S3Lake(platform.client(S3Client.class), Caller.current());
        var behavior = crawler.recrawlPolicy().recrawlBehavior();
        boolean onlyNew = behavior == RecrawlBehavior.CRAWL_NEW_FOLDERS_ONLY;
        boolean byEvents = behavior == RecrawlBehavior.CRAWL_EVENT_MODE;
        var known = onlyNew || byEvents
                ? KnownFolders.of(catalog, partitions, database, crawler.name())
                : KnownFolders.none();
        var queues = byEvents ? changed(known) : List.<ChangedFolders>of();
        var survey = new Survey(
                lake, classifiers.all(crawler.classifiers()), changes::log, () -> book.isStopped(run.id()), known::at);
        var locations = new ArrayList<String>();
        for (var target : crawler.targets().s3Targets()) {
            var asked = target(target, configuration);
            locations.add("s3://" + asked.bucket() + "/" + asked.prefix());
            for (var table : survey.tables(asked)) {
                endIfStopped();
                output.write(table);
            }
        }
        new CrawlTargets(platform, connections, crawler, changes, this::endIfStopped)
                .write(lake, survey, output, locations);
        endIfStopped();
        if (!onlyNew) {
            output.retire(locations);
        }
        queues.forEach(ChangedFolders::done);
    }

    /** What queues say has changed is to be read again; all is, if nothing is known yet. */
    private List<ChangedFolders> changed(KnownFolders known) {
        var queues = new ArrayList<ChangedFolders>();
        for (var target : crawler.targets().s3Targets()) {
            if (target.eventQueueArn() != null) {
                var queue = new ChangedFolders(platform.client(SqsClient.class), target.eventQueueArn(), changes::log);
                queue.receive();
                changes.log("The crawl is running by consuming Amazon S3 events: " + queue.messages() + " messages, "
                        + queue.folders().size() + " folders");
                known.forget(queue.folders());
                queues.add(queue);
            }
        }
        return queues;
    }

    private void endIfStopped() {
        if (book.isStopped(run.id())) {
            throw new CancellationException("The crawl was stopped");
        }
    }

    private CrawlerPermissions permissions(String database) {
        return new CrawlerPermissions(platform.permissions(), database);
    }

    private String database() {
        var name = crawler.databaseName();
        if (name != null && !name.isEmpty()) {
            return catalog.database(name).value().database().name();
        }
        try {
            if (catalog.databases().get(Key.of(DEFAULT_DATABASE)).isEmpty()) {
                permissions(DEFAULT_DATABASE).require("glue:CreateDatabase");
            }
            catalog.createDatabase(
                    DatabaseInput.builder().name(DEFAULT_DATABASE).build());
        } catch (AlreadyExistsException e) {
            changes.log("Writing to the database " + DEFAULT_DATABASE);
        }
        return DEFAULT_DATABASE;
    }

    private static Survey.Target target(S3Target target, CrawlerConfiguration configuration) {
        var place = CrawlerTerms.Place.of(target.path());
        return new Survey.Target(
                place.bucket(),
                place.prefix(),
                target.exclusions().stream().map(Glob::new).toList(),
                target.sampleSize() == null ? OptionalInt.empty() : OptionalInt.of(target.sampleSize()),
                configuration.grouping());
    }
}
