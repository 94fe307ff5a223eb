package tarn.services.s3;

import static tarn.services.s3.SettingFaults.methodNotAllowed;
import static tarn.services.s3.SettingFaults.noWebsite;

import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.RoutingRule;
import software.amazon.awssdk.services.s3.model.WebsiteConfiguration;
import tarn.kernel.Platform;
import tarn.store.Key;
import tarn.web.Page;
import tarn.web.Visit;

/**
 * What a website answers to a browser. Objects are read through S3's own client as the visitor, so that bucket policies
 * and public access blocks decide what a visitor sees.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/IndexDocumentSupport.html">Index documents</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-page-redirect.html">Redirects</a>
 */
final class SiteVisits {

    private static final int MOVED = 301;
    private static final int FOUND = 302;
    private static final int NOT_MODIFIED = 304;

    /* So a key that is not there is answered to those who may not list the bucket. */
    private static final int FORBIDDEN = 403;

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

    private final Platform platform;
    private final Holdings holdings;
    private final Configurations<WebsiteConfiguration> kept;

    SiteVisits(Platform platform, Holdings holdings, Configurations<WebsiteConfiguration> kept) {
        this.platform = platform;
        this.holdings = holdings;
        this.kept = kept;
    }

    void visit(Visit visit, Page page) {
        try {
            if (holdings.buckets().get(Key.of(visit.bucket())).isEmpty()) {
                throw S3Faults.noSuchBucket(visit.bucket());
            }
            var site = kept.find(visit.bucket()).orElseThrow(() -> noWebsite(visit.bucket()));
            if (!visit.method().equals("GET") && !visit.method().equals("HEAD")) {
                throw methodNotAllowed();
            }
            serve(visit, site, page);
        } catch (AwsServiceException fault) {
            SitePages.error(visit, page, fault, Map.of("BucketName", visit.bucket()), null);
        }
    }

    private void serve(Visit visit, WebsiteConfiguration site, Page page) {
        var all = site.redirectAllRequestsTo();
        if (all != null) {
            var protocol = all.protocolAsString() == null ? scheme(visit) : all.protocolAsString();
            SitePages.redirect(page, MOVED, protocol + "://" + all.hostName() + "/" + encoded(visit.path()));
            return;
        }
        for (var rule : site.routingRules()) {
            if (appliesBefore(rule, visit.path())) {
                redirect(visit, rule, page);
                return;
            }
        }
        var folder = visit.path().isEmpty() || visit.path().endsWith("/");
        var key = folder ? visit.path() + site.indexDocument().suffix() : visit.path();
        try {
            send(visit, key, 0, page);
        } catch (AwsServiceException fault) {
            if (fault.statusCode() == NOT_MODIFIED) {
                page.send(NOT_MODIFIED, Map.of(), 0, InputStream.nullInputStream());
            } else if (!folder
                    && (fault instanceof NoSuchKeyException || fault.statusCode() == FORBIDDEN)
                    && exists(visit.bucket(), key + "/" + site.indexDocument().suffix())) {
                var path = URI.create(visit.root()).getRawPath();
                SitePages.redirect(page, FOUND, path + "/" + encoded(key) + "/");
            } else {
                failed(visit, site, key, fault, page);
            }
        }
    }

    /* A rule that waits for an error is looked at only once there is one. */
    private static boolean appliesBefore(RoutingRule rule, String path) {
        var condition = rule.condition();
        return condition == null
                || (condition.httpErrorCodeReturnedEquals() == null && startsWith(path, condition.keyPrefixEquals()));
    }

    private static boolean appliesAfter(RoutingRule rule, String path, int status) {
        var condition = rule.condition();
        return condition != null
                && Integer.toString(status).equals(condition.httpErrorCodeReturnedEquals())
                && startsWith(path, condition.keyPrefixEquals());
    }

    private static boolean startsWith(String path, @Nullable String prefix) {
        return prefix == null || path.startsWith(prefix);
    }

