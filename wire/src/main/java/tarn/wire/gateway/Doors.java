package tarn.wire.gateway;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tarn.kernel.Service;
import tarn.web.CrossOriginRule;
import tarn.web.Storefront;
import tarn.wire.http.WireRequest;
import tarn.wire.http.WireResponse;
import tarn.wire.model.ServiceModel;
import tarn.wire.signature.Claim;

/** The doors of S3's buckets that are not its API: websites, and rules for the pages of other origins. */
final class Doors {

    private final Supplier<Optional<Service>> s3;
    private final Routing routing;
    private final Browsers browsers;
    private final Sites sites;

    /** @param s3 the service, assembled when it is first asked for; empty if it is not carried */
    Doors(Supplier<Optional<Service>> s3, Routing routing, Browsers browsers, Sites sites) {
        this.s3 = s3;
        this.routing = routing;
        this.browsers = browsers;
        this.sites = sites;
    }

    private Optional<Storefront> storefront() {
        return s3.get().flatMap(service -> service.offer(Storefront.class));
    }

    /** Answers a visit to a website; says whether the request is one. */
    boolean visit(WireRequest request, String requestId, Reply reply) {
        var site = Sites.address(request);
        var storefront = site.isPresent() ? storefront() : Optional.<Storefront>empty();
        storefront.ifPresent(front -> sites.answer(site.get(), request, requestId, front, reply));
        return storefront.isPresent();
    }

    /** The answer to a page's preflight request that no bucket is to answer by its rules. */
    Optional<WireResponse> preflight(WireRequest request, Claim claim) throws IOException {
        var general = browsers.preflight(request);
        if (general.isEmpty()) {
            return general;
        }
        var route = routing.route(request, claim).filter(to -> Doors.isS3(to.service()));
        return route.isPresent() && crossOrigin(route.get().request()).governs() ? Optional.empty() : general;
    }

    /** The rules of the bucket that a page asks; none if no page asks. */
    CrossOrigin crossOrigin(WireRequest pathStyle) {
        int slash = pathStyle.path().indexOf('/', 1);
        var bucket = pathStyle.path().substring(1, slash < 0 ? pathStyle.path().length() : slash);
        boolean asks = !bucket.isEmpty() && pathStyle.headers().first("origin").isPresent();
        var rules = asks
                ? storefront().map(front -> front.crossOriginRules(bucket)).orElse(List.of())
                : List.<CrossOriginRule>of();
        return new CrossOrigin(rules, pathStyle);
    }

    static boolean isS3(ServiceModel service) {
        return service.name().equals("s3");
    }
}
