package tarn.services.s3control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3control.model.GeneratedManifestFormat;
import software.amazon.awssdk.services.s3control.model.JobManifestGeneratorFilter;
import software.amazon.awssdk.services.s3control.model.KeyNameConstraint;
import software.amazon.awssdk.services.s3control.model.S3GeneratedManifestDescriptor;
import software.amazon.awssdk.services.s3control.model.S3JobManifestGenerator;
import tarn.access.Replicator;
import tarn.kernel.Arn;
import tarn.kernel.Platform;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Store;

/**
 * What a job works on where it is only said which objects of a bucket: all versions of them where the filter speaks of
 * replication, else the current ones. They are noted once, when the job is prepared, so that its tasks stay the same.
 *
 * @param targets by job and place
 */
record GeneratedTargets(Platform platform, Store<Targets.Target> targets, Job job, S3JobManifestGenerator generator)
        implements Targets {

    private static final int NOTED_AT_ONCE = 256;

    @Override
    public void visit(Visitor visitor) throws IOException {
        for (var entry : targets.scan(Range.under(Key.of(job.id())))) {
            if (!visitor.visit(entry.value())) {
                return;
            }
        }
    }

    /** Notes the targets, in place of any noted before; says how many. */
    long note(S3Client s3) {
        forget();
        var noting = new Noting();
        var bucket = Arn.parse(generator.sourceBucket()).orElseThrow().resource();
        var owner = generator.expectedBucketOwner();
        if (byVersion()) {
            s3.listObjectVersionsPaginator(request -> request.bucket(bucket).expectedBucketOwner(owner))
                    .versions()
                    .forEach(found -> {
                        if (told(found.key(), found.lastModified(), found.size(), found.storageClassAsString())
                                && replicated(s3, bucket, found.key(), found.versionId())) {
                            noting.add(new Target(bucket, found.key(), found.versionId()));
                        }
                    });
        } else {
            s3.listObjectsV2Paginator(request -> request.bucket(bucket).expectedBucketOwner(owner))
                    .contents()
                    .forEach(found -> {
                        if (told(found.key(), found.lastModified(), found.size(), found.storageClassAsString())) {
                            noting.add(new Target(bucket, found.key(), null));
                        }
                    });
        }
        return noting.end();
    }

    private void forget() {
        for (var entry : targets.scan(Range.under(Key.of(job.id())))) {
            targets.delete(entry.key());
        }
    }

    /** Targets that are being noted, some at a time. */
    private final class Noting {
        private tarn.store.Batch batch = platform.batch();
        private long count;

        void add(Target target) {
            batch.put(targets, Key.of(job.id()).with(count++), target);
            if (count % NOTED_AT_ONCE == 0) {
                batch.commit();
                batch = platform.batch();
            }
        }

        long end() {
            batch.commit();
            return count;
        }
    }

    private Optional<JobManifestGeneratorFilter> filter() {
        return Optional.ofNullable(generator.filter());
    }

    private boolean byVersion() {
        return job.operation().s3ReplicateObject() != null
                || filter().filter(asked -> asked.eligibleForReplication() != null
                                || !asked.objectReplicationStatuses().isEmpty())
                        .isPresent();
    }

    private boolean told(String key, Instant modified, Long size, String storageClass) {
        var asked = generator.filter();
        return asked == null
                || ((asked.createdAfter() == null || modified.isAfter(asked.createdAfter()))
                        && (asked.createdBefore() == null || modified.isBefore(asked.createdBefore()))
                        && (asked.objectSizeGreaterThanBytes() == null || size > asked.objectSizeGreaterThanBytes())
                        && (asked.objectSizeLessThanBytes() == null || size < asked.objectSizeLessThanBytes())
                        && (asked.matchAnyStorageClass().isEmpty()
                                || asked.matchAnyStorageClassAsStrings().contains(storageClass))
                        && named(key, asked.keyNameConstraint()));
    }

    private static boolean named(String key, @Nullable KeyNameConstraint constraint) {
        return constraint == null
                || (any(constraint.matchAnyPrefix(), key::startsWith)
                        && any(constraint.matchAnySuffix(), key::endsWith)
                        && any(constraint.matchAnySubstring(), key::contains));
    }

    private static boolean any(List<String> asked, java.util.function.Predicate<String> holds) {
        return asked.isEmpty() || asked.stream().anyMatch(holds);
    }

    private boolean replicated(S3Client s3, String bucket, String key, String version) {
        var asked = generator.filter();
        if (asked == null) {
            return true;
        }
        if (asked.eligibleForReplication() != null
                && asked.eligibleForReplication() != replicator().eligible(bucket, key, version)) {
            return false;
        }
        if (asked.objectReplicationStatuses().isEmpty()) {
            return true;
        }
        var status = s3.headObject(request -> request.bucket(bucket).key(key).versionId(version))
                .replicationStatusAsString();
        return asked.objectReplicationStatusesAsStrings().contains(status == null ? "NONE" : status);
    }

    private Replicator replicator() {
        return platform.offer(S3Client.class, Replicator.class).orElseThrow();
    }

    /** Writes the targets to where they are asked for; says where, or nothing if they are not. */
    Optional<S3GeneratedManifestDescriptor> write(S3Client s3) throws IOException {
        var location = generator.manifestOutputLocation();
        if (!generator.enableManifestOutput() || location == null) {
            return Optional.empty();
        }
        var out = new ByteArrayOutputStream();
        visit(target -> {
            var row = target.bucket() + ","
                    + URLEncoder.encode(target.key(), UTF_8).replace("%2F", "/")
                    + (byVersion() ? "," + target.version() : "") + "\n";
            out.writeBytes(row.getBytes(UTF_8));
            return true;
        });
        var bucket = Arn.parse(location.bucket()).orElseThrow().resource();
        var prefix =
                location.manifestPrefix() == null || location.manifestPrefix().isEmpty()
                        ? ""
                        : location.manifestPrefix() + "/";
        var key = prefix + "job-" + job.id() + "/manifest.csv";
        var put = s3.putObject(
                request -> request.bucket(bucket).key(key).expectedBucketOwner(location.expectedManifestBucketOwner()),
                RequestBody.fromBytes(out.toByteArray()));
        return Optional.of(S3GeneratedManifestDescriptor.builder()
                .format(GeneratedManifestFormat.S3_INVENTORY_REPORT_CSV_20211130)
                .location(at -> at.objectArn("arn:aws:s3:::" + bucket + "/" + key)
                        .eTag(put.eTag().replace("\"", "")))
                .build());
    }
}
