import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/** What is asked of S3. */
final class Objects {

    private static final int SMALL = 1024;
    private static final int KEYS = 1000;

    static final Map<String, Work> WORKS = Map.of(
            "put-1k", new Putting("bench", SMALL, KEYS),
            "get-1k", new Getting("bench", SMALL, KEYS),
            "put-64m", new Putting("bench", 64 * Works.MB, 1),
            "get-64m", new Getting("bench", 64 * Works.MB, 1),
            "parts-1g", new InParts("bench", 64 * Works.MB, 16),
            "list-10k", new Listing("bench-list", 10_000),
            "list-1m", new Listing("bench-million", 1_000_000));

    private static final byte[] NOTHING = {};
    private static final byte[] CONTENT = Works.bytes((int) Works.MB);

    private static byte[] content(long size) {
        return size >= CONTENT.length ? CONTENT : Works.bytes((int) size);
    }

    private static String path(String bucket, long size, int number) {
        return "/%s/of-%d/key-%07d".formatted(bucket, size, number);
    }

    private static void makeBucket(String target, String name) throws IOException {
        try (var connection = Connection.to(target)) {
            connection.send("PUT", "/" + name, "s3", "", NOTHING, 0);
        }
    }

    private static void put(Connection connection, String path, byte[] content, long size) throws IOException {
        Works.check(connection.send("PUT", path, "s3", "", content, size) == 200, "PUT was refused");
    }

    /** Puts of one size, over so many keys in turn. */
    record Putting(String bucket, long size, int keys) implements Work {

        @Override
        public void prepare(String target) throws IOException {
            makeBucket(target, bucket);
        }

        @Override
        public Worker worker(String target) throws IOException {
            var content = content(size);
            return new Connected(Connection.to(target), (connection, number) ->
                    put(connection, path(bucket, size, number % keys), content, size));
        }
    }

    /** Gets of objects of one size, over so many keys in turn. */
    record Getting(String bucket, long size, int keys) implements Work {

        @Override
        public void prepare(String target) throws IOException {
            makeBucket(target, bucket);
            var content = content(size);
            try (var connection = Connection.to(target)) {
                for (int i = 0; i < keys; i++) {
                    put(connection, path(bucket, size, i), content, size);
                }
            }
        }

        @Override
        public Worker worker(String target) throws IOException {
            return new Connected(Connection.to(target), (connection, number) -> {
                int status = connection.send("GET", path(bucket, size, number % keys), "s3", "", NOTHING, 0);
                Works.check(status == 200 && connection.bodySize == size, "GET was answered " + status);
            });
        }
    }

    /** Uploads in parts, four parts at a time. */
    record InParts(String bucket, long partSize, int parts) implements Work {

        private static final int AT_ONCE = 4;

        @Override
        public void prepare(String target) throws IOException {
            makeBucket(target, bucket);
        }

        @Override
        public Worker worker(String target) throws IOException {
            var path = "/" + bucket + "/in-parts";
            return new Connected(Connection.to(target), (connection, number) -> {
                var begun = connection.ask("POST", path + "?uploads", "s3", NOTHING);
                var id = URLEncoder.encode(between(begun, "<UploadId>"), StandardCharsets.UTF_8);
                var etags = new String[parts];
                var failure = new AtomicReference<IOException>();
                var threads = IntStream.range(0, AT_ONCE)
                        .mapToObj(first -> Thread.ofPlatform().start(() -> {
                            try (var own = Connection.to(target)) {
                                for (int part = first; part < parts; part += AT_ONCE) {
                                    put(own, path + "?partNumber=" + (part + 1) + "&uploadId=" + id, CONTENT, partSize);
                                    etags[part] = own.etag;
                                }
                            } catch (IOException e) {
                                failure.set(e);
                            }
                        }))
                        .toList();
                for (var thread : threads) {
                    join(thread);
                }
                if (failure.get() != null) {
                    throw failure.get();
                }
                var body = new StringBuilder("<CompleteMultipartUpload>");
                for (int part = 0; part < parts; part++) {
                    body.append("<Part><PartNumber>%d</PartNumber><ETag>%s</ETag></Part>"
                            .formatted(part + 1, etags[part].replace("\"", "&quot;")));
                }
                body.append("</CompleteMultipartUpload>");
                var answer = connection.ask(
                        "POST", path + "?uploadId=" + id, "s3", body.toString().getBytes(StandardCharsets.UTF_8));
                Works.check(answer.contains("<ETag>"), answer);
            });
        }

        private static void join(Thread thread) throws IOException {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    /** Lists a bucket of so many keys, a thousand a page. */
    record Listing(String bucket, int keys) implements Work {

        private static final int AT_ONCE = 32;

        @Override
        public void prepare(String target) throws IOException {
            makeBucket(target, bucket);
            var failure = new AtomicReference<IOException>();
            var threads = IntStream.range(0, AT_ONCE)
                    .mapToObj(first -> Thread.ofPlatform().start(() -> {
                        try (var connection = Connection.to(target)) {
                            for (int i = first; i < keys; i += AT_ONCE) {
                                put(connection, path(bucket, 1, i), CONTENT, 1);
                            }
                        } catch (IOException e) {
                            failure.set(e);
                        }
                    }))
                    .toList();
            for (var thread : threads) {
                InParts.join(thread);
            }
            if (failure.get() != null) {
                throw failure.get();
            }
        }

        @Override
        public Worker worker(String target) throws IOException {
            return new Connected(Connection.to(target), (connection, number) -> {
                int seen = 0;
                var token = "";
                do {
                    var query = "/" + bucket + "?list-type=2&max-keys=1000"
                            + (token.isEmpty()
                                    ? ""
                                    : "&continuation-token=" + URLEncoder.encode(token, StandardCharsets.UTF_8));
                    var answer = connection.ask("GET", query, "s3", NOTHING);
                    for (int at = answer.indexOf("<Key>"); at >= 0; at = answer.indexOf("<Key>", at + 1)) {
                        seen++;
                    }
                    token = between(answer, "<NextContinuationToken>");
                } while (!token.isEmpty());
                Works.check(seen == keys, "Listed " + seen + " keys of " + keys);
            });
        }
    }

    private static String between(String answer, String tag) {
        int from = answer.indexOf(tag);
        return from < 0 ? "" : answer.substring(from + tag.length(), answer.indexOf('<', from + 1));
    }

    private Objects() {}
}
