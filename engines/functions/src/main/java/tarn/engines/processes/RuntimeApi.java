package tarn.engines.processes;

import static java.lang.System.Logger.Level.DEBUG;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tarn.engines.functions.FunctionEvent;
import tarn.engines.functions.FunctionOutcome.Kind;

/**
 * The Lambda Runtime API of one environment, on a port of its own of the loopback address. Where environments have users
 * of their own, nobody else's connections are answered.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Lambda runtime API</a>.
 */
final class RuntimeApi implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(RuntimeApi.class.getName());

    /** The largest answer that is not streamed, and what AWS says of it. */
    static final int ANSWER_BYTES_MAX = 6_291_556;

    /** The most of a streamed answer. */
    private static final long STREAM_BYTES_MAX = 200L << 20;

    private static final String VERSION = "/2018-06-01/runtime/";
    private static final String ACCEPTED = "{\"status\":\"OK\"}";
    private static final int ACCEPTED_STATUS = 202;
    private static final int BACKLOG = 16;

    private final ServerSocket server;
    private final int user;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<Pending> events = new ArrayBlockingQueue<>(2);
    private final CompletableFuture<Result> initialised = new CompletableFuture<>();
    private volatile @Nullable Pending current;

    /**
     * What a runtime said.
     *
     * @param detail the type of an error, else empty
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Result(Kind kind, byte[] payload, String detail, String contentType) {

        static Result ended(Kind kind, String detail) {
            return new Result(kind, new byte[0], detail, "");
        }
    }

    /** An event on its way; without one it tells who waits that there will be none. */
    private record Pending(@Nullable FunctionEvent event, long deadlineMillis, CompletableFuture<Result> result) {}

    /** @param user whose connections are answered; -1 for anybody's on this machine */
    RuntimeApi(int user) throws IOException {
        this.user = user;
        this.server = new ServerSocket(0, BACKLOG, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        Thread.ofVirtual().name("runtime-api").start(this::accept);
    }

    /** Its address, as the runtime is told it. */
    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** Completes when the runtime asks for its first event, or says that it cannot. */
    CompletableFuture<Result> initialised() {
        return initialised;
    }

    /** Has the runtime take an event; completes when it has answered. */
    CompletableFuture<Result> give(FunctionEvent event) {
        long deadline = System.currentTimeMillis() + event.timeout().toMillis();
        var pending = new Pending(event, deadline, new CompletableFuture<>());
        current = pending;
        events.add(pending);
        return pending.result();
    }

    /** Says that no answer will come any more. */
    void fail(Result result) {
        initialised.complete(result);
        var pending = current;
        if (pending != null) {
            pending.result().complete(result);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                Thread.ofVirtual().name("runtime-api-connection").start(() -> serve(socket));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    LOG.log(DEBUG, "A runtime could not be heard", e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        connections.add(socket);
        try (socket) {
            if (server.isClosed() || (user >= 0 && !Peer.is(user, socket))) {
                return;
            }
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream(), 32 << 10);
            var out = socket.getOutputStream();
            for (var request = Request.read(in); request != null; request = Request.read(in)) {
                out.write(answer(request, in));
                out.flush();
                if (request.header("connection").equalsIgnoreCase("close")) {
                    return;
                }
            }
        } catch (IOException e) {
            LOG.log(DEBUG, "A runtime broke off", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(socket);
        }
    }

    private byte[] answer(Request request, BufferedInputStream in) throws IOException, InterruptedException {
        var path = request.path();
        if (request.method().equals("GET") && path.equals(VERSION + "invocation/next")) {
            request.body(in, _ -> {});
            initialised.complete(new Result(Kind.ANSWERED, new byte[0], "", ""));
            return next();
        }
        if (request.method().equals("POST") && path.equals(VERSION + "init/error")) {
            var error = gathered(request, in);
            initialised.complete(
                    new Result(Kind.FAILED, error, request.header("lambda-runtime-function-error-type"), ""));
            return accepted();
        }
        var pending = current;
        var id = pending == null || pending.event() == null
                ? ""
                : pending.event().requestId();
        if (pending == null
                || !request.method().equals("POST")
                || !path.startsWith(VERSION + "invocation/" + id + "/")) {
            request.body(in, _ -> {});
            return refused(
                    path.startsWith(VERSION + "invocation/") ? 400 : 404, "InvalidRequestID", "Invalid request ID");
        }
        if (path.endsWith("/error")) {
            var type = request.header("lambda-runtime-function-error-type");
            pending.result().complete(new Result(Kind.FAILED, gathered(request, in), type, ""));
            return accepted();
        }
        if (path.endsWith("/response")) {
            return response(request, in, pending);
        }
        request.body(in, _ -> {});
        return refused(404, "NotFound", "Unknown resource");
    }

    private byte[] next() throws InterruptedException {
        var pending = events.take();
        var event = pending.event();
        if (event == null) {
            return refused(410, "Gone", "The environment ends");
        }
        var headers = new LinkedHashMap<String, String>();
        headers.put("Lambda-Runtime-Aws-Request-Id", event.requestId());
        headers.put("Lambda-Runtime-Deadline-Ms", String.valueOf(pending.deadlineMillis()));
        headers.put("Lambda-Runtime-Invoked-Function-Arn", event.arn());
        event.trace().ifPresent(trace -> headers.put("Lambda-Runtime-Trace-Id", trace));
        event.clientContext().ifPresent(context -> headers.put("Lambda-Runtime-Client-Context", context));
        return Request.answer(200, headers, event.payload());
    }

    private byte[] response(Request request, BufferedInputStream in, Pending pending) throws IOException {
        boolean streamed =
                request.header("lambda-runtime-function-response-mode").equalsIgnoreCase("streaming");
        var event = pending.event();
        var type = request.header("content-type");
        if (!streamed || event == null || event.reply().isEmpty()) {
            var body = gathered(request, in);
            if (body.length > ANSWER_BYTES_MAX) {
                pending.result().complete(Result.ended(Kind.TOO_LARGE, ""));
                return refused(413, "RequestEntityTooLarge", "Exceeded maximum allowed payload size");
            }
            pending.result().complete(new Result(Kind.ANSWERED, body, "", streamed ? type : ""));
            return accepted();
        }
        var reply = event.reply().get();
        var sent = new long[1];
        Map<String, String> trailers;
        try {
            trailers = request.body(in, piece -> {
                sent[0] += piece.length;
                if (sent[0] > STREAM_BYTES_MAX) {
                    throw new IOException("A streamed answer may have 200 MB");
                }
                reply.write(type, piece);
            });
        } catch (IOException e) {
            pending.result().complete(Result.ended(Kind.TOO_LARGE, ""));
            throw e;
        }
        var error = trailers.getOrDefault("lambda-runtime-function-error-type", "");
        var body = trailers.getOrDefault("lambda-runtime-function-error-body", "");
        pending.result()
                .complete(
                        error.isEmpty()
                                ? new Result(Kind.ANSWERED, new byte[0], "", type)
                                : new Result(
                                        Kind.FAILED,
                                        java.util.Base64.getDecoder().decode(body),
                                        error,
                                        type));
        return accepted();
    }

    /** The whole body, as far as it may go; one byte more if it is larger. */
    private static byte[] gathered(Request request, BufferedInputStream in) throws IOException {
        var body = new ByteArrayOutputStream();
        request.body(in, piece -> {
            int room = ANSWER_BYTES_MAX + 1 - body.size();
            body.write(piece, 0, Math.min(room, piece.length));
        });
        return body.toByteArray();
    }

    private static byte[] accepted() {
        return Request.answer(ACCEPTED_STATUS, Map.of(), ACCEPTED.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] refused(int status, String type, String message) {
        var body = "{\"errorType\":\"" + type + "\",\"errorMessage\":\"" + message + "\"}";
        return Request.answer(status, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        try {
            server.close();
            events.add(new Pending(null, 0, new CompletableFuture<>()));
            for (var connection : connections) {
                connection.close();
            }
        } catch (IOException | IllegalStateException e) {
            LOG.log(DEBUG, "A runtime API was closed before", e);
        }
    }
}
