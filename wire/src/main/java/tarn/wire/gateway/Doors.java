package tarn.wire.gateway;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import tarn.kernel.Origin;
import tarn.kernel.Service;
import tarn.time.TarnClock;
import tarn.web.CrossOriginRule;
import tarn.web.OtherNames;
import tarn.web.Storefront;
import tarn.wire.gateway.Routing.Route;
import tarn.wire.http.WireRequest;
import tarn.wire.http.WireResponse;
import tarn.wire.model.ServiceModel;
import tarn.wire.signature.Claim;

/** The doors of S3's buckets that are not its API: websites, and rules for the pages of other origins. */
final class Doors {

    /** An access point's alias, or {@code name-account}, which SDKs make of its ARN. */
    private static final Pattern POINT = Pattern.compile("[a-z0-9-]+(?:-s3alias|-[0-9]{12})");

    private static final Claim NOBODY = new Claim.Anonymous();

    private final Supplier<Optional<Service>> s3;
    private final Routing routing;
    private final Browsers browsers;
    private final Sites sites;
    private final Settings settings;
    private final TarnClock clock;

    /** @param s3 the service, assembled when it is first asked for; empty if it is not carried */
    Doors(
            Supplier<Optional<Service>> s3,
            Routing routing,
            Browsers browsers,
            Sites sites,
            Settings settings,
            TarnClock clock) {
        this.s3 = s3;
        this.routing = routing;
        this.browsers = browsers;
        this.sites = sites;
        this.settings = settings;
        this.clock = clock;
    }

    private Optional<Storefront> storefront() {
        return s3.get().flatMap(service -> service.offer(Storefront.class));
    }

    /** Answers a visit to a website; says whether the request is one. */
    boolean visit(WireRequest request, String requestId, Reply reply) {
        var site = Sites.address(request);
        var storefront = site.isPresent() ? storefront() : Optional.<Storefront>empty();
        storefront.ifPresent(front -> {
            if (front.mayLog(site.get().bucket())) {
                var pathStyle =
                        request.at("/" + site.get().bucket() + site.get().path(), request.query());
                reply.loggedIn(new Logbook(front, request, pathStyle, NOBODY, true, requestId, clock));
            }
            sites.answer(site.get(), request, requestId, front, reply);
        });
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

    /**
     * The way of a request in whose path the name of an access point may have stood where a bucket's does.
     *
     * @param through the ARN of the access point; null if there was none
     * @param refusal why nobody goes that way; null if one does
     */
    record Way(
            Route route, @Nullable String through, @Nullable AwsServiceException refusal) {

        private static Way straight(Route route) {
            return new Way(route, null, null);
        }

        /** Goes on to the bucket that is meant. */
        void go(Runnable on) {
            if (through == null) {
                on.run();
                return;
            }
            Origin.ifBound().orElseThrow().through(through).call(() -> {
                on.run();
                return through;
            });
        }
    }

    /** The way to the bucket that is meant. */
    Way way(Route route, Claim claim) {
        if (!isS3(route.service())) {
            return Way.straight(route);
        }
        var path = route.request().path();
        int slash = path.indexOf('/', 1);
        var name = path.substring(Math.min(1, path.length()), slash < 0 ? path.length() : slash);
        if (!POINT.matcher(name).matches()) {
            return Way.straight(route);
        }
        var region = claim.region().filter(each -> !each.isEmpty()).orElse(settings.region());
        try {
            return s3.get()
                    .flatMap(service -> service.offer(OtherNames.class))
                    .flatMap(names -> names.meant(name, region))
                    .map(meant -> new Way(
                            new Route(
                                    route.service(),
                                    route.request()
                                            .at(
                                                    "/" + meant.bucket() + (slash < 0 ? "" : path.substring(slash)),
                                                    route.request().query())),
                            meant.point(),
                            null))
                    .orElse(Way.straight(route));
        } catch (AwsServiceException refusal) {
            return new Way(route, null, refusal);
        }
    }

    /** Whether a request is to somebody who wants to know who asks: to the default account, or a bucket of another. */
    boolean knows(Route route) {
        var owner = isS3(route.service()) && settings.enforcement().anywhere()
                ? storefront().flatMap(front -> front.owner(bucket(route.request())))
                : Optional.<String>empty();
        return settings.enforcement().in(settings.account())
                || owner.filter(settings.enforcement()::in).isPresent();
    }

    /** The rules of the bucket that a page asks; none if no page asks. */
    CrossOrigin crossOrigin(WireRequest pathStyle) {
        var bucket = bucket(pathStyle);
        boolean asks = !bucket.isEmpty() && pathStyle.headers().first("origin").isPresent();
        var rules = asks
                ? storefront().map(front -> front.crossOriginRules(bucket)).orElse(List.of())
                : List.<CrossOriginRule>of();
        return new CrossOrigin(rules, pathStyle);
    }

    /** Has an exchange told to the access log of the bucket that is asked, if that may have one. */
    void log(WireRequest original, WireRequest pathStyle, Claim claim, String requestId, Reply reply) {
        var storefront = storefront();
        if (storefront.isPresent() && storefront.get().mayLog(bucket(pathStyle))) {
            reply.loggedIn(new Logbook(storefront.get(), original, pathStyle, claim, false, requestId, clock));
        }
    }

    private static String bucket(WireRequest pathStyle) {
        int slash = pathStyle.path().indexOf('/', 1);
        return pathStyle.path().substring(1, slash < 0 ? pathStyle.path().length() : slash);
    }

    static boolean isS3(ServiceModel service) {
        return service.name().equals("s3");
    }
}
