package tarn.wire.gateway;

import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tarn.kernel.Caller;
import tarn.web.Storefront;
import tarn.web.Visit;
import tarn.wire.http.Headers;
import tarn.wire.http.WireRequest;
import tarn.wire.http.WireResponse;
import tarn.wire.signature.Percent;

/**
 * The website endpoints of buckets: AWS's hosts ({@code bucket.s3-website-us-east-1.amazonaws.com}, {@code
 * bucket.s3-website.eu-central-1.amazonaws.com}), the same below {@code localhost} or LocalStack's name, with or without
 * a region; and {@code /_tarn/sites/bucket/} on any host, for those who can resolve no names.
 *
 * <p>Visitors are nobody: where policies are enforced, a bucket must let everybody read. Where they are not, everybody
 * may do everything, so the site is served as its owner sees it.
 */
final class Sites {

    private static final Pattern HOST = Pattern.compile("(?<bucket>.+)\\.s3-website(?:[.-].*)?");
    private static final Pattern PATH = Pattern.compile("/_tarn/sites/(?<bucket>[^/]+)(?<rest>/.*)?");

    private final Settings settings;
    private final Authentication authentication;

    Sites(Settings settings, Authentication authentication) {
        this.settings = settings;
        this.authentication = authentication;
    }

    /**
     * A site that a request is for.
     *
     * @param prefix of the path, before the site's own; empty if the site has a host of its own
     * @param path the site's own, percent-encoded, with its first slash
     */
    record Address(String bucket, String prefix, String path) {}

    /** The site that a request is for. */
    static Optional<Address> address(WireRequest request) {
        var name = Hosts.name(request);
        if (!name.contains(".s3-website") && !request.path().startsWith("/_tarn/sites/")) {
            return Optional.empty();
        }
        var host = HOST.matcher(name);
        if (host.matches()) {
            return Optional.of(new Address(host.group("bucket"), "", request.path()));
        }
        var path = PATH.matcher(request.path());
        if (path.matches()) {
            var bucket = path.group("bucket");
            var rest = path.group("rest");
            return Optional.of(new Address(bucket, "/_tarn/sites/" + bucket, rest == null ? "/" : rest));
        }
        return Optional.empty();
    }

    /** Answers a visit. */
    void answer(Address site, WireRequest request, String requestId, Storefront storefront, Reply reply) {
        var host = request.headers().first("host").orElse("localhost");
        var headers = new HashMap<String, String>();
        request.headers().each(headers::putIfAbsent);
        var visit = new Visit(
                site.bucket(),
                request.method(),
                Percent.text(site.path().substring(1)),
                scheme(request) + "://" + host + site.prefix(),
                headers,
                requestId);
        visitor(site, request, requestId, storefront)
                .run(() -> storefront.visit(
                        visit, (status, told, length, body) -> send(site, visit, reply, status, told, length, body)));
    }

    private static String scheme(WireRequest request) {
        return request.headers()
                        .first("x-forwarded-proto")
                        .filter("https"::equalsIgnoreCase)
                        .isPresent()
                ? "https"
                : "http";
    }

    private Caller visitor(Address site, WireRequest request, String requestId, Storefront storefront) {
        var owner = storefront.owner(site.bucket()).orElse(settings.account());
        return settings.enforcement().in(owner)
                ? authentication.nobody(request, requestId)
                : Caller.root(owner, settings.region(), requestId);
    }

    private static void send(
            Address site,
            Visit visit,
            Reply reply,
            int status,
            Map<String, String> told,
            long length,
            InputStream body) {
        var headers = new Headers().set("x-amz-request-id", visit.requestId());
        told.forEach(headers::set);
        if (!site.prefix().isEmpty()) {
            // Its scripts would otherwise pass for this server's own, which may administer
            headers.set("content-security-policy", Browsers.SANDBOX);
        }
        if (visit.method().equals("HEAD")) {
            reply.send(new WireResponse(status, headers, length, out -> {}));
        } else {
            reply.send(new WireResponse(status, headers, length, out -> Bodies.copy(body, out)));
        }
    }
}
