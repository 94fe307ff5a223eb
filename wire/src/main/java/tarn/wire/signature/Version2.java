package tarn.wire.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tarn.wire.http.WireRequest;
import tarn.wire.model.QueryString;

/**
 * Presigned URLs of Signature Version 2, which S3 still takes in its older regions and which boto3 still makes there
 * unless told otherwise.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html">Signing and
 *     authenticating REST requests</a>
 */
final class Version2 {

    private static final Set<String> SUBRESOURCES = Set.of(
            "accelerate",
            "acl",
            "cors",
            "delete",
            "lifecycle",
            "location",
            "logging",
            "notification",
            "partNumber",
            "policy",
            "replication",
            "requestPayment",
            "response-cache-control",
            "response-content-disposition",
            "response-content-encoding",
            "response-content-language",
            "response-content-type",
            "response-expires",
            "restore",
            "tagging",
            "torrent",
            "uploadId",
            "uploads",
            "versionId",
            "versioning",
            "versions",
            "website");

    /**
     * The signature that a request should have.
     *
     * @param path the request's path in path style
     */
    static String signature(WireRequest request, String path, long expires, String secret) {
        var query = QueryString.parse(request.query());
        var amz = new TreeMap<String, String>();
        for (var name : request.headers().names()) {
            if (name.startsWith("x-amz-")) {
                amz.put(name, String.join(",", request.headers().all(name)));
            }
        }
        query.forEach((name, values) -> {
            if (name.toLowerCase(Locale.ROOT).startsWith("x-amz-")) {
                amz.put(name.toLowerCase(Locale.ROOT), String.join(",", values));
            }
        });
        var text = new StringBuilder();
        text.append(request.method()).append('\n');
        text.append(first(request, "content-md5")).append('\n');
        text.append(first(request, "content-type")).append('\n');
        text.append(expires).append('\n');
        amz.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
        text.append(path);
        char mark = '?';
        for (var name : new TreeSet<>(query.keySet())) {
            if (SUBRESOURCES.contains(name)) {
                var value = query.getOrDefault(name, List.of("")).getFirst();
                text.append(mark).append(name).append(value.isEmpty() ? "" : "=" + value);
                mark = '&';
            }
        }
        return hmac(secret, text.toString());
    }

    private static String first(WireRequest request, String header) {
        return request.headers().first(header).orElse("");
    }

    static String hmac(String secret, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA1", e);
        }
    }

    private Version2() {}
}
