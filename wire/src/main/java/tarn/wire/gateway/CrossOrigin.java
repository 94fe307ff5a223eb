package tarn.wire.gateway;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import tarn.web.CrossOriginRule;
import tarn.wire.http.Headers;
import tarn.wire.http.WireRequest;
import tarn.wire.http.WireResponse;

/**
 * How a bucket's own rules let a page of another origin use it. Where a bucket has rules, they alone decide, as on AWS;
 * where it has none, what {@link Browsers} says of pages holds.
 *
 * @param rules the bucket's, in order; the first that fits counts
 * @param request in path style
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html">Cross-origin resource sharing</a>
 */
record CrossOrigin(List<CrossOriginRule> rules, WireRequest request) {

    private static final String VARY = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";

    /** A rule that fits, and the pattern by which it admits the page. */
    private record Fit(CrossOriginRule rule, String pattern) {}

    /** No rules. */
    static CrossOrigin none(WireRequest request) {
        return new CrossOrigin(List.of(), request);
    }

    /** Whether the bucket has rules. */
    boolean governs() {
        return !rules.isEmpty();
    }

    /** Whether a page may send this request. */
    boolean admits() {
        return fit(request.method()).isPresent();
    }

    private Optional<Fit> fit(String method) {
        var origin = request.headers().first("origin");
        return origin.isEmpty() ? Optional.empty() : fits(origin.get(), method).findFirst();
    }

    private Stream<Fit> fits(String origin, String method) {
        return rules.stream()
                .flatMap(rule -> rule.admits(origin, method).map(pattern -> new Fit(rule, pattern)).stream());
    }

    /** Lets a page that a rule admits see an answer. */
    void admit(Headers answer) {
        fit(request.method()).ifPresent(fit -> told(fit, answer));
    }

    private void told(Fit fit, Headers answer) {
        var origin = request.headers().first("origin").orElse("");
        boolean anybody = fit.pattern().equals("*");
        answer.set("access-control-allow-origin", anybody ? "*" : origin);
        answer.set("access-control-allow-methods", String.join(", ", fit.rule().methods()));
        if (!fit.rule().exposed().isEmpty()) {
            answer.set(
                    "access-control-expose-headers",
                    String.join(", ", fit.rule().exposed()));
        }
        if (fit.rule().maxAgeSeconds() != null) {
            answer.set("access-control-max-age", "" + fit.rule().maxAgeSeconds());
        }
        if (!anybody) {
            answer.set("access-control-allow-credentials", "true");
        }
        answer.add("vary", VARY);
    }

    /** The answer to a preflight request. Refuses what no rule admits. */
    WireResponse preflight() {
        var origin = request.headers().first("origin").orElseThrow(Faults::noOrigin);
        var method = request.headers().first("access-control-request-method").orElse("null");
        if (!List.of("GET", "PUT", "HEAD", "POST", "DELETE").contains(method)) {
            throw Faults.badPreflightMethod(method);
        }
        boolean object = request.path().indexOf('/', 1) > 0
                && request.path().indexOf('/', 1) < request.path().length() - 1;
        if (!governs()) {
            throw Faults.crossOriginOff(method, object);
        }
        var announced = request.headers().all("access-control-request-headers").stream()
                .flatMap(line -> Stream.of(line.split(",", -1)))
                .map(name -> name.trim().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty())
                .toList();
        var fit = fits(origin, method)
                .filter(each -> each.rule().admits(announced))
                .findFirst()
                .orElseThrow(() -> Faults.crossOriginRefused(method, object));
        var headers = new Headers();
        told(fit, headers);
        if (!announced.isEmpty()) {
            headers.set("access-control-allow-headers", String.join(", ", announced));
        }
        return WireResponse.of(200, headers, new byte[0]);
    }
}
