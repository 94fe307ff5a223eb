package tarn.wire.gateway;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.SdkPojo;
import tarn.policy.Enforcement;
import tarn.time.TarnClock;
import tarn.wire.codec.MalformedException;
import tarn.wire.codec.Shape;
import tarn.wire.codec.XmlReading;
import tarn.wire.codec.XmlWriter;
import tarn.wire.form.Form;
import tarn.wire.form.FormFaults;
import tarn.wire.form.PostPolicy;
import tarn.wire.gateway.Authentication.Asked;
import tarn.wire.gateway.Routing.Route;
import tarn.wire.http.Headers;
import tarn.wire.http.WireRequest;
import tarn.wire.http.WireResponse;
import tarn.wire.model.ServiceModel;
import tarn.wire.signature.Percent;

/**
 * Uploads by the forms of browsers ({@code POST /bucket}). A form becomes the PutObject that it means, which goes the way
 * of every request; its answer becomes what the form asked for.
 *
 * <p>The policy of a form is followed whether or not signatures are verified.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html">POST Object</a>
 */
final class FormUploads {

    private static final Set<String> PLAIN = Set.of(
            "cache-control",
            "content-type",
            "content-disposition",
            "content-encoding",
            "content-language",
            "expires",
            "if-none-match",
            "if-match");
    private static final Map<String, String> RENAMED =
            Map.of("acl", "x-amz-acl", "x-amz-checksum-algorithm", "x-amz-sdk-checksum-algorithm");
    private static final Set<String> SIGNATURES = Set.of(
            "x-amz-signature",
            "x-amz-credential",
            "x-amz-algorithm",
            "x-amz-date",
            "x-amz-security-token",
            "x-amz-content-sha256",
            "x-amz-decoded-content-length");
    private static final Set<Integer> STATUSES = Set.of(200, 201, 204);

    private final Authentication authentication;
    private final Browsers browsers;
    private final TarnClock clock;
    private final Enforcement enforcement;

    FormUploads(Authentication authentication, Browsers browsers, TarnClock clock, Enforcement enforcement) {
        this.authentication = authentication;
        this.browsers = browsers;
        this.clock = clock;
        this.enforcement = enforcement;
    }

    /** Answers a PutObject and returns the answer instead of sending it. */
    @FunctionalInterface
    interface Putting {
        WireResponse put(Asked asked) throws IOException;
    }

    static boolean isForm(Route route) {
        var request = route.request();
        int slash = request.path().indexOf('/', 1);
        return Doors.isS3(route.service())
                && request.method().equals("POST")
                && request.path().length() > 1
                && (slash < 0 || slash == request.path().length() - 1)
                && request.headers()
                        .first("content-type")
                        .filter(type -> type.regionMatches(true, 0, "multipart/form-data", 0, 19))
                        .isPresent();
    }

    /**
     * Takes a form.
     *
     * @param request in path style
     */
    WireResponse answer(WireRequest request, ServiceModel s3, CrossOrigin rules, String requestId, Putting putting)
            throws IOException {
        var type = request.headers().first("content-type").orElse("");
        var form = Form.read(request.body(), type);
        var bucket = Percent.text(request.path().replace("/", ""));
        var key = form.field("key").filter(name -> !name.isEmpty()).orElseThrow(() -> FormFaults.fieldMissing("key"));
        var caller = authentication.ofForm(form, request, requestId);
        boolean verified = caller.accessKey() != null && enforcement.in(caller.account());
        if (!verified && browsers.foreign(request) && !rules.admits()) {
            throw Faults.crossSite();
        }
        var policy = form.field("policy");
        if (policy.isEmpty() && form.fields().keySet().stream().anyMatch(FormUploads::signs)) {
            throw FormFaults.fieldMissing("policy");
        }
        var content =
                policy.isPresent() ? PostPolicy.read(policy.get()).admit(form, bucket, clock.instant()) : form.file();
        var put = new WireRequest(
                "PUT",
                "/" + Percent.encode(bucket, false) + "/" + Percent.encode(key, true),
                "",
                headers(form, request, s3),
                content,
                -1,
                request.remote());
        var kept = putting.put(new Asked(caller, put));
        return told(form, request, bucket, key, kept);
    }

