package tarn.services.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;

/**
 * Random operations against a bucket with versions and a map of keys to lists beside it, reopened now and then. Of even
 * seeds the bucket has locks, of odd ones its versioning goes on and off.
 */
class VersionsSimulation {

    private static final String BUCKET = "bucket";
    private static final int STEPS = 400;
    private static final int KEYS = 6;

    @TempDir
    Path folder;

    /** The versions of each key, the newest last; none of a key is no key. */
    private final TreeMap<String, List<Kept>> expected = new TreeMap<>();

    private Versioning state = Versioning.NEVER;

    /** A version that should be there; without bytes it is the mark of a deletion. */
    @SuppressWarnings("ArrayRecordComponent") // compared by its parts
    private record Kept(String id, byte @Nullable [] bytes, boolean held) {}

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatIsKeptIsWhatWasDone(long seed) throws IOException {
        var random = new Random(seed);
        boolean locks = seed % 2 == 0;
        var data = folder.resolve("seed-" + seed);
        for (int left = STEPS; left > 0; ) {
            boolean first = left == STEPS;
            int steps = Math.min(left, 1 + random.nextInt(STEPS / 3));
            onSimulated(data, seed, s3 -> {
                if (first) {
                    begin(s3, locks);
                }
                for (int i = 0; i < steps; i++) {
                    step(s3, random, locks);
                }
                compare(s3, random, "seed " + seed);
            });
            left -= steps;
        }
        onSimulated(data, seed, this::empty);
        onSimulated(data, seed, _ -> {});
        try (var files = Files.walk(data.resolve("blobs"))) {
            assertThat(files.filter(Files::isRegularFile)).as("seed " + seed).isEmpty();
        }
    }

    private static void onSimulated(Path data, long seed, java.util.function.Consumer<S3Client> work) {
        try (var platform = LocalPlatform.open(data, TestPlatform.options(seed))) {
            platform.services().add(S3Client.class, () -> S3.on(platform));
            platform.ready();
            TestPlatform.CALLER.run(() -> work.accept(platform.client(S3Client.class)));
        }
    }

    private void begin(S3Client s3, boolean locks) {
        s3.createBucket(request -> request.bucket(BUCKET).objectLockEnabledForBucket(locks));
        state = locks ? Versioning.ENABLED : Versioning.NEVER;
    }

