package tarn.wire.gateway;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import tarn.wire.http.GzipBody;
import tarn.wire.http.WireRequest;

/** Request bodies in memory or streamed, and streams on their way out. */
final class Bodies {

    /** No request that is not streamed may be larger; the largest that AWS takes is a Lambda package of 70 MB. */
    private static final int BUFFERED_BYTES_MAX = 100 * 1024 * 1024;

    private static final int ROOM_BYTES_MAX = 64 * 1024;
    private static final int COPY_BYTES = 128 * 1024;

    /** The same request with its body in memory, to be read as often as one likes. */
    static WireRequest buffered(WireRequest request) throws IOException {
        if (request.body() instanceof InMemory body) {
            body.again();
            return request;
        }
        if (request.bodyLength() > BUFFERED_BYTES_MAX) {
            throw Faults.bodyTooLarge(BUFFERED_BYTES_MAX);
        }
        return inMemory(request, request.body(), Math.clamp(request.bodyLength(), 0, ROOM_BYTES_MAX));
    }

    /** The same request, its body in memory and out of gzip if it came in that. */
    static WireRequest unzipped(WireRequest request) throws IOException {
        boolean gzip = request.headers()
                .first("content-encoding")
                .filter("gzip"::equalsIgnoreCase)
                .isPresent();
        if (!gzip) {
            return request;
        }
        request.headers().remove("content-encoding");
        return inMemory(request, GzipBody.of(request.body(), BUFFERED_BYTES_MAX), 0);
    }

    /* What a client announces is taken at its word only as far as memory for it costs nothing. */
    private static WireRequest inMemory(WireRequest request, InputStream body, int expected) throws IOException {
        var bytes = new byte[expected];
        int read = body.readNBytes(bytes, 0, expected);
        if (read < expected) {
            bytes = Arrays.copyOf(bytes, read);
        } else {
            var more = new byte[1];
            if (body.read(more) > 0) {
                bytes = joined(bytes, more[0], body);
            }
        }
        if (bytes.length != request.bodyLength()) {
            request.headers().set("content-length", Integer.toString(bytes.length));
        }
        return request.withBody(new InMemory(bytes), bytes.length);
    }

    private static byte[] joined(byte[] first, byte next, InputStream body) throws IOException {
        var rest = body.readNBytes(BUFFERED_BYTES_MAX - first.length);
        if (first.length + 1 + rest.length > BUFFERED_BYTES_MAX) {
            throw Faults.bodyTooLarge(BUFFERED_BYTES_MAX);
        }
        var bytes = Arrays.copyOf(first, first.length + 1 + rest.length);
        bytes[first.length] = next;
        System.arraycopy(rest, 0, bytes, first.length + 1, rest.length);
        return bytes;
    }

    /** A body that is in memory already. */
    private static final class InMemory extends ByteArrayInputStream {
        InMemory(byte[] bytes) {
            super(bytes);
        }

        /** Begins anew. */
        synchronized void again() {
            pos = 0;
            mark = 0;
        }
    }

    /** A body as a part takes it: its stream is the one given, not a copy. */
    static RequestBody streamed(WireRequest request) {
        var type = request.headers().first("content-type").orElse("application/octet-stream");
        ContentStreamProvider once = request::body;
        return request.bodyLength() < 0
                ? RequestBody.fromContentProvider(once, type)
                : RequestBody.fromContentProvider(once, request.bodyLength(), type);
    }

    /** Copies a stream to its end in large steps. */
    static void copy(InputStream from, OutputStream to) throws IOException {
        var buffer = new byte[COPY_BYTES];
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            to.write(buffer, 0, read);
        }
    }

    private Bodies() {}
}
