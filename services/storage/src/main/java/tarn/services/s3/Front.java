package tarn.services.s3;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.CORSConfiguration;
import software.amazon.awssdk.services.s3.model.CORSRule;
import tarn.store.Key;
import tarn.web.CrossOriginRule;
import tarn.web.LoggedRequest;
import tarn.web.Page;
import tarn.web.Storefront;
import tarn.web.Visit;

/** What the gateway is told of buckets. */
final class Front implements Storefront {

    private final Holdings holdings;
    private final Configurations<CORSConfiguration> cors;
    private final SiteVisits sites;
    private final AccessLog log;
    private final RequestFigures figures;

    Front(
            Holdings holdings,
            Configurations<CORSConfiguration> cors,
            SiteVisits sites,
            AccessLog log,
            RequestFigures figures) {
        this.holdings = holdings;
        this.cors = cors;
        this.sites = sites;
        this.log = log;
        this.figures = figures;
    }

    @Override
    public Optional<String> owner(String bucket) {
        return holdings.buckets().get(Key.of(bucket)).map(OwnedBucket::owner);
    }

    @Override
    public List<CrossOriginRule> crossOriginRules(String bucket) {
        return cors.find(bucket)
                .map(configuration ->
                        configuration.corsRules().stream().map(Front::rule).toList())
                .orElse(List.of());
    }

    private static CrossOriginRule rule(CORSRule rule) {
        return new CrossOriginRule(
                rule.allowedOrigins(),
                rule.allowedMethods(),
                rule.allowedHeaders(),
                rule.exposeHeaders(),
                rule.maxAgeSeconds());
    }

    @Override
    public void visit(Visit visit, Page page) {
        sites.visit(visit, page);
    }

    @Override
    public boolean mayLog(String bucket) {
        return log.mayLog(bucket) || figures.mayCount(bucket);
    }

    @Override
    public void log(LoggedRequest request) {
        log.keep(request);
        figures.take(request);
    }
}
