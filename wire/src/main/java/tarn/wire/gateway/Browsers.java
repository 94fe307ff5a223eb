package tarn.wire.gateway;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tarn.wire.http.Headers;
import tarn.wire.http.WireRequest;
import tarn.wire.http.WireResponse;

/**
 * What web pages may ask. Any page in a browser can send requests to this machine, and without enforcement no signature
 * protects what is kept here; so pages are told apart by where they come from.
 *
 * <p>Pages of this machine ({@code localhost} and its subdomains, loopback addresses, any port) and of the configured
 * origins may use every service, as the console and SDKs in the browser do. A request of another site is answered only
 * if it is signed, or reads from S3; browsers do not let pages see the answer. Administration is for pages that this
 * server serves itself under a plain name. What it answers there to a browser that goes to it, such as an object that is
 * a page, is held in a sandbox, so that no object administers; under a bucket's own name objects are as on AWS.
 */
final class Browsers {

    private static final Pattern LOOPBACK = Pattern.compile("127\\.[0-9]+\\.[0-9]+\\.[0-9]+|\\[::1\\]");
    private static final String EXPOSED = String.join(
            ",",
            "etag",
            "x-amzn-requestid",
            "x-amz-request-id",
            "x-amzn-errortype",
            "x-amzn-query-error",
            "x-amz-id-2",
            "x-amz-version-id",
            "x-amz-delete-marker",
            "x-amz-checksum-crc32",
            "x-amz-checksum-crc32c",
            "x-amz-checksum-crc64nvme",
            "x-amz-checksum-sha1",
            "x-amz-checksum-sha256",
            "content-range",
            "accept-ranges",
            "last-modified",
            "location");

    /** What a browser says it wants when it goes to an address or shows it in a frame. */
    private static final Set<String> VISITS = Set.of("document", "iframe", "frame", "embed", "object");

    /** Scripts run, but as those of a page of nowhere. */
    static final String SANDBOX = "sandbox allow-scripts allow-forms allow-popups allow-modals";

    private final Set<String> origins;
    private final String host;

    Browsers(Settings settings) {
        this.origins = settings.origins();
        this.host = settings.host().toLowerCase(Locale.ROOT);
    }

    /** Whether a page of another site sent this. Programs that are not browsers send neither header. */
    boolean foreign(WireRequest request) {
        var origin = request.headers().first("origin");
        if (origin.isPresent()) {
            return !allowed(origin.get());
        }
        return request.headers()
                .first("sec-fetch-site")
                .filter("cross-site"::equals)
                .isPresent();
    }

    /** Whether the request may administer: it comes from no page, or from one of this very server. */
    boolean administers(WireRequest request) {
        var origin = request.headers().first("origin");
        if (origin.isEmpty()) {
            return request.headers()
                    .first("sec-fetch-site")
                    .filter(site -> !site.equals("same-origin") && !site.equals("none"))
                    .isEmpty();
        }
        var authority = authority(origin.get());
        // The name must be ours too: a foreign name may be made to point here (DNS rebinding).
        return authority.equals(request.headers().first("host").map(name -> name.toLowerCase(Locale.ROOT)))
                && plain(Hosts.name(request));
    }

    /** The answer to a preflight request; empty if it is none, or S3 is to answer it by its buckets' rules. */
    Optional<WireResponse> preflight(WireRequest request) {
        var origin = request.headers().first("origin");
        if (!request.method().equals("OPTIONS")
                || origin.isEmpty()
                || request.headers().first("access-control-request-method").isEmpty()
                || !allowed(origin.get())) {
            return Optional.empty();
        }
        var headers = new Headers()
                .set("access-control-allow-methods", "HEAD,GET,PUT,POST,DELETE,OPTIONS,PATCH")
                .set(
                        "access-control-allow-headers",
                        request.headers()
                                .first("access-control-request-headers")
                                .orElse("*"))
                .set("access-control-max-age", "3600");
        if (request.headers().first("access-control-request-private-network").isPresent()) {
            headers.set("access-control-allow-private-network", "true");
        }
        return Optional.of(WireResponse.of(204, headers, new byte[0]));
    }

    /** Lets an allowed page see the answer, and an answer that is a page itself do no more than a page may. */
    void admit(WireRequest request, Headers answer) {
        boolean visited = request.headers()
                .first("sec-fetch-dest")
                .filter(VISITS::contains)
                .isPresent();
        if (visited
                && plain(Hosts.name(request))
                && answer.first("content-security-policy").isEmpty()) {
            answer.set("content-security-policy", SANDBOX);
        }
        var origin = request.headers().first("origin");
        if (origin.isPresent()
                && allowed(origin.get())
                && answer.first("access-control-allow-origin").isEmpty()) {
            answer.set("access-control-allow-origin", origin.get());
            answer.set("access-control-expose-headers", EXPOSED);
            answer.add("vary", "Origin");
        }
    }

    private boolean allowed(String origin) {
        return origins.contains(origin)
                || authority(origin)
                        .map(Browsers::withoutPort)
                        .filter(this::ours)
                        .isPresent();
    }

    private boolean ours(String name) {
        return plain(name) || name.endsWith(".localhost") || name.endsWith(".localhost.localstack.cloud");
    }

    /** Whether a name of this server has nothing in front, such as a bucket. */
    private boolean plain(String name) {
        return name.equals("localhost")
                || name.equals("localhost.localstack.cloud")
                || LOOPBACK.matcher(name).matches()
                || name.equals(host);
    }

    private static Optional<String> authority(String origin) {
        try {
            return Optional.ofNullable(URI.create(origin).getRawAuthority()).map(name -> name.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String withoutPort(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    }
}
