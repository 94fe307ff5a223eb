package tarn.services.glue;

import software.amazon.awssdk.services.glue.GlueClient;
import tarn.kernel.Platform;
import tarn.kernel.Service;
import tarn.pagination.Pages;
import tarn.policy.Guard;
import tarn.services.glue.iceberg.IcebergCatalog;
import tarn.web.Annex;

/** AWS Glue: the Data Catalog and its crawlers. */
public final class Glue {

    /** Glue on a platform. Crawlers read S3 through the platform's {@code S3Client}. */
    public static Service on(Platform platform) {
        var pages = new Pages(platform.tokens(), 100, 1000, token -> GlueFaults.invalid("Invalid NextToken: " + token));
        var catalog = new Catalog(platform);
        var indexes = catalog.partitionIndexes();
        var partitions = new PartitionBook(catalog, indexes);
        var reading = new PartitionReading(catalog, indexes, platform.tokens(), pages);
        platform.timers().beside(PartitionIndexBook.TIMER, (name, due) -> indexes.settle(name));
        var crawlers = new CrawlerBook(platform);
        var classifiers = new ClassifierBook(platform);
        var connections = new ConnectionBook(platform);
        var encryption = new EncryptionSettings(platform);
        var schedule = new CrawlSchedule(platform);
        var registries = new RegistryBook(platform);
        var tags = new Tags(platform, catalog, crawlers, registries);
        var policies = new CatalogPolicies(platform);
        var statistics = new Statistics(catalog, partitions);
        var statisticsRuns = new StatisticsRuns(platform, catalog, statistics, pages);
        var crawling = new Crawling(platform, catalog, partitions, crawlers, classifiers, connections, schedule, pages);
        platform.timers().on(CrawlSchedule.TIMER, (name, due) -> crawling.fire(name));
        return Service.of(
                        GlueClient.class,
                        new Databases(catalog, pages, tags),
                        new Tables(catalog, pages),
                        new TableVersions(catalog, pages),
                        new Partitions(catalog, partitions, reading),
                        new PartitionIndexes(catalog, indexes),
                        new Functions(platform, catalog, pages),
                        new Connections(platform, connections, encryption, pages),
                        encryption,
                        new TableOptimizers(new OptimizerBook(platform, catalog), catalog, pages),
                        new Catalogs(),
                        statistics,
                        statisticsRuns,
                        new StatisticsSettings(platform, catalog, statisticsRuns),
                        new Crawlers(
                                crawlers,
                                new CrawlerTerms(platform, catalog, connections),
                                classifiers,
                                schedule,
                                catalog,
                                pages,
                                tags),
                        new Classifiers(classifiers, catalog, pages),
                        crawling,
                        new Schedules(crawlers, schedule, catalog),
                        new Registries(registries, tags, pages),
                        new RegistrySchemas(registries, tags, pages),
                        new SchemaVersions(registries, pages),
                        new SchemaMetadata(registries, pages),
                        policies,
                        tags)
                .offering(Guard.class, new GlueGuard(policies, tags))
                .offering(Annex.class, new IcebergCatalog(platform));
    }

    private Glue() {}
}
