package tarn.services.lambda;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import tarn.engines.functions.FunctionEvent;

/**
 * An answer that goes out while the function makes it: one thread runs the function, another sends. The first pieces tell the
 * status, so that nothing is sent before them; a client that goes away does not hold the function up.
 */
final class UrlStream {

    private static final int PIECES_MAX = 64;
    /** No piece is empty but for the one that says that no other comes. */
    private static final byte[] END = new byte[0];

    private final BlockingQueue<byte[]> pieces = new LinkedBlockingQueue<>(PIECES_MAX);
    private final ByteArrayOutputStream first = new ByteArrayOutputStream();
    private final CompletableFuture<Optional<UrlEvents.Begun>> begun = new CompletableFuture<>();
    private final CompletableFuture<Executions.Result> result = new CompletableFuture<>();
    private volatile boolean gone;

    /** Runs the function; called by a thread of its own. */
    void run(Function<FunctionEvent.Reply, Executions.Result> work) {
        try {
            result.complete(work.apply(this::take));
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
        } finally {
            begun.complete(Optional.empty());
            put(END);
        }
    }

    private void take(String contentType, byte[] piece) {
        if (piece.length == 0) {
            return;
        }
        if (begun.isDone()) {
            put(piece);
            return;
        }
        first.writeBytes(piece);
        UrlEvents.begun(contentType, first.toByteArray()).ifPresent(start -> {
            if (start.rest().length > 0) {
                put(start.rest());
            }
            begun.complete(Optional.of(start));
        });
    }

    private void put(byte[] piece) {
        try {
            while (!gone && !pieces.offer(piece, 1, TimeUnit.SECONDS)) {
                // The client is slow; the function's own time ends it.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How the answer begins; empty if the function ended before it had begun one. */
    Optional<UrlEvents.Begun> begun() {
        return begun.join();
    }

    /** What came of the function. */
    Executions.Result result() {
        try {
            return result.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** What was sent of an answer that has not begun as such. */
    byte[] whole() {
        return first.toByteArray();
    }

    void copy(OutputStream out) throws IOException {
        try {
            for (var piece = pieces.take(); piece.length > 0; piece = pieces.take()) {
                out.write(piece);
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            gone = true;
        }
    }
}
