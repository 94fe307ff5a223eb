import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The load of the benchmark: requests over kept-alive sockets, made without an SDK so that the server is what is
 * measured. Requests carry the credentials of a signature, by which servers find the service, but not a valid one.
 *
 * <p>usage: java Load.java WORK PORT CONNECTIONS SECONDS [WARM-UP SECONDS]; prints one line of JSON.
 */
final class Load {

    private static final byte[] SMALL = new byte[1024];
    private static final int LARGE = 64 << 20;
    private static final String SMALL_PATH = "/bench/small-%05d";

    private final int port;
    private final AtomicInteger next = new AtomicInteger();

    private Load(int port) {
        this.port = port;
    }

    public static void main(String[] words) throws Exception {
        new Random(1).nextBytes(SMALL);
        var load = new Load(Integer.parseInt(words[1]));
        var connections = Integer.parseInt(words[2]);
        var seconds = Double.parseDouble(words[3]);
        var warmUp = words.length > 4 ? Double.parseDouble(words[4]) : 0;
        load.prepare(words[0]);
        if (warmUp > 0) {
            load.measure(words[0], connections, warmUp);
        }
        System.out.println(load.measure(words[0], connections, seconds));
    }

    /** What a kind of work needs to find. */
    private void prepare(String work) throws IOException {
        try (var connection = new Connection(port)) {
            switch (work) {
                case "put-1k", "put-64m" -> bucket(connection, "bench");
                case "get-1k" -> {
                    bucket(connection, "bench");
                    for (int i = 0; i < 1000; i++) {
                        connection.send("PUT", SMALL_PATH.formatted(i), "s3", "", SMALL, SMALL.length);
                    }
                }
                case "get-64m" -> {
                    bucket(connection, "bench");
                    connection.send("PUT", "/bench/large", "s3", "", new byte[1 << 20], LARGE);
                }
                case "list-10k" -> {
                    bucket(connection, "bench-list");
                    for (int i = 0; i < 10_000; i++) {
                        connection.send("PUT", "/bench-list/key-%05d".formatted(i), "s3", "", SMALL, 1);
                    }
                }
                case "create-table" -> {
                    glue(connection, "CreateDatabase", "{\"DatabaseInput\":{\"Name\":\"bench\"}}");
                    next.set((int) (System.nanoTime() >>> 10 & 0x3fffffff));
                }
                default -> throw new IllegalArgumentException(work);
            }
        }
    }

    private static void bucket(Connection connection, String name) throws IOException {
        connection.send("PUT", "/" + name, "s3", "", new byte[0], 0);
    }

    private String measure(String work, int connections, double seconds) throws Exception {
        var times = new long[connections][];
        var threads = new Thread[connections];
        var began = System.nanoTime();
        var until = began + (long) (seconds * 1e9);
        var failed = new AtomicInteger();
        for (int i = 0; i < connections; i++) {
            int number = i;
            threads[i] = Thread.ofPlatform().start(() -> times[number] = run(work, until, failed));
        }
        for (var thread : threads) {
            thread.join();
        }
        var elapsed = (System.nanoTime() - began) / 1e9;
        var all = Arrays.stream(times).flatMapToLong(Arrays::stream).sorted().toArray();
        return "{\"count\": %d, \"failed\": %d, \"seconds\": %.3f, \"rate\": %.1f, \"p50_ms\": %.3f, \"p99_ms\": %.3f}"
                .formatted(
                        all.length,
                        failed.get(),
                        elapsed,
                        all.length / elapsed,
                        quantile(all, 0.5),
                        quantile(all, 0.99));
    }

