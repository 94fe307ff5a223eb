package tarn.wire.gateway;

import static java.lang.System.Logger.Level.ERROR;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Caller;
import tarn.kernel.Origin;
import tarn.time.TarnClock;
import tarn.web.LoggedRequest;
import tarn.web.Storefront;
import tarn.wire.http.WireRequest;
import tarn.wire.http.WireResponse;
import tarn.wire.model.QueryString;
import tarn.wire.signature.Claim;
import tarn.wire.signature.Percent;

/**
 * What the access log of a bucket is to tell of one exchange, gathered while it is answered. Used by one thread.
 *
 * <p>The line is on disk before the answer is sent, so that what a client knows to have happened is in the log. Only of
 * an object that is read it is kept afterwards, since only then it is known how much of it was sent.
 */
final class Logbook {

    private static final System.Logger LOG = System.getLogger(Logbook.class.getName());

    /** What a parameter of the query makes a request be about; the first that is there counts. */
    private static final List<Map.Entry<String, String>> SUBJECTS = List.of(
            Map.entry("partNumber", "PART"),
            Map.entry("uploadId", "UPLOAD"),
            Map.entry("uploads", "UPLOADS"),
            Map.entry("delete", "MULTI_OBJECT_DELETE"),
            Map.entry("acl", "ACL"),
            Map.entry("policy", "BUCKETPOLICY"),
            Map.entry("policyStatus", "POLICY_STATUS"),
            Map.entry("versioning", "VERSIONING"),
            Map.entry("versions", "BUCKETVERSIONS"),
            Map.entry("lifecycle", "LIFECYCLE"),
            Map.entry("location", "LOCATION"),
            Map.entry("logging", "LOGGING_STATUS"),
            Map.entry("website", "WEBSITE"),
            Map.entry("cors", "CORS"),
            Map.entry("notification", "NOTIFICATION"),
            Map.entry("replication", "REPLICATION"),
            Map.entry("requestPayment", "REQUEST_PAYMENT"),
            Map.entry("encryption", "ENCRYPTION"),
            Map.entry("object-lock", "OBJECT_LOCK_CONFIGURATION"),
            Map.entry("retention", "OBJECT_LOCK_RETENTION"),
            Map.entry("legal-hold", "OBJECT_LOCK_LEGALHOLD"),
            Map.entry("inventory", "INVENTORY"),
            Map.entry("analytics", "ANALYTICS"),
            Map.entry("metrics", "METRICS"),
            Map.entry("accelerate", "ACCELERATE"),
            Map.entry("publicAccessBlock", "PUBLIC_ACCESS_BLOCK"),
            Map.entry("ownershipControls", "OWNERSHIP_CONTROLS"));

    private final Storefront storefront;
    private final WireRequest original;
    private final WireRequest pathStyle;
    private final Claim claim;
    private final boolean site;
    private final String requestId;
    private final TarnClock clock;
    private final Instant received;
    private final String address;
    private @Nullable String requester;
    private @Nullable String error;
    private @Nullable WireResponse answer;
    private Instant answered;
    private long sentBytes;

    /**
     * @param original the request as it came
     * @param pathStyle the same, its bucket at the head of its path
     * @param site whether a website is asked
     */
    Logbook(
            Storefront storefront,
            WireRequest original,
            WireRequest pathStyle,
            Claim claim,
            boolean site,
            String requestId,
            TarnClock clock) {
        this.storefront = storefront;
        this.original = original;
        this.pathStyle = pathStyle;
        this.claim = claim;
        this.site = site;
        this.requestId = requestId;
        this.clock = clock;
        this.received = clock.instant();
        this.address = Origin.ifBound().map(Origin::address).orElse(original.remote());
        this.answered = received;
    }

    /** Notes who asks. */
    void asked(Caller caller) {
        requester = claim instanceof Claim.Anonymous && caller.accessKey() == null ? null : caller.principal();
    }

    /** Notes the code of the fault that is answered. */
    void failed(String code) {
        error = code;
    }

