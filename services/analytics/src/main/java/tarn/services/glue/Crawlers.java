package tarn.services.glue;

import static tarn.services.glue.GlueFaults.crawlerBusy;
import static tarn.services.glue.GlueFaults.crawlerExists;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.BatchGetCrawlersRequest;
import software.amazon.awssdk.services.glue.model.BatchGetCrawlersResponse;
import software.amazon.awssdk.services.glue.model.CrawlerLineageSettings;
import software.amazon.awssdk.services.glue.model.CreateCrawlerRequest;
import software.amazon.awssdk.services.glue.model.CreateCrawlerResponse;
import software.amazon.awssdk.services.glue.model.DeleteBehavior;
import software.amazon.awssdk.services.glue.model.DeleteCrawlerRequest;
import software.amazon.awssdk.services.glue.model.DeleteCrawlerResponse;
import software.amazon.awssdk.services.glue.model.GetCrawlerRequest;
import software.amazon.awssdk.services.glue.model.GetCrawlerResponse;
import software.amazon.awssdk.services.glue.model.GetCrawlersRequest;
import software.amazon.awssdk.services.glue.model.GetCrawlersResponse;
import software.amazon.awssdk.services.glue.model.LakeFormationConfiguration;
import software.amazon.awssdk.services.glue.model.LineageConfiguration;
import software.amazon.awssdk.services.glue.model.ListCrawlersRequest;
import software.amazon.awssdk.services.glue.model.ListCrawlersResponse;
import software.amazon.awssdk.services.glue.model.RecrawlBehavior;
import software.amazon.awssdk.services.glue.model.RecrawlPolicy;
import software.amazon.awssdk.services.glue.model.SchemaChangePolicy;
import software.amazon.awssdk.services.glue.model.UpdateBehavior;
import software.amazon.awssdk.services.glue.model.UpdateCrawlerRequest;
import software.amazon.awssdk.services.glue.model.UpdateCrawlerResponse;
import tarn.kernel.Part;
import tarn.pagination.Pages;
import tarn.store.Key;
import tarn.store.Range;

/** The crawlers: what they are to crawl, when, and what they do with what they find. */
final class Crawlers implements GlueClient, Part {

    private static final int PAGE = 100;

    private final CrawlerBook book;
    private final CrawlerTerms terms;
    private final CrawlSchedule schedule;
    private final Catalog catalog;
    private final Pages pages;
    private final Tags tags;
    private final ClassifierBook classifiers;

    Crawlers(
            CrawlerBook book,
            CrawlerTerms terms,
            ClassifierBook classifiers,
            CrawlSchedule schedule,
            Catalog catalog,
            Pages pages,
            Tags tags) {
        this.classifiers = classifiers;
        this.book = book;
        this.terms = terms;
        this.schedule = schedule;
        this.catalog = catalog;
        this.pages = pages;
        this.tags = tags;
    }

    private static SchemaChangePolicy orUsual(@Nullable SchemaChangePolicy given) {
        var policy = given == null ? SchemaChangePolicy.builder().build() : given;
        return policy.copy(builder -> builder.updateBehavior(
                        policy.updateBehavior() == null ? UpdateBehavior.UPDATE_IN_DATABASE : policy.updateBehavior())
                .deleteBehavior(
                        policy.deleteBehavior() == null
                                ? DeleteBehavior.DEPRECATE_IN_DATABASE
                                : policy.deleteBehavior()));
    }

    private static RecrawlPolicy orUsual(@Nullable RecrawlPolicy given) {
        return given != null && given.recrawlBehavior() != null
                ? given
                : RecrawlPolicy.builder()
                        .recrawlBehavior(RecrawlBehavior.CRAWL_EVERYTHING)
                        .build();
    }

    @Override
    public CreateCrawlerResponse createCrawler(CreateCrawlerRequest request) {
        terms.checkTargets(request.targets(), request.role(), request.name());
        classifiers.all(request.classifiers());
        CrawlerTerms.checkSecurity(request.crawlerSecurityConfiguration(), request.lakeFormationConfiguration());
        CrawlerConfiguration.parse(request.configuration());
        var change = orUsual(request.schemaChangePolicy());
        var recrawl = orUsual(request.recrawlPolicy());
        CrawlerTerms.checkPolicies(recrawl, change, request.targets());
        var now = catalog.now();
        var definition = software.amazon.awssdk.services.glue.model.Crawler.builder()
                .name(request.name())
                .role(CrawlerTerms.role(request.role()))
                .targets(request.targets())
                .databaseName(request.databaseName())
                .description(request.description())
                .classifiers(request.classifiers())
                .recrawlPolicy(recrawl)
                .schemaChangePolicy(change)
                .lineageConfiguration(
                        request.lineageConfiguration() == null
                                ? LineageConfiguration.builder()
                                        .crawlerLineageSettings(CrawlerLineageSettings.DISABLE)
                                        .build()
                                : request.lineageConfiguration())
                .lakeFormationConfiguration(
                        request.lakeFormationConfiguration() == null
                                ? LakeFormationConfiguration.builder()
                                        .useLakeFormationCredentials(false)
                                        .accountId("")
                                        .build()
                                : request.lakeFormationConfiguration())
                .tablePrefix(request.tablePrefix())
                .schedule(CrawlSchedule.begun(request.schedule()))
                .creationTime(now)
                .lastUpdated(now)
                .version(1L)
                .configuration(request.configuration())
                .build();
        var batch = catalog.batch()
                .insert(book.crawlers(), Key.of(request.name()), new KeptCrawler(definition, null, false));
        schedule.set(batch, definition);
        if (!batch.commit()) {
            throw crawlerExists(request.name());
        }
        if (request.hasTags()) {
            tags.put(Tags.arn("crawler/" + request.name()), request.tags());
        }
        return CreateCrawlerResponse.builder().build();
    }