    private void failed(Visit visit, WebsiteConfiguration site, String key, AwsServiceException fault, Page page) {
        for (var rule : site.routingRules()) {
            if (appliesAfter(rule, visit.path(), fault.statusCode())) {
                redirect(visit, rule, page);
                return;
            }
        }
        var own = site.errorDocument();
        SitePages.SecondError second = null;
        if (own != null) {
            try {
                send(visit, own.key(), fault.statusCode(), page);
                return;
            } catch (AwsServiceException again) {
                second = new SitePages.SecondError(own.key(), again);
            }
        }
        SitePages.error(visit, page, fault, Map.of("Key", key), second);
    }

    private static void redirect(Visit visit, RoutingRule rule, Page page) {
        var to = rule.redirect();
        var key = visit.path();
        if (to.replaceKeyWith() != null) {
            key = to.replaceKeyWith();
        } else if (to.replaceKeyPrefixWith() != null) {
            var prefix = rule.condition() == null ? null : rule.condition().keyPrefixEquals();
            key = to.replaceKeyPrefixWith() + key.substring(prefix == null ? 0 : prefix.length());
        }
        var protocol = to.protocolAsString() == null ? scheme(visit) : to.protocolAsString();
        var root = to.hostName() == null
                ? protocol + visit.root().substring(scheme(visit).length())
                : protocol + "://" + to.hostName();
        int status = to.httpRedirectCode() == null ? MOVED : Integer.parseInt(to.httpRedirectCode());
        SitePages.redirect(page, status, root + "/" + encoded(key));
    }

    /** Sends an object, under a status of one's own unless that is 0. */
    private void send(Visit visit, String key, int status, Page page) {
        var request = GetObjectRequest.builder().bucket(visit.bucket()).key(key);
        if (status == 0) {
            conditions(visit, request);
        }
        ResponseTransformer<GetObjectResponse, Boolean> sending = (object, content) -> {
            var elsewhere = object.websiteRedirectLocation();
            if (elsewhere != null) {
                var location = elsewhere.startsWith("/") ? visit.root() + elsewhere : elsewhere;
                SitePages.redirect(page, MOVED, location);
            } else {
                int usual = object.contentRange() == null ? 200 : 206;
                page.send(status == 0 ? usual : status, headers(object), object.contentLength(), content);
            }
            return true;
        };
        platform.client(S3Client.class).getObject(request.build(), sending);
    }

    private static void conditions(Visit visit, GetObjectRequest.Builder request) {
        request.ifMatch(visit.headers().get("if-match"))
                .ifNoneMatch(visit.headers().get("if-none-match"))
                .ifModifiedSince(date(visit.headers().get("if-modified-since")))
                .ifUnmodifiedSince(date(visit.headers().get("if-unmodified-since")))
                .range(visit.headers().get("range"));
    }

    /* A date that cannot be read is as if it were not there: RFC 9110 section 13.1.3. */
    private static @Nullable Instant date(@Nullable String header) {
        try {
            return header == null ? null : HTTP_DATE.parse(header, Instant::from);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static Map<String, String> headers(GetObjectResponse object) {
        var headers = new LinkedHashMap<String, String>();
        put(headers, "content-type", object.contentType());
        put(headers, "etag", object.eTag());
        put(headers, "cache-control", object.cacheControl());
        put(headers, "content-encoding", object.contentEncoding());
        put(headers, "content-language", object.contentLanguage());
        put(headers, "content-disposition", object.contentDisposition());
        put(headers, "content-range", object.contentRange());
        put(headers, "accept-ranges", object.acceptRanges());
        put(headers, "expires", object.expiresString());
        put(headers, "x-amz-version-id", object.versionId());
        put(headers, "last-modified", object.lastModified() == null ? null : HTTP_DATE.format(object.lastModified()));
        object.metadata().forEach((name, value) -> headers.put("x-amz-meta-" + name, value));
        return headers;
    }

    private static void put(Map<String, String> headers, String name, @Nullable String value) {
        if (value != null) {
            headers.put(name, value);
        }
    }

    private boolean exists(String bucket, String key) {
        try {
            platform.client(S3Client.class)
                    .headObject(request -> request.bucket(bucket).key(key));
            return true;
        } catch (AwsServiceException e) {
            return false;
        }
    }

    private static String scheme(Visit visit) {
        return visit.root().substring(0, visit.root().indexOf(':'));
    }

    private static String encoded(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/")
                .replace("%7E", "~");
    }
}
