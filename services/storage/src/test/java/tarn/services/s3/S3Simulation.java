package tarn.services.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;

/** Random operations against S3 and a map of keys to bytes beside it, reopened now and then. */
class S3Simulation {

    private static final String BUCKET = "bucket";
    private static final int STEPS = 400;
    private static final int PART_BYTES_MIN = 5 << 20;
    private static final String[] WORDS = {"a", "b", "/", "//", "é", "🙂", " ", "-", "\u0000", ".."};

    @TempDir
    Path folder;

    private final TreeMap<Text, byte[]> expected = new TreeMap<>();

    /** Text in the order of its UTF-8 bytes, which is that of its code points and not of Java's strings. */
    private record Text(String text) implements Comparable<Text> {
        @Override
        public int compareTo(Text other) {
            return Arrays.compare(
                    text.codePoints().toArray(), other.text.codePoints().toArray());
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void whatIsKeptIsWhatWasDone(long seed) throws IOException {
        var random = new Random(seed);
        int left = STEPS;
        boolean first = true;
        while (left > 0) {
            try (var platform = LocalPlatform.open(folder.resolve("seed-" + seed), TestPlatform.options(seed))) {
                platform.services().add(S3Client.class, () -> S3.on(platform));
                platform.ready();
                var s3 = platform.client(S3Client.class);
                boolean create = first;
                int steps = Math.min(left, 1 + random.nextInt(STEPS / 3));
                TestPlatform.CALLER.run(() -> {
                    if (create) {
                        s3.createBucket(request -> request.bucket(BUCKET));
                    }
                    for (int i = 0; i < steps; i++) {
                        step(s3, random);
                    }
                    compare(s3, random, "seed " + seed);
                });
                left -= steps;
                first = false;
            }
        }
        nothingIsLeftBehind(seed);
    }

    /* When all is deleted no file of content remains: what was refused, replaced or aborted has freed its own. */
    private void nothingIsLeftBehind(long seed) throws IOException {
        var data = folder.resolve("seed-" + seed);
        try (var platform = LocalPlatform.open(data, TestPlatform.options(seed))) {
            platform.services().add(S3Client.class, () -> S3.on(platform));
            platform.ready();
            var s3 = platform.client(S3Client.class);
            TestPlatform.CALLER.run(() -> {
                deleteMany(s3, expected.keySet().stream().map(Text::text).toList());
                s3.deleteBucket(request -> request.bucket(BUCKET));
            });
        }
        try (var files = Files.walk(data.resolve("blobs"))) {
            assertThat(files.filter(Files::isRegularFile)).as("seed " + seed).isEmpty();
        }
    }

    private void step(S3Client s3, Random random) {
        var key = key(random);
        switch (random.nextInt(9)) {
            case 0, 1, 2 -> put(s3, key, bytes(random, random.nextInt(4) == 0 ? 200_000 : 2_000));
            case 3 -> delete(s3, key);
            case 4 -> copy(s3, key(random), key);
            case 5 -> deleteMany(s3, List.of(key, key(random), key(random)));
            case 6 -> read(s3, key, random);
            case 7 -> putIfAbsent(s3, key, bytes(random, 100_000));
            default -> {
                if (random.nextInt(10) == 0) {
                    upload(s3, key, random);
                }
            }
        }
    }

    private void put(S3Client s3, String key, byte[] bytes) {
        s3.putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromBytes(bytes));
        expected.put(new Text(key), bytes);
    }

    private void putIfAbsent(S3Client s3, String key, byte[] bytes) {
        try {
            s3.putObject(request -> request.bucket(BUCKET).key(key).ifNoneMatch("*"), RequestBody.fromBytes(bytes));
            assertThat(expected.put(new Text(key), bytes)).isNull();
        } catch (S3Exception refused) {
            assertThat(refused.statusCode()).isEqualTo(412);
            assertThat(expected).containsKey(new Text(key));
        }
    }

    private void delete(S3Client s3, String key) {
        s3.deleteObject(request -> request.bucket(BUCKET).key(key));
        expected.remove(new Text(key));
    }

    private void deleteMany(S3Client s3, List<String> keys) {
        s3.deleteObjects(request -> request.bucket(BUCKET)
                .delete(delete -> delete.objects(keys.stream()
                        .distinct()
                        .map(key -> software.amazon.awssdk.services.s3.model.ObjectIdentifier.builder()
                                .key(key)
                                .build())
                        .toList())));
        keys.forEach(key -> expected.remove(new Text(key)));
    }