    /** The answer that is now to be sent; if it is an object, its bytes are counted on their way. */
    WireResponse watched(WireResponse response) {
        answered = clock.instant();
        answer = response;
        boolean object = original.method().equals("GET") && key() != null && response.status() < 300;
        if (!object && response.length() >= 0) {
            sentBytes = original.method().equals("HEAD") ? 0 : response.length();
            keep();
            return response;
        }
        return new WireResponse(
                response.status(),
                response.headers(),
                response.length(),
                out -> response.body().writeTo(new Counted(out)));
    }

    private final class Counted extends FilterOutputStream {
        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int one) throws IOException {
            out.write(one);
            sentBytes++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            sentBytes += length;
        }
    }

    /** Keeps what was noted, once the exchange is over. What goes wrong here does not concern the client any more. */
    void keep() {
        var sent = answer;
        if (sent == null) {
            return;
        }
        answer = null;
        try {
            storefront.log(line(sent));
        } catch (RuntimeException e) {
            LOG.log(ERROR, "Request " + requestId + " is not in the access log", e);
        }
    }

    private LoggedRequest line(WireResponse sent) {
        var path = pathStyle.path();
        int slash = path.indexOf('/', 1);
        var bucket = Percent.text(path.substring(1, slash < 0 ? path.length() : slash));
        var key = key();
        var query = QueryString.parse(original.query());
        return new LoggedRequest(
                bucket,
                key,
                received,
                address,
                requester,
                requestId,
                operation(key, query),
                original.method() + " " + original.path() + (original.query().isEmpty() ? "" : "?" + original.query())
                        + " HTTP/1.1",
                sent.status(),
                error == null ? sent.headers().first("x-amz-error-code").orElse(null) : error,
                sentBytes,
                key == null ? -1 : objectBytes(sent),
                Duration.between(received, clock.instant()),
                Duration.between(received, answered),
                original.headers().first("referer").orElse(null),
                original.headers().first("user-agent").orElse(null),
                first(query, "versionId"),
                signature(),
                authentication(),
                original.headers().first("host").orElse(null));
    }

    private @Nullable String key() {
        var path = pathStyle.path();
        int slash = path.indexOf('/', 1);
        return slash < 0 || slash == path.length() - 1 ? null : Percent.text(path.substring(slash + 1));
    }

    private long objectBytes(WireResponse sent) {
        if (original.method().equals("PUT")) {
            return original.headers()
                    .first("x-amz-decoded-content-length")
                    .filter(text -> text.matches("[0-9]{1,18}"))
                    .map(Long::parseLong)
                    .orElse(original.bodyLength());
        }
        var range = sent.headers().first("content-range").orElse("");
        var whole = range.substring(range.lastIndexOf('/') + 1);
        return whole.matches("[0-9]{1,18}") ? Long.parseLong(whole) : sent.status() == 200 ? sent.length() : -1;
    }

    private String operation(@Nullable String key, Map<String, List<String>> query) {
        var method = original.method();
        if (site) {
            return "WEBSITE." + method + ".OBJECT";
        }
        if (method.equals("OPTIONS")) {
            return "REST.OPTIONS.PREFLIGHT";
        }
        if (query.containsKey("tagging")) {
            return "REST." + method + (key == null ? ".TAGGING" : ".OBJECT_TAGGING");
        }
        var subject = SUBJECTS.stream()
                .filter(each -> query.containsKey(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(key == null && !method.equals("POST") ? "BUCKET" : "OBJECT");
        boolean copies = original.headers().first("x-amz-copy-source").isPresent();
        return "REST." + (copies ? "COPY" : method) + "." + subject;
    }

    private static @Nullable String first(Map<String, List<String>> query, String name) {
        return Optional.ofNullable(query.get(name)).map(List::getFirst).orElse(null);
    }

    private @Nullable String signature() {
        return switch (claim) {
            case Claim.Signed _ -> "SigV4";
            case Claim.Presigned2 _ -> "SigV2";
            case Claim.Anonymous _, Claim.Foreign _, Claim.Malformed _ -> null;
        };
    }

    private @Nullable String authentication() {
        return switch (claim) {
            case Claim.Signed signed -> signed.presigned() ? "QueryString" : "AuthHeader";
            case Claim.Presigned2 _ -> "QueryString";
            case Claim.Anonymous _, Claim.Foreign _, Claim.Malformed _ -> null;
        };
    }
}
