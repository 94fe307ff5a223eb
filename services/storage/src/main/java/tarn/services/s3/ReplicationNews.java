package tarn.services.s3;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.MetricsStatus;
import software.amazon.awssdk.services.s3.model.ReplicationRule;
import software.amazon.awssdk.services.s3.model.ReplicationTimeStatus;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Batch;

/**
 * What is told of replication, by the rules that ask for it: figures to CloudWatch in the source's region, by source,
 * destination and rule, and events to whoever the source's notifications name.
 *
 * <p>Figures of what waits are told when the queue is looked through, of what is done when it is done; AWS sums them up
 * each minute. No operation is ever lost sight of, so that {@code OperationNotTracked} does not happen.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/repl-metrics.html">Replication metrics</a>
 */
final class ReplicationNews {

    /** How long a version may take by a rule with replication time control. */
    private static final Duration THRESHOLD = Duration.ofMinutes(15);

    private final Platform platform;
    private final Holdings holdings;

    ReplicationNews(Platform platform, Holdings holdings) {
        this.platform = platform;
        this.holdings = holdings;
    }

    /** What waits, by rule. */
    static final class Waiting {
        private final Map<ReplicationRule, long[]> rules = new HashMap<>();

        void add(Collection<ReplicationRule> taken, Version version) {
            for (var rule : taken) {
                if (measured(rule)) {
                    var sums = rules.computeIfAbsent(rule, any -> new long[2]);
                    sums[0]++;
                    sums[1] += version instanceof StoredObject object ? object.sizeBytes() : 0;
                }
            }
        }
    }

    private static boolean measured(ReplicationRule rule) {
        var metrics = rule.destination().metrics();
        return metrics != null && metrics.status() == MetricsStatus.ENABLED;
    }

    private static boolean timed(ReplicationRule rule) {
        var time = rule.destination().replicationTime();
        return time != null && time.status() == ReplicationTimeStatus.ENABLED;
    }

    /** Tells CloudWatch what waited when the queue was begun, and what is left of it. */
    void waiting(OwnedBucket source, Waiting before, Waiting after) {
        before.rules.forEach((rule, sums) -> {
            var left = after.rules.getOrDefault(rule, new long[2]);
            tell(source, rule, "OperationsPendingReplication", "Count", (double) sums[0]);
            tell(source, rule, "OperationsPendingReplication", "Count", (double) left[0]);
            tell(source, rule, "BytesPendingReplication", "Bytes", (double) sums[1]);
            tell(source, rule, "BytesPendingReplication", "Bytes", (double) left[1]);
        });
    }

    private void tell(OwnedBucket source, ReplicationRule rule, String name, String unit, double value) {
        var dimensions = Map.of(
                "SourceBucket", source.name(),
                "DestinationBucket", BucketNames.ofArn(rule.destination().bucket()),
                "RuleId", rule.id());
        Caller.service(source.owner(), source.region(), "s3.amazonaws.com", "replication-metrics")
                .run(() -> platform.metrics().add(RequestFigures.NAMESPACE, name, dimensions, unit, value));
    }

    /** Has the batch that ends a task tell what came of it. */
    void finished(
            Batch batch,
            OwnedBucket source,
            ReplicationTask task,
            Version version,
            Map<ReplicationRule, ReplicationOutcome> outcomes) {
        var now = platform.clock().instant();
        var since = since(task, version);
        boolean late = now.isAfter(since.plus(THRESHOLD));
        outcomes.forEach((rule, outcome) -> {
            if (outcome.failed() && (measured(rule) || timed(rule))) {
                event(batch, source, task, version, Happening.REPLICATION_FAILED, rule, outcome.reason());
            } else if (late && timed(rule)) {
                event(batch, source, task, version, Happening.REPLICATION_LATE, rule, null);
            }
            if (measured(rule)) {
                double seconds = Duration.between(since, now).toMillis() / 1000.0;
                batch.afterwards(() -> {
                    tell(source, rule, "ReplicationLatency", "Seconds", seconds);
                    tell(source, rule, "OperationsFailedReplication", "Count", outcome.failed() ? 1 : 0);
                });
            }
        });
    }

    /** Has a batch tell that a version that is to be there in time is not; says whether anybody is told. */
    boolean missed(
            Batch batch, OwnedBucket source, ReplicationTask task, Version version, Collection<ReplicationRule> rules) {
        if (task.missed() != null
                || platform.clock().instant().isBefore(since(task, version).plus(THRESHOLD))) {
            return false;
        }
        boolean told = false;
        for (var rule : rules) {
            if (timed(rule)) {
                event(batch, source, task, version, Happening.REPLICATION_MISSED, rule, null);
                told = true;
            }
        }
        return told;
    }

    private static Instant since(ReplicationTask task, Version version) {
        return task.noted() == null ? version.modified() : task.noted();
    }

    private void event(
            Batch batch,
            OwnedBucket source,
            ReplicationTask task,
            Version version,
            Happening happening,
            ReplicationRule rule,
            @Nullable String reason) {
        var about = new NoticeText.OfReplication(
                rule.id(),
                rule.destination().bucket(),
                version instanceof DeleteMarker ? "OBJECT_DELETE" : "OBJECT_PUT",
                since(task, version),
                reason);
        Caller.service(source.owner(), source.region(), "s3.amazonaws.com", "replication")
                .run(() -> holdings.notices().add(batch, source, task.key(), version, happening, about));
    }
}
