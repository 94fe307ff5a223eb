package tarn.services.glue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import software.amazon.awssdk.services.s3.S3Client;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.services.glue.crawl.Column;
import tarn.services.glue.crawl.Format;
import tarn.services.glue.crawl.Glob;
import tarn.services.glue.crawl.Survey;
import tarn.services.glue.crawl.Type;
import tarn.store.Key;

/** One run of a crawler, target by target: survey, write, retire what is gone, and record how it ended. */
final class CrawlRun {

    private static final String DEFAULT_DATABASE = "default";

    private final Platform platform;
    private final Catalog catalog;
    private final PartitionBook partitions;
    private final CrawlerBook book;
    private final KeptCrawl run;
    private final Crawler crawler;
    private final CrawlChanges changes = new CrawlChanges();

    CrawlRun(
            Platform platform,
            Catalog catalog,
            PartitionBook partitions,
            CrawlerBook book,
            KeptCrawl run,
            Crawler crawler) {
        this.platform = platform;
        this.catalog = catalog;
        this.partitions = partitions;
        this.book = book;
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
        boolean onlyNew = crawler.recrawlPolicy().recrawlBehavior() == RecrawlBehavior.CRAWL_NEW_FOLDERS_ONLY;
        var known = onlyNew ? knownFolders(database) : Map.<String, Survey.Known>of();
        var survey = new Survey(
                lake, changes::log, () -> book.isStopped(run.id()), folder -> Optional.ofNullable(known.get(folder)));
        var locations = new ArrayList<String>();
        for (var target : crawler.targets().s3Targets()) {
            var asked = target(target, configuration);
            locations.add("s3://" + asked.bucket() + "/" + asked.prefix());
            for (var table : survey.tables(asked)) {
                endIfStopped();
                output.write(table);
            }
        }
        endIfStopped();
        if (!onlyNew) {
            output.retire(locations);
        }
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

    /** What earlier runs of this crawler found, by folder. */
    private Map<String, Survey.Known> knownFolders(String database) {
        var known = new HashMap<String, Survey.Known>();
        for (var entry : catalog.tables()
                .scan(tarn.store.Range.under(catalog.database(database).key()))) {
            var table = entry.value();
            var storage = table.table().storageDescriptor();
            if (storage == null
                    || !crawler.name().equals(table.table().parameters().get("UPDATED_BY_CRAWLER"))) {
                continue;
            }
            if (table.keys().isEmpty()) {
                remember(known, storage, table.table().parameters());
            } else {
                partitions
                        .all(table)
                        .forEach(partition -> Optional.ofNullable(partition.storageDescriptor())
                                .ifPresent(own -> remember(known, own, partition.parameters())));
            }
        }
        return known;
    }

    private static void remember(
            Map<String, Survey.Known> known, StorageDescriptor storage, Map<String, String> parameters) {
        if (storage.location() == null) {
            return;
        }
        var columns = storage.columns().stream()
                .map(column ->
                        new Column(column.name(), new Type.Scalar(column.type() == null ? "string" : column.type())))
                .toList();
        known.put(
                storage.location(),
                new Survey.Known(
                        format(parameters), parameters.getOrDefault("compressionType", "none"), List.copyOf(columns)));
    }

    private static Format format(Map<String, String> parameters) {
        return switch (parameters.getOrDefault("classification", "")) {
            case "json" -> new Format.Json();
            case "parquet" -> new Format.Parquet();
            case "orc" -> new Format.Orc();
            case "avro" -> new Format.Avro("");
            default ->
                new Format.Csv(
                        parameters.getOrDefault("delimiter", ",").charAt(0),
                        parameters.containsKey("skip.header.line.count"));
        };
    }
}
