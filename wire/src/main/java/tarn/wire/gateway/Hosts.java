package tarn.wire.gateway;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tarn.wire.http.WireRequest;

/**
 * What the host of a request says: an S3 bucket, a region, an account.
 *
 * <p>Known are AWS's own hosts ({@code bucket.s3.eu-west-1.amazonaws.com}), the same below {@code localhost} or
 * LocalStack's public name ({@code bucket.s3.localhost}, {@code bucket.s3.us-east-1.localhost.localstack.cloud}), and
 * {@code bucket.localhost}, which the Java and JavaScript SDKs make of an endpoint {@code http://localhost}.
 */
final class Hosts {

    private static final Pattern BUCKET = Pattern.compile("(?<bucket>.+)\\.s3(?:[.-](?<rest>.*))?");
    private static final Pattern REGION = Pattern.compile("[a-z]{2}(?:-[a-z]+)+-[0-9]");
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
    private static final List<String> NOT_BUCKETS =
            List.of("control", "outposts", "object-lambda", "accesspoint", "website");

    /** The host's name in lower case, without its port. */
    static String name(WireRequest request) {
        var host = request.headers().first("host").orElse("").toLowerCase(Locale.ROOT);
        if (host.startsWith("[")) {
            int end = host.indexOf(']');
            return end < 0 ? host : host.substring(0, end + 1);
        }
        int colon = host.indexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }

    /** The bucket in the host. */
    static Optional<String> bucket(WireRequest request, boolean signedForS3) {
        var name = name(request);
        var match = BUCKET.matcher(name);
        if (match.matches()) {
            var rest = match.group("rest");
            boolean special = rest != null && NOT_BUCKETS.stream().anyMatch(rest::startsWith);
            return special ? Optional.empty() : Optional.of(match.group("bucket"));
        }
        if (signedForS3 && name.endsWith(".localhost") && !name.equals("s3.localhost")) {
            var first = name.substring(0, name.length() - ".localhost".length());
            return first.startsWith("s3.") || first.startsWith("s3-") ? Optional.empty() : Optional.of(first);
        }
        return Optional.empty();
    }

    /** Whether the host is S3's own, with or without a bucket. */
    static boolean isS3(WireRequest request) {
        var name = name(request);
        return name.startsWith("s3.") || BUCKET.matcher(name).matches();
    }

    /** The region in the host. */
    static Optional<String> region(WireRequest request) {
        return List.of(name(request).split("[.]", -1)).stream()
                .map(label -> label.startsWith("s3-") ? label.substring(3) : label)
                .filter(label -> REGION.matcher(label).matches())
                .findFirst();
    }

    /** The account in the host, as in {@code 123456789012.ddb.us-east-1.amazonaws.com}. */
    static Optional<String> account(WireRequest request) {
        var name = name(request);
        int dot = name.indexOf('.');
        return dot == 12 && ACCOUNT.matcher(name.substring(0, dot)).matches()
                ? Optional.of(name.substring(0, dot))
                : Optional.empty();
    }

    /** The same request, its bucket at the head of its path instead of in its host. */
    static WireRequest inPathStyle(WireRequest request, String bucket) {
        var path = request.path().equals("/") ? "/" + bucket : "/" + bucket + request.path();
        return request.at(path, request.query());
    }

    private Hosts() {}
}