    private static boolean signs(String field) {
        return field.equals("x-amz-signature") || field.equals("signature");
    }

    private static Headers headers(Form form, WireRequest request, ServiceModel s3) {
        var headers = new Headers();
        request.headers().first("host").ifPresent(host -> headers.set("host", host));
        form.fields().forEach((field, value) -> {
            if (RENAMED.containsKey(field)) {
                headers.set(RENAMED.getOrDefault(field, field), value);
            } else if (field.equals("tagging")) {
                headers.set("x-amz-tagging", tags(value, s3));
            } else if (PLAIN.contains(field) || isOfObject(field)) {
                headers.set(field, value);
            }
        });
        return headers;
    }

    /* Fields that would make another operation of the PutObject are as if they were not there. */
    private static boolean isOfObject(String field) {
        return field.startsWith("x-amz-")
                && !SIGNATURES.contains(field)
                && !field.startsWith("x-amz-copy-")
                && !field.startsWith("x-amz-rename-");
    }

    /* A form has tags as the XML of PutObjectTagging, PutObject as a query string. */
    private static String tags(String xml, ServiceModel s3) {
        var payload = s3.operation("PutObjectTagging")
                .map(operation -> Shape.of(operation.input()).payload())
                .orElseThrow();
        var tagging = payload.shape().builder();
        try {
            XmlReading.read(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)), payload.shape(), tagging);
        } catch (MalformedException e) {
            throw FormFaults.malformedTags();
        }
        var read = Shape.build(tagging);
        var pairs = new ArrayList<String>();
        for (var member : payload.shape().members()) {
            if (member.get(read) instanceof List<?> tags) {
                tags.forEach(tag -> pairs.add(pair((SdkPojo) tag)));
            }
        }
        return String.join("&", pairs);
    }

    private static String pair(SdkPojo tag) {
        var words = tag.sdkFields().stream()
                .map(field -> Optional.ofNullable(field.getValueOrDefault(tag)).map(Object::toString))
                .map(word -> Percent.encode(word.orElse(""), false))
                .toList();
        return String.join("=", words);
    }

    private static WireResponse told(Form form, WireRequest request, String bucket, String key, WireResponse kept) {
        if (kept.status() != 200) {
            return kept;
        }
        var etag = kept.headers().first("etag").orElse("");
        var host = request.headers().first("host").orElse("localhost");
        var location = "http://" + host + "/" + Percent.encode(bucket, false) + "/" + Percent.encode(key, true);
        var headers = kept.headers().remove("content-type");
        var redirect = form.field("success_action_redirect")
                .or(() -> form.field("redirect"))
                .filter(FormUploads::isUrl);
        if (redirect.isPresent()) {
            headers.set(
                    "location",
                    redirect.get() + (redirect.get().contains("?") ? "&" : "?") + "bucket="
                            + Percent.encode(bucket, false) + "&key=" + Percent.encode(key, false) + "&etag="
                            + Percent.encode(etag, false));
            return WireResponse.of(303, headers, new byte[0]);
        }
        headers.set("location", location);
        int status = form.field("success_action_status")
                .filter(text -> text.matches("20[014]"))
                .map(Integer::parseInt)
                .filter(STATUSES::contains)
                .orElse(204);
        if (status != 201) {
            return WireResponse.of(status, headers, new byte[0]);
        }
        var xml = new XmlWriter()
                .declaration()
                .start("PostResponse", null)
                .element("Location", location)
                .element("Bucket", bucket)
                .element("Key", key)
                .element("ETag", etag)
                .end("PostResponse");
        return WireResponse.of(201, headers.set("content-type", "application/xml"), xml.bytes());
    }

    private static boolean isUrl(String text) {
        try {
            var scheme = URI.create(text).getScheme();
            return "http".equals(scheme) || "https".equals(scheme);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
