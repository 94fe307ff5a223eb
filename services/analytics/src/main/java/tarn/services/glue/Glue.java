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
        var schedule = new CrawlSchedule(platform);
        var tags = new Tags(platform, catalog, crawlers);
        var policies = new CatalogPolicies(platform);
        var crawling = new Crawling(platform, catalog, partitions, crawlers, schedule, pages);
        platform.timers().on(CrawlSchedule.TIMER, (name, due) -> crawling.fire(name));
        return Service.of(
                        GlueClient.class,
                        new Databases(catalog, pages, tags),
                        new Tables(catalog, pages),
                        new TableVersions(catalog, pages),
                        new Partitions(catalog, partitions, reading),
                        new PartitionIndexes(catalog, indexes),
                        new Functions(platform, catalog, pages),
                        new Connections(platform, pages),
                        new Statistics(platform, catalog, partitions),
                        new Crawlers(crawlers, new CrawlerTerms(platform), schedule, catalog, pages, tags),
                        crawling,
                        new Schedules(crawlers, schedule, catalog),
                        policies,
                        tags)
                .offering(Guard.class, new GlueGuard(policies, tags))
                .offering(Annex.class, new IcebergCatalog(platform));
    }

    private Glue() {}
}