    private static double quantile(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)] / 1e6;
    }

    private long[] run(String work, long until, AtomicInteger failed) {
        var times = new long[1 << 16];
        int count = 0;
        try (var connection = new Connection(port)) {
            do {
                var began = System.nanoTime();
                if (!once(work, connection, next.getAndIncrement())) {
                    failed.incrementAndGet();
                }
                if (count == times.length) {
                    times = Arrays.copyOf(times, count * 2);
                }
                times[count++] = System.nanoTime() - began;
            } while (System.nanoTime() < until);
        } catch (IOException e) {
            System.err.println(work + ": " + e);
            failed.incrementAndGet();
        }
        return Arrays.copyOf(times, count);
    }

    private boolean once(String work, Connection connection, int number) throws IOException {
        return switch (work) {
            case "put-1k" -> connection.send(
                            "PUT", SMALL_PATH.formatted(number % 1000), "s3", "", SMALL, SMALL.length)
                    == 200;
            case "get-1k" -> connection.send("GET", SMALL_PATH.formatted(number % 1000), "s3", "", SMALL, 0) == 200;
            case "put-64m" -> connection.send("PUT", "/bench/large", "s3", "", new byte[1 << 20], LARGE) == 200;
            case "get-64m" -> connection.send("GET", "/bench/large", "s3", "", SMALL, 0) == 200
                    && connection.bodySize == LARGE;
            case "list-10k" -> listed(connection) == 10_000;
            case "create-table" -> glue(
                            connection,
                            "CreateTable",
                            ("{\"DatabaseName\":\"bench\",\"TableInput\":{\"Name\":\"t%d\",\"StorageDescriptor\":"
                                            + "{\"Columns\":[{\"Name\":\"id\",\"Type\":\"bigint\"},"
                                            + "{\"Name\":\"name\",\"Type\":\"string\"}],"
                                            + "\"Location\":\"s3://bench/t/\"}}}")
                                    .formatted(number))
                    == 200;
            default -> throw new IllegalArgumentException(work);
        };
    }

    private static int listed(Connection connection) throws IOException {
        int keys = 0;
        var token = "";
        do {
            var query = "/bench-list?list-type=2&max-keys=1000"
                    + (token.isEmpty() ? "" : "&continuation-token=" + encoded(token));
            connection.keep = true;
            if (connection.send("GET", query, "s3", "", SMALL, 0) != 200) {
                return -1;
            }
            var answer = connection.body.toString(StandardCharsets.UTF_8);
            connection.keep = false;
            for (int at = answer.indexOf("<Key>"); at >= 0; at = answer.indexOf("<Key>", at + 1)) {
                keys++;
            }
            int from = answer.indexOf("<NextContinuationToken>");
            token = from < 0 ? "" : answer.substring(from + 23, answer.indexOf('<', from + 1));
        } while (!token.isEmpty());
        return keys;
    }

    private static String encoded(String token) {
        return java.net.URLEncoder.encode(token, StandardCharsets.UTF_8);
    }

    private static int glue(Connection connection, String operation, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var headers = "Content-Type: application/x-amz-json-1.1\r\nX-Amz-Target: AWSGlue." + operation + "\r\n";
        return connection.send("POST", "/", "glue", headers, bytes, bytes.length);
    }

    /** One kept-alive connection. */
    private static final class Connection implements AutoCloseable {

        private final int port;
        private final byte[] buffer = new byte[1 << 18];
        private Socket socket;
        private InputStream in;
        private OutputStream out;
        boolean keep;
        long bodySize;
        ByteArrayOutputStream body = new ByteArrayOutputStream();

        Connection(int port) throws IOException {
            this.port = port;
            open();
        }

        private void open() throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
        }

        /** Sends a request whose body repeats {@code content} up to {@code length}; returns the status. */
        int send(String method, String path, String service, String headers, byte[] content, int length)
                throws IOException {
            var head = method + " " + path + " HTTP/1.1\r\nHost: localhost:" + port
                    + "\r\nAuthorization: AWS4-HMAC-SHA256 Credential=test/20261121/us-east-1/" + service
                    + "/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + "0".repeat(64)
                    + "\r\nX-Amz-Date: 20261121T120000Z\r\nX-Amz-Content-Sha256: UNSIGNED-PAYLOAD\r\n" + headers
                    + "Content-Length: " + length + "\r\n\r\n";
            out.write(head.getBytes(StandardCharsets.ISO_8859_1));
            for (int left = length; left > 0; left -= content.length) {
                out.write(content, 0, Math.min(left, content.length));
            }
            out.flush();
            return receive();
        }

        private int receive() throws IOException {
            int status = Integer.parseInt(line().substring(9, 12));
            long length = 0;
            boolean chunked = false;
            boolean close = false;
            for (var line = line(); !line.isEmpty(); line = line()) {
                var lower = line.toLowerCase(Locale.ROOT);
                if (lower.startsWith("content-length:")) {
                    length = Long.parseLong(line.substring(15).trim());
                }
                chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
                close |= lower.startsWith("connection:") && lower.contains("close");
            }
            body.reset();
            bodySize = 0;
            if (chunked) {
                for (int size = size(line()); size > 0; size = size(line())) {
                    skip(size);
                    line();
                }
                line();
            } else {
                skip(length);
            }
            if (close) {
                socket.close();
                open();
            }
            return status;
        }

        private static int size(String line) {
            int end = line.indexOf(';');
            return Integer.parseInt(end < 0 ? line.trim() : line.substring(0, end).trim(), 16);
        }

        private void skip(long count) throws IOException {
            for (long left = count; left > 0; ) {
                int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (read < 0) {
                    throw new EOFException("The answer ended early");
                }
                if (keep) {
                    body.write(buffer, 0, read);
                }
                bodySize += read;
                left -= read;
            }
        }

        private String line() throws IOException {
            var line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new EOFException("The connection was closed");
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

}
