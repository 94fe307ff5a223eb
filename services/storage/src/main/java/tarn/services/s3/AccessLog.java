package tarn.services.s3;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.LoggingEnabled;
import software.amazon.awssdk.services.s3.model.PartitionDateSource;
import software.amazon.awssdk.services.s3.model.S3Exception;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.policy.Cause;
import tarn.store.Entry;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Store;
import tarn.web.LoggedRequest;

/**
 * The access logs of buckets: each request is kept as a line, on disk, and every few minutes the lines become objects in
 * the target bucket.
 *
 * <p>The first line of a bucket sets a durable timer in the batch that keeps it, so that no restart loses lines. An object
 * is named after its first line: if the process dies between putting it and forgetting its lines, the next delivery puts
 * the same object again with no line twice. Objects are put by a peer, not over HTTP, so that delivery logs nothing
 * itself, even into its own bucket. Lines that the target refuses are dropped, as AWS drops them.
 *
 * <p>Where we differ from AWS: lines come within five minutes rather than hours, and of a request that deletes several
 * objects there is one line.
 */
final class AccessLog {

    static final Duration INTERVAL = Duration.ofMinutes(5);

    private static final System.Logger LOG = System.getLogger(AccessLog.class.getName());
    private static final String TIMER = "s3/access-log";
    private static final int LINES_MAX = 5_000;
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss-", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter EVENT_DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-'00-00-00-'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter FOLDERS =
            DateTimeFormatter.ofPattern("yyyy/MM/dd/", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Platform platform;
    private final Holdings holdings;
    private final Configurations<LoggingEnabled> kept;
    private final Store<String> lines;

    /** Buckets that may have a log: those that had one since the start, so that others cost nothing. */
    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    /** Buckets whose timer is known to be set. */
    private final Set<String> timed = ConcurrentHashMap.newKeySet();

    AccessLog(Platform platform, Holdings holdings) {
        this.platform = platform;
        this.holdings = holdings;
        this.kept = new Configurations<>(holdings, "logging", Formats.record(LoggingEnabled.class));
        this.lines = holdings.belongings("s3/log-lines", Formats.text());
        kept.buckets().forEach(logged::add);
        platform.timers().on(TIMER, (bucket, due) -> deliver(bucket, due));
    }

    /** Where a bucket's log is delivered; empty if it has none. */
    Optional<LoggingEnabled> of(String bucket) {
        return kept.find(bucket);
    }

    void start(String bucket, LoggingEnabled target) {
        kept.put(bucket, target);
        logged.add(bucket);
    }

    void stop(String bucket) {
        kept.delete(bucket);
        logged.remove(bucket);
    }

    /** Whether a bucket may have a log. */
    boolean mayLog(String bucket) {
        return !logged.isEmpty() && logged.contains(bucket);
    }

    /** Keeps a request, if its bucket has a log. */
    void keep(LoggedRequest request) {
        var bucket = holdings.buckets().get(Key.of(request.bucket()));
        if (bucket.isEmpty() || kept.find(request.bucket()).isEmpty()) {
            return;
        }
        var owner = Caller.service(
                bucket.get().owner(), bucket.get().region(), "logging.s3.amazonaws.com", request.requestId());
        owner.run(() -> keep(LogLine.of(request, bucket.get()), request));
    }

    private void keep(String line, LoggedRequest request) {
        var bucket = request.bucket();
        var key = Key.of(bucket).with(request.received().toEpochMilli()).with(request.requestId());
        var batch = holdings.batch().put(lines, key, line);
        // After a reset no line is there, and no timer either, whatever is remembered here
        boolean first =
                timed.add(bucket) || lines.list(Range.under(Key.of(bucket)), 1).isEmpty();
        if (first) {
            platform.timers().set(batch, TIMER, bucket, holdings.now().plus(INTERVAL));
        }
        try {
            holdings.commit(bucket, batch);
            if (timed.add(bucket)) {
                // A delivery ended meanwhile, perhaps without this line
                var again = holdings.batch();
                platform.timers().set(again, TIMER, bucket, holdings.now().plus(INTERVAL));
                again.commit();
            }
        } catch (S3Exception gone) {
            timed.remove(bucket);
        }
    }

    /* From here on a new line sets a new timer; all lines before are delivered now. */
    private void deliver(String bucket, Instant due) {
        timed.remove(bucket);
        while (true) {
            var page = lines.list(Range.under(Key.of(bucket)), LINES_MAX);
            if (page.isEmpty()) {
                return;
            }
            kept.find(bucket).ifPresent(target -> put(bucket, target, page, due));
            var batch = holdings.batch();
            page.forEach(line -> batch.delete(lines, line.key()));
            batch.commit();
        }
    }

    private void put(String bucket, LoggingEnabled target, List<Entry<String>> page, Instant due) {
        var text = new StringBuilder();
        page.forEach(line -> text.append(line.value()).append('\n'));
        var key = key(bucket, target, page.getFirst().key(), due);
        var cause = new Cause("arn:aws:s3:::" + bucket, Caller.current().account());
        try {
            cause.call(() -> platform.client(S3Client.class)
                    .putObject(
                            request -> request.bucket(target.targetBucket())
                                    .key(key)
                                    .contentType("text/plain"),
                            RequestBody.fromBytes(text.toString().getBytes(StandardCharsets.UTF_8))));
        } catch (AwsServiceException refused) {
            if (refused.statusCode() >= 500) {
                throw refused;
            }
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The access log of " + bucket + " could not be delivered to " + target.targetBucket()
                            + " and was dropped: " + refused.getMessage());
        }
    }

    private static String key(String bucket, LoggingEnabled target, Key first, Instant due) {
        var reader = first.reader();
        reader.text();
        var moment = Instant.ofEpochMilli(reader.number());
        var unique = Owners.id(bucket + moment + reader.text()).substring(0, 16).toUpperCase(Locale.ROOT);
        var format = target.targetObjectKeyFormat();
        if (format == null || format.partitionedPrefix() == null) {
            return target.targetPrefix() + NAME.format(due) + unique;
        }
        boolean byEvent = format.partitionedPrefix().partitionDateSource() == PartitionDateSource.EVENT_TIME;
        var caller = Caller.current();
        return target.targetPrefix() + caller.account() + "/" + caller.region() + "/" + bucket + "/"
                + (byEvent ? FOLDERS.format(moment) + EVENT_DAY.format(moment) : FOLDERS.format(due) + NAME.format(due))
                + unique;
    }
}
