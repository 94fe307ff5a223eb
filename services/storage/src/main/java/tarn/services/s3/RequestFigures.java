package tarn.services.s3;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.MetricsConfiguration;
import software.amazon.awssdk.services.s3.model.MetricsFilter;
import software.amazon.awssdk.services.s3.model.Tag;
import tarn.kernel.Caller;
import tarn.kernel.Origin;
import tarn.kernel.Platform;
import tarn.store.Key;
import tarn.web.LoggedRequest;

/**
 * What CloudWatch is told of requests to buckets that have metrics configurations: for each whose filter takes a request,
 * under its id.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html">Metrics and dimensions</a>
 */
final class RequestFigures {

    static final String NAMESPACE = "AWS/S3";

    private static final int COUNT_MAX = 1000;
    private static final Map<String, String> BY_METHOD = Map.of(
            "GET", "GetRequests",
            "PUT", "PutRequests",
            "DELETE", "DeleteRequests",
            "HEAD", "HeadRequests",
            "POST", "PostRequests");

    private final Platform platform;
    private final Holdings holdings;
    private final Configurations<MetricsConfiguration> configurations;

    /** Buckets that may have configurations: those that had one since the start, so that others cost nothing. */
    private final Set<String> counted = ConcurrentHashMap.newKeySet();

    RequestFigures(Platform platform, Holdings holdings, Configurations<MetricsConfiguration> configurations) {
        this.platform = platform;
        this.holdings = holdings;
        this.configurations = configurations;
        counted.addAll(configurations.buckets());
    }

    /** Has requests to a bucket counted from now on. */
    void count(String bucket) {
        counted.add(bucket);
    }

    /** Whether requests to a bucket may have to be counted. Cheap: it is asked for every request. */
    boolean mayCount(String bucket) {
        return !counted.isEmpty() && counted.contains(bucket);
    }

    void take(LoggedRequest request) {
        var found = mayCount(request.bucket())
                ? configurations.list(request.bucket(), null, COUNT_MAX)
                : List.<MetricsConfiguration>of();
        var bucket = holdings.buckets().get(Key.of(request.bucket()));
        if (found.isEmpty() || bucket.isEmpty()) {
            return;
        }
        var owner = Caller.service(
                bucket.get().owner(), bucket.get().region(), "metrics.s3.amazonaws.com", request.requestId());
        owner.run(() -> found.stream()
                .filter(configuration -> takes(configuration.filter(), request))
                .forEach(configuration -> tell(configuration.id(), request)));
    }

    private boolean takes(@Nullable MetricsFilter filter, LoggedRequest request) {
        if (filter == null) {
            return true;
        }
        var and = filter.and();
        var prefix = and == null ? filter.prefix() : and.prefix();
        var point = and == null ? filter.accessPointArn() : and.accessPointArn();
        var tags = and == null ? Stream.ofNullable(filter.tag()).toList() : and.tags();
        var key = request.key() == null ? "" : request.key();
        return (prefix == null || key.startsWith(prefix))
                && (point == null
                        || Origin.ifBound()
                                .map(Origin::through)
                                .filter(point::equals)
                                .isPresent())
                && (tags.isEmpty() || tagged(request.bucket(), key, tags));
    }

    private boolean tagged(String bucket, String key, List<Tag> tags) {
        return holdings.versions().current().get(Key.of(bucket, key)).orElse(null) instanceof StoredObject object
                && tags.stream()
                        .allMatch(tag -> tag.value().equals(object.tags().get(tag.key())));
    }

    private void tell(String id, LoggedRequest request) {
        var dimensions = Map.of("BucketName", request.bucket(), "FilterId", id);
        var parts = request.operation().split("\\.", 3);
        var method = parts.length == 3 ? parts[1] : "";
        boolean listing = method.equals("GET") && request.key() == null && parts[2].startsWith("BUCKET");
        tell("AllRequests", dimensions, "Count", 1);
        var kind = listing ? "ListRequests" : BY_METHOD.get(method);
        if (kind != null) {
            tell(kind, dimensions, "Count", 1);
        }
        tell("4xxErrors", dimensions, "Count", request.status() / 100 == 4 ? 1 : 0);
        tell("5xxErrors", dimensions, "Count", request.status() / 100 == 5 ? 1 : 0);
        if (method.equals("GET") && request.key() != null && request.status() < 300) {
            tell("BytesDownloaded", dimensions, "Bytes", request.sentBytes());
        }
        if (method.equals("PUT") && request.objectBytes() > 0 && request.status() < 300) {
            tell("BytesUploaded", dimensions, "Bytes", request.objectBytes());
        }
        tell(
                "FirstByteLatency",
                dimensions,
                "Milliseconds",
                request.turnAround().toMillis());
        tell("TotalRequestLatency", dimensions, "Milliseconds", request.total().toMillis());
    }

    private void tell(String name, Map<String, String> dimensions, String unit, long value) {
        platform.metrics().add(NAMESPACE, name, dimensions, unit, (double) value);
    }
}