    @Override
    public GetCrawlerResponse getCrawler(GetCrawlerRequest request) {
        return GetCrawlerResponse.builder()
                .crawler(book.shown(book.crawler(request.name()).value()))
                .build();
    }

    @Override
    public GetCrawlersResponse getCrawlers(GetCrawlersRequest request) {
        var page = pages.of(PAGE, PAGE)
                .records(
                        "GetCrawlers",
                        request.nextToken(),
                        request.maxResults(),
                        book.crawlers(),
                        Range.all(),
                        entry -> true);
        return GetCrawlersResponse.builder()
                .crawlers(page.items().stream()
                        .map(kept -> book.shown(book.crawler(kept.name()).value()))
                        .toList())
                .nextToken(page.next())
                .build();
    }

    @Override
    public BatchGetCrawlersResponse batchGetCrawlers(BatchGetCrawlersRequest request) {
        var found = new ArrayList<software.amazon.awssdk.services.glue.model.Crawler>();
        var missing = new ArrayList<String>();
        for (var name : request.crawlerNames()) {
            if (book.crawlers().get(Key.of(name)).isPresent()) {
                found.add(book.shown(book.crawler(name).value()));
            } else {
                missing.add(name);
            }
        }
        return BatchGetCrawlersResponse.builder()
                .crawlers(found)
                .crawlersNotFound(missing)
                .build();
    }

    @Override
    public ListCrawlersResponse listCrawlers(ListCrawlersRequest request) {
        var page = pages.of(PAGE, PAGE)
                .records(
                        "ListCrawlers",
                        request.nextToken(),
                        request.maxResults(),
                        book.crawlers(),
                        Range.all(),
                        entry ->
                                tags.carries(Tags.arn("crawler/" + entry.value().name()), request.tags()));
        return ListCrawlersResponse.builder()
                .crawlerNames(page.items().stream().map(KeptCrawler::name).toList())
                .nextToken(page.next())
                .build();
    }

    @Override
    public UpdateCrawlerResponse updateCrawler(UpdateCrawlerRequest request) {
        if (request.targets() != null) {
            var role = request.role() != null
                    ? request.role()
                    : book.crawler(request.name()).value().definition().role();
            terms.checkTargets(request.targets(), role, request.name());
        }
        classifiers.all(request.classifiers());
        CrawlerTerms.checkSecurity(request.crawlerSecurityConfiguration(), request.lakeFormationConfiguration());
        CrawlerConfiguration.parse(request.configuration());
        while (true) {
            var seen = book.crawler(request.name());
            if (seen.value().crawl() != null) {
                throw crawlerBusy();
            }
            var next = changed(seen.value().definition(), request);
            var batch =
                    catalog.batch().replace(book.crawlers(), seen, seen.value().with(next));
            schedule.set(batch, next);
            if (batch.commit()) {
                return UpdateCrawlerResponse.builder().build();
            }
        }
    }

    /** What is not given stays. */
    private software.amazon.awssdk.services.glue.model.Crawler changed(
            software.amazon.awssdk.services.glue.model.Crawler old, UpdateCrawlerRequest request) {
        var change =
                request.schemaChangePolicy() == null ? old.schemaChangePolicy() : orUsual(request.schemaChangePolicy());
        var recrawl = request.recrawlPolicy() == null ? old.recrawlPolicy() : orUsual(request.recrawlPolicy());
        CrawlerTerms.checkPolicies(recrawl, change, request.targets() == null ? old.targets() : request.targets());
        return old.copy(builder -> builder.role(request.role() == null ? old.role() : CrawlerTerms.role(request.role()))
                .targets(given(request.targets(), old.targets()))
                .databaseName(given(request.databaseName(), old.databaseName()))
                .description(given(request.description(), old.description()))
                .schemaChangePolicy(change)
                .recrawlPolicy(recrawl)
                .lineageConfiguration(given(request.lineageConfiguration(), old.lineageConfiguration()))
                .lakeFormationConfiguration(
                        given(request.lakeFormationConfiguration(), old.lakeFormationConfiguration()))
                .classifiers(request.hasClassifiers() ? request.classifiers() : old.classifiers())
                .tablePrefix(given(request.tablePrefix(), old.tablePrefix()))
                .configuration(given(request.configuration(), old.configuration()))
                .schedule(request.schedule() == null ? old.schedule() : CrawlSchedule.begun(request.schedule()))
                .version(old.version() + 1)
                .lastUpdated(catalog.now()));
    }

    private static <T> @Nullable T given(@Nullable T next, @Nullable T old) {
        return next == null ? old : next;
    }

    @Override
    public DeleteCrawlerResponse deleteCrawler(DeleteCrawlerRequest request) {
        while (true) {
            var seen = book.crawler(request.name());
            if (seen.value().crawl() != null) {
                throw crawlerBusy();
            }
            var batch = catalog.batch();
            book.delete(seen, batch);
            schedule.cancel(batch, request.name());
            if (batch.commit()) {
                tags.forget(Tags.arn("crawler/" + request.name()));
                return DeleteCrawlerResponse.builder().build();
            }
        }
    }
}
