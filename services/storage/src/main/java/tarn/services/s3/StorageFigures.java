package tarn.services.s3;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Key;
import tarn.store.Range;

/**
 * What CloudWatch is told every midnight, UTC, of what each bucket holds: its bytes by storage class, and how many objects.
 * Older versions, marks of deletions and parts of unfinished uploads count, as on AWS.
 *
 * <p>A bucket is told of from the midnight after it was made, one of before these figures never.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html">Metrics and dimensions</a>
 */
final class StorageFigures {

    private static final String TIMER = "s3/storage-figures";
    private static final Map<String, String> TYPES = Map.of(
            StorageClasses.STANDARD,
            "StandardStorage",
            "STANDARD_IA",
            "StandardIAStorage",
            "ONEZONE_IA",
            "OneZoneIAStorage",
            "INTELLIGENT_TIERING",
            "IntelligentTieringFAStorage",
            "GLACIER_IR",
            "GlacierInstantRetrievalStorage",
            "GLACIER",
            "GlacierStorage",
            StorageClasses.DEEP_ARCHIVE,
            "DeepArchiveStorage",
            "REDUCED_REDUNDANCY",
            "ReducedRedundancyStorage");

    private final Platform platform;
    private final Holdings holdings;

    StorageFigures(Platform platform, Holdings holdings) {
        this.platform = platform;
        this.holdings = holdings;
        platform.timers().beside(TIMER, this::fire);
    }

    /** Has the batch that makes a bucket see to it that it is told of. */
    void plan(Batch batch, OwnedBucket bucket) {
        as(bucket).run(() -> platform.timers().set(batch, TIMER, bucket.name(), next(holdings.now())));
    }

    private static Caller as(OwnedBucket bucket) {
        return Caller.service(bucket.owner(), bucket.region(), "s3.amazonaws.com", "storage-metrics");
    }

    private static Instant next(Instant after) {
        return after.atOffset(ZoneOffset.UTC)
                .toLocalDate()
                .plusDays(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }

    private void fire(String name, Instant due) {
        var bucket = holdings.buckets()
                .get(Key.of(name))
                .filter(owned -> owned.owner().equals(Caller.current().account())
                        && owned.region().equals(Caller.current().region()));
        if (bucket.isEmpty()) {
            return;
        }
        var count = new Count();
        var range = Range.under(Key.of(name));
        holdings.versions().current().scan(range).forEach(entry -> count.take(entry.value()));
        holdings.versions().older().scan(range).forEach(entry -> count.take(entry.value()));
        holdings.parts()
                .scan(range)
                .forEach(entry ->
                        count.take(StorageClasses.STANDARD, entry.value().blob().sizeBytes()));
        count.bytes.forEach((type, bytes) -> tell(name, "BucketSizeBytes", type, "Bytes", (double) bytes));
        tell(name, "NumberOfObjects", "AllStorageTypes", "Count", (double) count.objects);
        var batch = platform.batch();
        platform.timers().set(batch, TIMER, name, next(due.isAfter(holdings.now()) ? due : holdings.now()));
        batch.commit();
    }

    private void tell(String bucket, String metric, String type, String unit, double value) {
        platform.metrics()
                .add(RequestFigures.NAMESPACE, metric, Map.of("BucketName", bucket, "StorageType", type), unit, value);
    }

    /** What was found so far. */
    private static final class Count {
        private final Map<String, Long> bytes = new TreeMap<>();
        private long objects;

        void take(Version version) {
            switch (version) {
                case StoredObject object -> take(object.description().storageClass(), object.sizeBytes());
                case DeleteMarker _ -> objects++;
            }
        }

        void take(String storageClass, long size) {
            objects++;
            bytes.merge(TYPES.getOrDefault(storageClass, "StandardStorage"), size, Long::sum);
        }
    }
}