    private void copy(S3Client s3, String from, String to) {
        var bytes = expected.get(new Text(from));
        if (bytes != null && !from.equals(to)) {
            s3.copyObject(request -> request.sourceBucket(BUCKET)
                    .sourceKey(from)
                    .destinationBucket(BUCKET)
                    .destinationKey(to));
            expected.put(new Text(to), bytes);
        }
    }

    private void upload(S3Client s3, String key, Random random) {
        var id = s3.createMultipartUpload(request -> request.bucket(BUCKET).key(key))
                .uploadId();
        var parts = new ArrayList<byte[]>();
        var completed = new ArrayList<CompletedPart>();
        int count = 1 + random.nextInt(3);
        for (int number = 1; number <= count; number++) {
            int part = number;
            var bytes = number == count ? bytes(random, 100_000) : new byte[PART_BYTES_MIN + random.nextInt(100)];
            parts.add(bytes);
            var etag = s3.uploadPart(
                            request ->
                                    request.bucket(BUCKET).key(key).uploadId(id).partNumber(part),
                            RequestBody.fromBytes(bytes))
                    .eTag();
            completed.add(CompletedPart.builder().partNumber(part).eTag(etag).build());
        }
        int end = random.nextInt(4);
        if (end == 0) {
            return;
        }
        if (end == 1) {
            s3.abortMultipartUpload(request -> request.bucket(BUCKET).key(key).uploadId(id));
            return;
        }
        s3.completeMultipartUpload(request ->
                request.bucket(BUCKET).key(key).uploadId(id).multipartUpload(upload -> upload.parts(completed)));
        var all = new byte[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (var part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        expected.put(new Text(key), all);
    }

    private void read(S3Client s3, String key, Random random) {
        var bytes = expected.get(new Text(key));
        try {
            var whole = s3.getObjectAsBytes(request -> request.bucket(BUCKET).key(key));
            assertThat(whole.asByteArray()).isEqualTo(bytes);
            if (bytes != null && bytes.length > 0) {
                int from = random.nextInt(bytes.length);
                int to = from + random.nextInt(bytes.length - from);
                var some = s3.getObjectAsBytes(
                        request -> request.bucket(BUCKET).key(key).range("bytes=" + from + "-" + to));
                assertThat(some.asByteArray()).isEqualTo(Arrays.copyOfRange(bytes, from, to + 1));
            }
        } catch (NoSuchKeyException e) {
            assertThat(bytes).isNull();
        }
    }

    private void compare(S3Client s3, Random random, String seed) {
        int page = 1 + random.nextInt(20);
        assertThat(s3.listObjectsV2Paginator(request -> request.bucket(BUCKET).maxKeys(page)).contents().stream()
                        .map(S3Object::key))
                .as("%s, pages of %s", seed, page)
                .containsExactlyElementsOf(
                        expected.keySet().stream().map(Text::text).toList());
        var prefix = WORDS[random.nextInt(WORDS.length)];
        var prefixes = expected.keySet().stream()
                .map(Text::text)
                .filter(key -> key.startsWith(prefix) && key.indexOf('/', prefix.length()) >= 0)
                .map(key -> key.substring(0, key.indexOf('/', prefix.length()) + 1))
                .distinct()
                .toList();
        assertThat(s3
                        .listObjectsV2Paginator(request -> request.bucket(BUCKET)
                                .maxKeys(page)
                                .prefix(prefix)
                                .delimiter("/"))
                        .commonPrefixes()
                        .stream()
                        .map(CommonPrefix::prefix))
                .as("%s, prefixes below '%s', pages of %s", seed, prefix, page)
                .containsExactlyElementsOf(prefixes);
        expected.forEach((key, bytes) -> assertThat(
                        s3.getObjectAsBytes(request -> request.bucket(BUCKET).key(key.text()))
                                .asByteArray())
                .as("%s, key '%s'", seed, key.text())
                .isEqualTo(bytes));
    }

    private static String key(Random random) {
        var key = new StringBuilder();
        int length = 1 + random.nextInt(3);
        for (int i = 0; i < length; i++) {
            key.append(WORDS[random.nextInt(WORDS.length)]);
        }
        return key.toString();
    }

    private static byte[] bytes(Random random, int lengthMax) {
        var bytes = new byte[random.nextInt(lengthMax)];
        random.nextBytes(bytes);
        return bytes;
    }
}