    private void step(S3Client s3, Random random, boolean locks) {
        var key = "k" + random.nextInt(KEYS);
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> put(s3, key, bytes(random), false);
            case 3 -> delete(s3, key);
            case 4, 5 -> deleteVersion(s3, key, random);
            case 6 -> copy(s3, key, "k" + random.nextInt(KEYS), random);
            case 7 -> put(s3, key, bytes(random), true);
            case 8 -> upload(s3, key, bytes(random));
            default -> {
                if (locks) {
                    hold(s3, key, random);
                } else if (random.nextInt(4) == 0) {
                    turn(s3);
                }
            }
        }
    }

    private void turn(S3Client s3) {
        state = state == Versioning.ENABLED ? Versioning.SUSPENDED : Versioning.ENABLED;
        var status = state == Versioning.ENABLED ? BucketVersioningStatus.ENABLED : BucketVersioningStatus.SUSPENDED;
        s3.putBucketVersioning(request -> request.bucket(BUCKET).versioningConfiguration(to -> to.status(status)));
    }

    /* What is written replaces the null version unless it gets an id of its own. */
    private void wrote(String key, @Nullable String id, byte @Nullable [] bytes) {
        assertThat(id == null).isEqualTo(state == Versioning.NEVER);
        var told = id == null ? "null" : id;
        assertThat(told.equals("null")).isEqualTo(state != Versioning.ENABLED);
        var versions = expected.computeIfAbsent(key, _ -> new ArrayList<>());
        if (told.equals("null")) {
            versions.removeIf(kept -> kept.id.equals("null"));
        }
        versions.add(new Kept(told, bytes, false));
    }

    private void put(S3Client s3, String key, byte[] bytes, boolean ifAbsent) {
        var present = current(key);
        try {
            var answer = s3.putObject(
                    request -> request.bucket(BUCKET).key(key).ifNoneMatch(ifAbsent ? "*" : null),
                    RequestBody.fromBytes(bytes));
            assertThat(ifAbsent && present != null).isFalse();
            wrote(key, answer.versionId(), bytes);
        } catch (S3Exception refused) {
            assertThat(refused.statusCode()).isEqualTo(412);
            assertThat(present).isNotNull();
        }
    }

    private byte @Nullable [] current(String key) {
        var versions = expected.get(key);
        return versions == null ? null : versions.getLast().bytes;
    }

    private void delete(S3Client s3, String key) {
        var deleted = s3.deleteObject(request -> request.bucket(BUCKET).key(key));
        if (state == Versioning.NEVER) {
            expected.remove(key);
        } else {
            assertThat(deleted.deleteMarker()).isTrue();
            wrote(key, deleted.versionId(), null);
        }
    }

    private void deleteVersion(S3Client s3, String key, Random random) {
        var versions = expected.get(key);
        if (versions == null) {
            return;
        }
        var going = versions.get(random.nextInt(versions.size()));
        try {
            s3.deleteObject(request -> request.bucket(BUCKET).key(key).versionId(going.id));
            assertThat(going.held).isFalse();
            versions.remove(going);
            if (versions.isEmpty()) {
                expected.remove(key);
            }
        } catch (S3Exception refused) {
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(going.held).isTrue();
        }
    }

    private void copy(S3Client s3, String from, String to, Random random) {
        var versions = expected.get(from);
        if (versions == null) {
            return;
        }
        var source = versions.get(random.nextInt(versions.size()));
        if (source.bytes == null || (state == Versioning.NEVER && from.equals(to))) {
            return;
        }
        var answer = s3.copyObject(request -> request.sourceBucket(BUCKET)
                .sourceKey(from)
                .sourceVersionId(source.id)
                .destinationBucket(BUCKET)
                .destinationKey(to));
        wrote(to, answer.versionId(), source.bytes);
    }

    private void upload(S3Client s3, String key, byte[] bytes) {
        var upload = s3.createMultipartUpload(request -> request.bucket(BUCKET).key(key))
                .uploadId();
        var part = s3.uploadPart(
                request -> request.bucket(BUCKET).key(key).uploadId(upload).partNumber(1),
                RequestBody.fromBytes(bytes));
        var completed = s3.completeMultipartUpload(request -> request.bucket(BUCKET)
                .key(key)
                .uploadId(upload)
                .multipartUpload(parts -> parts.parts(
                        CompletedPart.builder().partNumber(1).eTag(part.eTag()).build())));
        wrote(key, completed.versionId(), bytes);
    }

    private void hold(S3Client s3, String key, Random random) {
        var versions = expected.get(key);
        if (versions == null) {
            return;
        }
        int index = random.nextInt(versions.size());
        var kept = versions.get(index);
        if (kept.bytes != null) {
            hold(s3, key, kept.id, !kept.held);
            versions.set(index, new Kept(kept.id, kept.bytes, !kept.held));
        }
    }

    private static void hold(S3Client s3, String key, String id, boolean on) {
        var status = on ? ObjectLockLegalHoldStatus.ON : ObjectLockLegalHoldStatus.OFF;
        s3.putObjectLegalHold(
                request -> request.bucket(BUCKET).key(key).versionId(id).legalHold(hold -> hold.status(status)));
    }

    /* A line for each version, newest first, as a listing has them: marks and objects apart. */
    private List<String> lines(boolean marks) {
        var lines = new ArrayList<String>();
        expected.forEach((key, versions) -> {
            for (var kept : versions.reversed()) {
                if ((kept.bytes == null) == marks) {
                    lines.add(key + " " + kept.id + " " + kept.equals(versions.getLast()));
                }
            }
        });
        return lines;
    }

    private void compare(S3Client s3, Random random, String seed) {
        int page = 1 + random.nextInt(20);
        var listed =
                s3.listObjectVersionsPaginator(request -> request.bucket(BUCKET).maxKeys(page));
        assertThat(listed.versions().stream()
                        .map(version -> version.key() + " " + version.versionId() + " " + version.isLatest()))
                .as("%s, pages of %s", seed, page)
                .containsExactlyElementsOf(lines(false));
        assertThat(listed.deleteMarkers().stream()
                        .map(marker -> marker.key() + " " + marker.versionId() + " " + marker.isLatest()))
                .as("%s, pages of %s", seed, page)
                .containsExactlyElementsOf(lines(true));
        assertThat(s3.listObjectsV2Paginator(request -> request.bucket(BUCKET).maxKeys(page)).contents().stream()
                        .map(S3Object::key))
                .as(seed)
                .containsExactlyElementsOf(expected.keySet().stream()
                        .filter(key -> current(key) != null)
                        .toList());
        expected.forEach((key, versions) -> versions.forEach(kept -> read(s3, key, kept, seed)));
    }

    private static void read(S3Client s3, String key, Kept kept, String seed) {
        if (kept.bytes == null) {
            var refusal = catchThrowableOfType(
                    S3Exception.class,
                    () -> s3.getObjectAsBytes(
                            request -> request.bucket(BUCKET).key(key).versionId(kept.id)));
            assertThat(refusal.statusCode()).as(seed).isEqualTo(405);
            return;
        }
        assertThat(s3.getObjectAsBytes(
                                request -> request.bucket(BUCKET).key(key).versionId(kept.id))
                        .asByteArray())
                .as("%s, %s %s", seed, key, kept.id)
                .isEqualTo(kept.bytes);
    }

    private void empty(S3Client s3) {
        expected.forEach((key, versions) -> versions.forEach(kept -> {
            if (kept.held) {
                hold(s3, key, kept.id, false);
            }
            s3.deleteObject(request -> request.bucket(BUCKET).key(key).versionId(kept.id));
        }));
        s3.deleteBucket(request -> request.bucket(BUCKET));
    }

    private static byte[] bytes(Random random) {
        var bytes = new byte[random.nextInt(random.nextInt(4) == 0 ? 100_000 : 2_000)];
        random.nextBytes(bytes);
        return bytes;
    }
}
